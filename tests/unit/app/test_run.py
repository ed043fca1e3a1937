"""Running: the order of a start, what is said meanwhile, and how it ends."""

import asyncio
import contextlib
import os
import signal
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from bot.app import demo, run
from bot.app.settings_report import SettingsReport
from bot.errors import SettingsError, StorageError
from bot.model.channel import Channel, Pause, Schedule, Subscription
from bot.ports import Fetched, Planned, Poll
from bot.ports.request import Reply
from bot.views.blocks import View
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
        self.reply = Reply(view=View((), "posted"))
        self.subscribed: list[Subscription] = []
        self.latest = edition()
        self.web: Exception | None = None
        self.__dict__.update(given)
        self.clock = SimpleNamespace(now=lambda: NOW)
        self.poller = SimpleNamespace(poll_due=self._does("polled", 1))
        self.settings_report = SettingsReport
        self.dispatcher = SimpleNamespace(
            drain=self._does("drained", None), run=self._for_ever, poke=lambda: self.did.append("poked")
        )
        self.recovery = SimpleNamespace(look=self._does("recovered", None))
        self.desk = SimpleNamespace(answer=self._answer)
        self.platforms = [SimpleNamespace(name="terminal", listener=SimpleNamespace(serve=self._for_ever))]
        self.store = SimpleNamespace(
            papers=SimpleNamespace(count=self._gives("papers_there"), ingest=self._does("sampled", None)),
            journal=SimpleNamespace(polls=self._gives("polls_there")),
            index=SimpleNamespace(repair=self._gives("repaired")),
            plans=SimpleNamespace(plan=self._gives("planned"), latest=self._gives("latest")),
            outbox=SimpleNamespace(next_at=self._gives("waiting")),
            channels=SimpleNamespace(get=self._gives("channel"), subscriptions=self._gives("subscribed")),
        )

    def _does(self, what: str, answer: object):
        async def do(*_: object, **__: object) -> object:
            self.did.append(what)
            return answer

        return do

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
    async def claim_delivery(self):
        yield self.restored

    async def serve_web(self, ready) -> None:
        if self.web:
            raise self.web
        ready("http://127.0.0.1:1")
        await self._for_ever()


async def until(true) -> None:
    while not true():  # noqa: ASYNC110 -- what is waited for has no event
        await asyncio.sleep(0.01)


async def test_once_fetches_plans_shows_and_delivers_in_that_order():
    application, screen = Application(channel=None), Screen()
    await run.run(application, screen, once=True)
    assert application.did == ["polled", "now", "drained"]
    assert screen.said == []


async def test_a_restored_database_is_said_first():
    screen = Screen()
    await run.run(Application(restored="This is a copy."), screen, once=True)
    assert screen.said[0] == "This is a copy."


async def test_the_last_digest_is_shown_again_with_what_to_do_next():
    screen = Screen()
    await run.run(Application(), screen, once=True)
    assert "shown again" in screen.said[0]
    assert "Monday 23 November at 09:00 (Europe/Paris), if Paperboy runs then" in screen.said[1]
    assert "paperboy subscribe" in screen.said[2]
    assert len(screen.shown) == 1


async def test_a_digest_that_is_about_to_be_printed_is_not_shown_besides():
    screen = Screen()
    await run.run(Application(waiting=NOW, subscribed=[Subscription(1, "RAG", NOW)]), screen, once=True)
    assert screen.shown == []
    assert len(screen.said) == 1, "who has subscribed is not told how to"


async def test_a_first_digest_that_is_refused_is_shown():
    application, screen = Application(channel=None, reply=Reply(view=View((), "no"), ok=False)), Screen()
    await run.run(application, screen, once=True)
    assert screen.shown == [View((), "no")]


async def test_without_the_terminal_there_is_no_demo():
    application, screen = Application(), Screen()
    application.platforms = []
    await run.run(application, screen, once=True)
    assert (screen.said, screen.shown, application.did) == ([], [], ["polled", "drained"])


async def test_nothing_is_shown_again_where_there_was_no_digest_yet():
    screen = Screen()
    await demo.show_digest(Application(latest=None), screen)
    assert (screen.said, screen.shown) == ([], [])


async def test_without_papers_the_sample_serves_and_the_reason_is_said():
    failed = Poll("huggingface", ok=False, note="HTTP 503")
    application, screen = (
        Application(papers_there=0, polls_there=[failed, Poll("arxiv", note="weekend")]),
        Screen(),
    )
    await run.fetch(application, screen)
    assert application.did == ["polled", "sampled"]
    assert screen.said == [
        "Today's papers could not be fetched from huggingface: HTTP 503. A bundled sample of papers serves instead."
    ]
    application.papers_there = 3
    await run.fetch(application, screen)
    assert screen.said[-1].endswith("HTTP 503. Paperboy goes on with what it has.")
    assert application.did.count("sampled") == 1


async def test_a_rebuilt_index_is_said_where_somebody_looks():
    screen = Screen()
    await run.index(Application(repaired="The index was rebuilt."), screen)
    await run.index(Application(repaired="The index was rebuilt."))
    assert screen.said == ["The index was rebuilt."]


@pytest.mark.parametrize(("waiting", "poked"), [(None, []), (NOW, ["poked"]), (NOW.replace(hour=9), [])])
async def test_what_is_due_wakes_the_dispatcher_whoever_put_it_there(waiting, poked):
    application = Application(waiting=waiting, planned=Planned(channels=1, digests=1, picks=5))
    await run.plan(application)
    assert application.did == poked


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_in_order(number):
    application, screen = Application(), Screen()
    task = asyncio.create_task(run.run(application, screen, once=False))
    async with asyncio.timeout(10):
        await until(
            lambda: any("/healthz" in said for said in screen.said) and application.did.count("polled") > 1
        )
        os.kill(os.getpid(), number)
        await task
    assert "Paperboy is running (terminal). Stop it with Ctrl-C." in screen.said


async def test_cancelled_from_outside_it_is_cancelled():
    screen = Screen()
    task = asyncio.create_task(run.run(Application(), screen, once=False))
    async with asyncio.timeout(10):
        await until(lambda: any("/healthz" in said for said in screen.said))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_taken_port_is_said_and_the_rest_goes_on():
    screen = Screen()
    task = asyncio.create_task(run.run(Application(web=SettingsError("Take another port.")), screen, once=False))
    async with asyncio.timeout(10):
        await until(lambda: "Take another port." in screen.said)
    await asyncio.sleep(0)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("error", [StorageError("The disk is gone."), ZeroDivisionError()])
async def test_a_part_that_fails_ends_the_rest_with_its_own_error(error):
    async def fail() -> None:
        raise ExceptionGroup("a group of its own", [error])

    application = Application()
    application.dispatcher.run = fail
    with pytest.raises(type(error)) as raised:
        await run.run(application, Screen(), once=False)
    assert raised.value is error


@pytest.mark.parametrize(
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
