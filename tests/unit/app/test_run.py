"""Running: the order of a start, what is said meanwhile, and how it ends."""

import asyncio
import contextlib
import os
import signal
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.app import demo, duties, run
from bot.app.settings_report import SettingsReport
from bot.app.until_signal import until_signal
from bot.app.vital_signs import VitalSigns
from bot.counters import Counters
from bot.errors import DatabaseLostError, StorageError
from bot.model.channel import Channel, Pause, Schedule, Subscription
from bot.model.mail_links import MailLinks
from bot.model.role import ALL_ROLES, Role
from bot.ports import Fetched, Planned, Poll
from bot.ports.request import Reply
from bot.views.blocks import View
from tests.each_of import each_of
from tests.fakes.workers import Alone
from tests.golden.terminal.views import edition

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
CHANNEL = Channel(
    key=1,
    address=demo.DEMO,
    name="demo",
    since=date(2026, 11, 1),
    schedule=Schedule(zone="Europe/Paris"),
    next_due=datetime(2026, 11, 23, 8, tzinfo=UTC),
)


class Screen:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.shown: list[View] = []
        self.waited: list[str] = []

    @contextlib.contextmanager
    def waiting(self, sentence: str):
        self.waited.append(sentence)
        yield

    def say(self, sentence: str) -> None:
        self.said.append(sentence)

    def show(self, view: View) -> None:
        self.shown.append(view)


class Application:
    """As little of a application as running needs; what was done is in `did`."""

    def __init__(self, **given: object) -> None:
        self.did: list[str] = []
        self.zone = "Europe/Paris"
        self.channel: Channel | None = CHANNEL
        self.papers_there, self.polls_there = 34, list[Poll]()
        self.restored, self.repaired, self.planned = "", "", Planned()
        self.waiting: datetime | None = None
        self.link_key = b"k" * 32
        self.reply = Reply(view=View((), "posted"))
        self.subscribed: list[Subscription] = []
        self.latest = replace(edition(), digest=edition().digest._replace(planned=NOW - timedelta(days=1)))
        self.signs, self.counters = VitalSigns(sources=("huggingface",)), Counters()
        self.settings = SimpleNamespace(paperboy_admin="")
        self.keep_database = self._does("kept", None)
        self.roles = ALL_ROLES
        self.__dict__.update(given)
        self.clock = SimpleNamespace(now=lambda: NOW)
        self.poller = SimpleNamespace(
            poll_due=self._does("polled", []), finished=self._does("finished", None), clock_stepped=lambda: None
        )
        self.settings_report, self.platform_names = SettingsReport, lambda: ("slack", "terminal")
        self.dispatcher = SimpleNamespace(
            drain=self._does("drained", None),
            run=self._for_ever,
            poke=lambda: self.did.append("poked"),
            clock_stepped=lambda: self.did.append("stepped"),
        )
        self.recovery = SimpleNamespace(look=self._does("recovered", None))
        self.desk = SimpleNamespace(answer=self._answer)
        self.mail_links = MailLinks("http://papers.test")
        self.opt_in = SimpleNamespace(tidy=self._does("tidied", None))
        self.letter_writer = SimpleNamespace(write_due=self._does("written", 0))
        self.platforms = [
            SimpleNamespace(name="terminal", local="here", listener=SimpleNamespace(serve=self._for_ever))
        ]
        self.store = SimpleNamespace(
            papers=SimpleNamespace(count=self._gives("papers_there"), ingest=self._does("sampled", None)),
            journal=SimpleNamespace(polls=self._gives("polls_there")),
            index=SimpleNamespace(repair=self._gives("repaired")),
            plans=SimpleNamespace(
                plan=self._gives("planned"), latest=self._gives("latest"), correct_times=self._does("corrected", 0)
            ),
            outbox=SimpleNamespace(
                next_at=self._gives("waiting"),
                set_back=self._does("set back", None),
                late=self._does("looked", None),
                parked=self._does("looked", ()),
                waits=self._does("looked", ()),
            ),
            workspaces=SimpleNamespace(dead=self._does("looked", ())),
            vault=SimpleNamespace(get=self._gives("link_key")),
            adapter_facts=SimpleNamespace(read=self._does("looked", None)),
            workers=Alone(),
            channels=SimpleNamespace(
                get=self._get,
                subscriptions=self._gives("subscribed"),
                last_digest=self._does("looked", NOW),
                within=self._does("looked", ()),
                held=self._does("looked", ()),
            ),
        )

    def _does(self, what: str, answer: object):
        async def do(*_: object, **__: object) -> object:
            self.did.append(what)
            return answer

        return do

    async def _get(self, address) -> Channel | None:
        return self.channel if address == demo.DEMO else None

    def _gives(self, name: str):
        async def give(*_: object) -> object:
            return getattr(self, name)

        return give

    async def _answer(self, request) -> Reply:
        self.did.append(request.text)
        return self.reply

    async def _for_ever(self) -> None:
        await asyncio.Event().wait()

    def sample(self) -> Fetched:
        return Fetched()

    @contextlib.asynccontextmanager
    async def claim_delivery(self, _roles):
        yield self.restored


async def until(true) -> None:
    while not true():  # noqa: ASYNC110 -- what is waited for has no event
        await asyncio.sleep(0.01)


async def test_once_fetches_plans_shows_and_delivers_in_that_order():
    application, screen = Application(channel=None), Screen()
    await run.run_once(application, screen)
    assert application.did == ["polled", "written", "now", "drained"]
    assert screen.said == []
    assert screen.waited == ["Fetching today's papers from huggingface…"]


async def test_where_a_platform_runs_there_is_no_demo_and_an_untouched_one_rests():
    rested = []

    async def change(key, update):
        rested.append(update(CHANNEL).next_due)

    application, screen = Application(), Screen()
    application.platforms.append(SimpleNamespace(name="slack", local="", listener=None))
    application.store.channels.change = change
    await run.run_once(application, screen)
    assert (application.did, screen.said, screen.shown, rested) == (
        ["polled", "written", "drained"],
        [],
        [],
        [None],
    )
    application.subscribed = [Subscription(1, "RAG", NOW)]
    await run.run_once(application, screen)
    assert rested == [None], "somebody subscribed in it"


async def test_a_restored_database_is_said_first():
    screen = Screen()
    await run.run_once(Application(restored="This is a copy."), screen)


async def test_the_last_digest_is_shown_again_with_what_to_do_next():
    screen = Screen()
    await run.run_once(Application(), screen)
    assert "shown again" in screen.said[0]
    assert "Monday 23 November at 09:00 (Europe/Paris), if Paperboy runs then" in screen.said[1]
    assert "paperboy subscribe" in screen.said[2]
    assert len(screen.shown) == 1


async def test_a_digest_that_is_about_to_be_printed_is_not_shown_besides():
    screen = Screen()
    await run.run_once(Application(waiting=NOW, subscribed=[Subscription(1, "RAG", NOW)]), screen)
    assert screen.shown == []
    assert len(screen.said) == 1, "who has subscribed is not told how to"


async def test_a_first_digest_that_is_refused_is_shown():
    application, screen = Application(channel=None, reply=Reply(view=View((), "no"), ok=False)), Screen()
    await run.run_once(application, screen)
    assert screen.shown == [View((), "no")]


async def test_without_the_terminal_there_is_no_demo():
    application, screen = Application(), Screen()
    application.platforms = []
    await run.run_once(application, screen)
    assert (screen.said, screen.shown, application.did) == ([], [], ["polled", "written", "drained"])


async def test_nothing_is_shown_again_where_there_was_no_digest_yet():
    screen = Screen()
    await demo.show_digest(Application(latest=None), screen, NOW)
    assert (screen.said, screen.shown) == ([], [])


async def test_without_papers_the_sample_serves_and_the_reason_is_said():
    failed = Poll("huggingface", ok=False, note="HTTP 503")
    application, screen = (
        Application(papers_there=0, polls_there=[failed, Poll("arxiv", note="weekend")]),
        Screen(),
    )
    await run.tell_papers(application, screen, asked=True)
    assert application.did == ["sampled"]
    assert screen.said == [
        "Today's papers could not be fetched from huggingface: HTTP 503. A bundled sample of papers serves instead."
    ]
    application.papers_there = 3
    await run.tell_papers(application, screen, asked=False)
    assert screen.said[-2].startswith("Not every source has answered within 60 seconds.")
    assert screen.said[-1].endswith("HTTP 503. Paperboy goes on with what it has.")
    assert application.did.count("sampled") == 1


async def test_a_rebuilt_index_is_said_where_somebody_looks():
    screen = Screen()
    application = Application(repaired="The index was rebuilt.")
    application.platforms = []
    await run.run_once(application, screen)
    assert screen.said == ["The index was rebuilt."]


@each_of(("waiting", "poked"), [(None, []), (NOW, ["poked"]), (NOW.replace(hour=9), [])])
async def test_what_is_due_wakes_the_dispatcher_whoever_put_it_there(waiting, poked):
    application = Application(waiting=waiting, planned=Planned(channels=1, digests=1, picks=5))
    await duties.plan(application)
    assert application.did == poked


@each_of("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_in_order_from_the_first_moment_on(number):
    async def work() -> None:
        async with until_signal():
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    async with asyncio.timeout(30):
        await asyncio.sleep(0)
        os.kill(os.getpid(), number)
        await task


async def test_everything_starts_at_once_and_a_source_that_does_not_answer_holds_up_nothing():
    application, screen = Application(), Screen()
    never = asyncio.Event()

    async def poll_due(_now) -> None:
        await never.wait()

    async def serve() -> None:
        application.did.append("serving")
        await never.wait()

    application.poller.poll_due = poll_due
    application.platforms[0].listener.serve = serve
    application.dispatcher.run = serve
    task = asyncio.create_task(run.run(application, screen))
    async with asyncio.timeout(30):
        await until(lambda: application.did.count("serving") == 2 and "kept" in application.did)
    assert "Paperboy is running (terminal). Stop it with Ctrl-C." in screen.said
    assert application.signs.starting == "asking the sources"
    never.set()  # what is under way has ten seconds at the end
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_cancelled_from_outside_it_is_cancelled():
    application = Application()
    task = asyncio.create_task(run.run(application, Screen()))
    async with asyncio.timeout(30):
        await until(lambda: application.signs.starting == "" and "polled" in application.did)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_lost_database_ends_it():
    async def lost() -> None:
        raise DatabaseLostError("The database is gone.")

    with pytest.raises(DatabaseLostError):
        async with asyncio.timeout(30):
            await run.run(Application(keep_database=lost), Screen())


@each_of("alone", [True, False])
@each_of(("error", "ends"), [(StorageError("The disk is full."), False), (DatabaseLostError("It is gone."), True)])
async def test_a_database_that_fails_while_a_start_is_told_ends_nothing_unless_it_is_lost(alone, error, ends):
    async def refuses() -> int:
        raise error

    application, screen = Application(), Screen()
    application.store.workers = Alone(alone=alone)
    application.store.papers.count = refuses
    task = asyncio.create_task(run.run(application, screen))
    async with asyncio.timeout(60):
        await until(lambda: task.done() or error.sentence in screen.said)
    assert task.done() is ends
    assert (application.signs.starting == "") is not ends
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_process_that_may_take_up_nothing_says_why_whatever_its_roles(caplog):
    application = Application(roles=frozenset({Role.DELIVER}))

    async def check() -> None:
        raise StorageError("The clock is ten minutes ahead.")

    application.store.workers.check = check
    task = asyncio.create_task(run.run(application, Screen()))
    async with asyncio.timeout(20):
        while not any(getattr(each, "why", "") == "The clock is ten minutes ahead." for each in caplog.records):  # noqa: ASYNC110 -- a log has no event
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@each_of("error", [StorageError("The disk is gone."), ZeroDivisionError()])
async def test_a_part_that_fails_ends_the_rest_with_its_own_error(error):
    async def fail() -> None:
        raise ExceptionGroup("a group of its own", [error])

    application = Application()
    application.dispatcher.run = fail
    with pytest.raises(type(error)) as raised:
        await run.run(application, Screen())
    assert raised.value is error


@each_of(
    ("change", "sentence"),
    [
        ({"pause": Pause(since=NOW, reason="holidays", by="u")}, "paused: holidays. To go on: paperboy resume"),
        ({"pause": Pause(since=NOW, reason="it is gone", fix="Open a terminal.")}, "gone. Open a terminal."),
        ({"next_due": None}, "give it an hour: paperboy schedule 9:00 weekdays"),
    ],
)
def test_why_no_digest_comes_is_said(change, sentence):
    assert sentence in demo.coming(replace(CHANNEL, **change), once=False)


async def test_without_a_channel_there_is_no_outlook():
    screen = Screen()
    await demo.say_outlook(Application(channel=None), screen, once=True)
    assert screen.said == []


async def test_links_are_signed_before_anything_is_sent_and_a_closed_vault_ends_nothing(caplog):
    application = Application()
    await run.run_once(application, Screen())
    assert application.mail_links.signs
    assert application.did.index("written") < application.did.index("drained")

    async def closed(*_: object) -> bytes:
        raise StorageError("sealed with another key")

    application = Application()
    application.store.vault.get = closed
    await run.run_once(application, Screen())
    assert not application.mail_links.signs
    assert "links_not_signed" in caplog.text
    assert "drained" in application.did


async def test_addresses_are_tidied_by_a_clock_that_has_gone_evenly_for_a_while(monkeypatch):
    async def evenly(*_: object) -> bool:
        return True

    monkeypatch.setattr(duties, "goes_evenly", evenly)
    application = Application(settings=SimpleNamespace(paperboy_keep_days=0))
    application.store.adapter_facts = None
    for steady, tidied in ((duties.STEADY - 1, False), (duties.STEADY, True)):
        steps = SimpleNamespace(steady=steady, look=lambda: 0.0)
        await duties.Duties(application, steps).remove()
        assert ("tidied" in application.did) is tidied
