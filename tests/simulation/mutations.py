"""Deliberate bugs: each is a mistake that somebody could make, and the simulator must find every one of them."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from adapters.email.posting import relay
from bot.app import vital_signs
from bot.channels import own_pause, pauses, recovery
from bot.delivery import attempt, lanes, next_state, retry
from bot.model.channel import Schedule
from bot.model.delivery import Ambiguous, NotThere, Refused, RetryAfter, Scope, State, Unknown
from bot.model.transition import Transition
from bot.planning import planner
from bot.ports import History
from bot.schedule import due_times, turn
from bot.schedule.due_times import local_date
from storage import channels, older_copy, outbox, papers, plans, settle_deliveries
from storage.rows import channels as channel_rows
from tests.simulation import adapter, calls
from tests.simulation.adapter import SimulatedChat
from tests.simulation.scenario import Kind, Scenario

Patches = list[Any]
SENDERS: list[Any] = [
    SimulatedChat
]  # those that a mistake of an adapter is made in; `mistaken` adds the real ones


@dataclass(frozen=True, slots=True)
class Mutation:
    """A mistake, and in which scenarios it can show."""

    name: str
    patches: Callable[[], Patches]
    shows: Callable[[Scenario], bool] = lambda scenario: True

    @contextmanager
    def made(self) -> Iterator[None]:
        """With the mistake."""
        _forget()
        try:
            with ExitStack() as stack:
                for each in self.patches():
                    stack.enter_context(each)
                yield
        finally:
            _forget()


def _forget() -> None:
    """What pure functions remember of another version of themselves."""
    for cached in (turn.turn, turn._unpaused, due_times.next_due, due_times.due_date, due_times._first_valid):
        clear = getattr(cached, "cache_clear", None)
        if clear:
            clear()


def having(*kinds: Kind) -> Callable[[Scenario], bool]:
    """Scenarios in which that happens."""
    return lambda scenario: bool(scenario.of(*kinds))


def saying(*words: str) -> Callable[[Scenario], bool]:
    """Scenarios in which somebody says that."""
    return lambda scenario: any(event.text.startswith(words) for event in scenario.of(Kind.SAY))


def _kept_when_given_up() -> Patches:
    real = settle_deliveries._mark
    return [
        patch.object(
            settle_deliveries,
            "_mark",
            lambda db, name, them: real(db, "post" if name == "release" else name, them),
        )
    ]


def _not_recorded_before() -> Patches:
    async def begin(self: Any, attempts: Any, now: Any, lease: float) -> None:
        return None

    return [patch.object(outbox.SqlOutbox, "begin", begin)]


def _cursor_first() -> Patches:
    real = papers.SqlPapers.ingest

    async def ingest(self: Any, source: str, fetched: Any, now: Any, **more: Any) -> Any:
        await real(self, source, replace(fetched, papers=(), listings=()), now, **more)
        await asyncio.sleep(60)
        return await real(self, source, fetched, now, **more)

    return [patch.object(papers.SqlPapers, "ingest", ingest)]


def _in_senders(name: str, mistaken: Callable[[Any], Any]) -> Patches:
    """A method of every sender, made anew from the one it has."""
    return [patch.object(sender, name, mistaken(getattr(sender, name))) for sender in SENDERS]


def _another_nonce() -> Patches:
    def mistaken(real: Any) -> Any:
        async def send(self: Any, delivery: Any, message: Any, root: Any) -> Any:
            return await real(self, replace(delivery, token=f"{delivery.token}{delivery.attempts}"), message, root)

        return send

    return _in_senders("send", mistaken)


def _client_retries() -> Patches:
    def mistaken(real: Any) -> Any:
        async def send(self: Any, delivery: Any, message: Any, root: Any) -> Any:
            outcome = await real(self, delivery, message, root)
            return await real(self, delivery, message, root) if isinstance(outcome, Ambiguous) else outcome

        return send

    return _in_senders("send", mistaken)


def _blind_retry() -> Patches:
    real = next_state.settle

    def settle(delivery: Any, outcome: Any, now: datetime) -> Transition:
        if isinstance(outcome, Ambiguous):
            return Transition(
                delivery=delivery, state=State.QUEUED, reason="again", due=now + timedelta(seconds=5)
            )
        return real(delivery, outcome, now)

    return [patch.object(attempt, "settle", settle)]


def _hours_compared() -> Patches:
    real = due_times.due_date

    def due_date(schedule: Schedule, instant: datetime) -> date | None:
        here = instant.astimezone(ZoneInfo(schedule.zone))
        return real(schedule, instant) if here.hour == schedule.at.hour else None

    return [patch.object(turn, "due_date", due_date)]


def _recovers_the_living() -> Patches:
    real = outbox.SqlOutbox.claim

    async def claim(self: Any, limits: Any, now: Any, lease: float) -> Any:
        def again(db: Any) -> None:
            db.execute("UPDATE delivery SET state = 'queued', ready = due WHERE state = 'sending'")

        await self._database.write(again)
        return await real(self, limits, now, lease)

    return [
        patch.object(outbox.SqlOutbox, "claim", claim),
        patch.object(lanes.Lanes, "__contains__", lambda self, delivery: False),
    ]


def _since_moved() -> Patches:
    real = pauses.resumed
    return [
        patch.object(
            pauses,
            "resumed",
            lambda c, now: replace(real(c, now), since=local_date(c.schedule, now) + timedelta(days=1)),
        )
    ]


def _whole_row_saved() -> Patches:
    async def change(self: Any, key: int, update: Any) -> Any:
        def read(db: Any) -> Any:
            return channel_rows.channel(db.execute(channels._SQL["by_key"], {"id": key}).fetchone())

        before = await self._database.read(read)
        await asyncio.sleep(0.5)
        after = update(before)
        await self._database.write(
            lambda db: db.execute(channels._SQL["save"], (*channel_rows.columns(after), key))
        )
        return after

    return [patch.object(channels.SqlChannels, "change", change)]


def _date_forgotten() -> Patches:
    real = due_times.next_due

    def soon(schedule: Schedule, after: datetime, last: date | None = None) -> datetime:
        return min(real(schedule, after), after + timedelta(hours=3))

    def digest(*given: Any, **more: Any) -> Any:
        found = made(*given, **more)
        return found and found._replace(slot=f"{found.slot} {found.planned:%H%M%S}")

    made = planner._digest
    return [
        patch.object(turn, "_not_had", lambda day, last: day),
        patch.object(turn, "next_due", soon),
        patch.object(planner, "_digest", digest),
    ]


def _looked_up_once() -> Patches:
    return [patch.object(retry, "STORED_WITHIN", timedelta(0)), patch.object(retry, "FIRST_WAIT", timedelta(0))]


def _never_asked_again() -> Patches:
    async def look(self: Any, *, delete: bool = True) -> None:
        return None

    return [
        patch.object(recovery.Recovery, "look", look),
        patch.object(recovery.Recovery, "heard", lambda self, at: None),
    ]


def _future_believed() -> Patches:
    async def correct(self: Any, now: datetime) -> int:
        return 0

    changed = dict(outbox._SQL)
    changed["disbelieve"] = "SELECT 1 WHERE :platform IS NULL AND :now IS NULL AND :latest IS NULL"
    return [patch.object(plans.SqlPlans, "correct_times", correct), patch.object(outbox, "_SQL", changed)]


def _pause_ignored() -> Patches:
    async def change(self: Any, key: int, update: Any) -> Any:
        return await real(
            self, key, lambda it: replace(update(it), pause=None, next_due=update(it).next_due or it.next_due)
        )

    real = channels.SqlChannels.change
    return [patch.object(channels.SqlChannels, "change", change)]


def _parts_out_of_order() -> Patches:
    changed = dict(outbox._SQL)
    changed["claimable"] = (
        "SELECT d.ready, d.id, d.digest, c.platform, c.workspace, c.channel, d.part, d.token, d.state, d.attempts, d.plain, "
        "d.first_tried, d.last_tried, d.insisted, d.lease FROM delivery AS d JOIN channel AS c ON c.id = d.channel "
        "WHERE d.platform = :platform AND d.ready <= :now AND d.state IN ('queued', 'ambiguous') "
        "ORDER BY d.part DESC, d.id LIMIT :limit"
    )
    return [patch.object(outbox, "_SQL", changed)]


def _outage_is_a_quiet_day() -> Patches:
    return [patch.object(planner, "without", lambda *_: "")]


def _no_reason() -> Patches:
    return [patch.object(planner, "why_empty", lambda *_, **__: "")]


def _utc_date() -> Patches:
    real = due_times.due_date

    def due_date(schedule: Schedule, instant: datetime) -> date | None:
        return None if real(schedule, instant) is None else instant.astimezone(UTC).date()

    return [patch.object(turn, "due_date", due_date)]


def _winter_offset() -> Patches:
    def first_valid(zone: str, day: date, at: Any) -> datetime | None:
        offset = datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
        return datetime.combine(day, at, UTC) - offset

    return [patch.object(due_times, "_first_valid", first_valid)]


def _unknown_is_not_there() -> Patches:
    real = next_state.settle_lookup

    def settle_lookup(delivery: Any, lookup: Any, now: datetime) -> Transition:
        return real(delivery, NotThere() if isinstance(lookup, Unknown) else lookup, now)

    return [patch.object(attempt, "settle_lookup", settle_lookup)]


def _nonce_alone() -> Patches:
    async def find(self: Any, delivery: Any, message: Any, root: Any, now: datetime) -> Any:
        return NotThere()

    return _in_senders("find", lambda _: find)


def _never_probed() -> Patches:
    real = own_pause.refused
    return [
        patch.object(
            own_pause,
            "refused",
            lambda channel, why, now: real(channel, Refused(why.reason, why.fix, gone=True), now),
        )
    ]


def _sending_for_ever() -> Patches:
    changed = dict(outbox._SQL)
    changed["give_up_sending"] = changed["recover"] = "SELECT 1 WHERE :now IS NULL"

    async def recover(self: Any, now: datetime) -> int:
        return 0

    return [patch.object(outbox, "_SQL", changed), patch.object(outbox.SqlOutbox, "recover", recover)]


def _nothing_had() -> Patches:
    async def history(self: object, key: int, paper: int) -> History:
        return History()

    return [patch.object(plans.SqlPlans, "history", history)]


def _health_blind() -> Patches:
    return [patch.object(vital_signs, "down", lambda polls, sources, now: ())]


def _no_pace() -> Patches:
    return _in_senders("turn", lambda _: lambda self, address: None)


def _copy_not_noticed() -> Patches:
    return [patch.object(older_copy, "look_after", lambda high_water, now, db: ("", 0))]


def _plain_forgets_a_part() -> Patches:
    def mistaken(real: Any) -> Any:
        def render(self: Any, view: Any, edition: Any, *, plain: bool) -> Any:
            return real(self, view, edition, plain=plain)[:1]

        return render

    return _in_senders("render", mistaken)


def _wide_limit_ignored() -> Patches:
    return [patch.object(adapter, "WIDE_EVERY", 0.0)]


def _wait_of_a_channel() -> Patches:
    real = next_state.settle

    def settle(delivery: Any, outcome: Any, now: datetime) -> Transition:
        narrow = replace(outcome, scope=Scope.CHANNEL) if isinstance(outcome, RetryAfter) else outcome
        return real(delivery, narrow, now)

    return [patch.object(attempt, "settle", settle)]


def _mailed_again() -> Patches:
    def lost(stage: Any, why: str) -> Any:
        return RetryAfter(None, f"the mail server was lost {stage.value} ({why})")

    return [patch.object(calls, "lost", lost), patch.object(relay, "lost", lost)]


def _wait_taken_for_a_moment() -> Patches:
    real = next_state.settle

    def settle(delivery: Any, outcome: Any, now: datetime) -> Transition:
        short = replace(outcome, seconds=1.0) if isinstance(outcome, RetryAfter) and outcome.seconds else outcome
        return real(delivery, short, now)

    return [patch.object(attempt, "settle", settle)]


def _tomorrow_promised() -> Patches:
    real = pauses.resumed

    def resumed(channel: Any, now: datetime) -> Any:
        after = real(channel, now)
        return replace(after, next_due=after.next_due and after.next_due + timedelta(hours=1))

    return [patch.object(pauses, "resumed", resumed)]


def _no_fence() -> Patches:
    def lost(connection: Any, owner: str, deliveries: Any) -> set[int]:
        return set()

    return [patch.object(settle_deliveries, "lost_leases", lost), patch.object(outbox, "lost_leases", lost)]


def _workspaces_shared() -> Patches:
    return [patch.object(outbox, "_of_our_workspaces", lambda owner, rows, db: list(rows))]


# Mistakes of processes that share the work: they show in `of_workers` alone.
TOGETHER = (
    Mutation("a lease without a fence: whoever lost it goes on", _no_fence),
    Mutation("two processes deliver for one workspace", _workspaces_shared),
)


MUTATIONS = (
    Mutation(
        "papers stay marked when their digest is given up", _kept_when_given_up, having(Kind.REFUSED, Kind.DEAD)
    ),
    Mutation("an attempt is not recorded before the call", _not_recorded_before, having(Kind.CRASH)),
    Mutation("the cursor is stored before the papers", _cursor_first, having(Kind.DISK)),
    Mutation("each attempt has another nonce", _another_nonce, having(Kind.ROUGH)),
    Mutation("the client library retries by itself", _client_retries, having(Kind.ROUGH)),
    Mutation("an open answer is sent again blindly", _blind_retry, having(Kind.ROUGH)),
    Mutation("the hour is compared, not the instant", _hours_compared, having(Kind.CRASH, Kind.STOP)),
    Mutation("what another attempt is sending is taken again", _recovers_the_living),
    Mutation("resuming moves the first day that counts", _since_moved, saying("resume")),
    Mutation("a change saves the whole row as it was read", _whole_row_saved, saying("schedule", "settings")),
    Mutation("the date of the last digest is forgotten", _date_forgotten),
    Mutation("not there yet is taken for never", _looked_up_once, having(Kind.ROUGH)),
    Mutation("a paused workspace is never asked again", _never_asked_again, having(Kind.DEAD)),
    Mutation("a time that cannot be is believed", _future_believed, having(Kind.CLOCK)),
    Mutation("a pause is answered and not kept", _pause_ignored, saying("pause")),
    Mutation("parts overtake each other", _parts_out_of_order),
    Mutation("an outage is told as a quiet day", _outage_is_a_quiet_day, having(Kind.SOURCE_DOWN)),
    Mutation("an empty digest gives no reason", _no_reason, having(Kind.SOURCE_DOWN)),
    Mutation("a digest has the date of UTC", _utc_date),
    Mutation("a zone has one offset for ever", _winter_offset),
    Mutation(
        "what cannot be told is sent again",
        _unknown_is_not_there,
        lambda it: not it.history and bool(it.of(Kind.ROUGH)),
    ),
    Mutation("the nonce alone is relied on", _nonce_alone, having(Kind.ROUGH)),
    Mutation("a channel that refused is never tried again", _never_probed, having(Kind.REFUSED)),
    Mutation("what was being sent stays so", _sending_for_ever, having(Kind.CRASH)),
    Mutation("the platform's pace is not kept", _no_pace),
    Mutation("an older copy is not noticed", _copy_not_noticed, having(Kind.LOSE_LOG)),
    Mutation("only the first message of a digest is sent", _plain_forgets_a_part),
    Mutation("why knows of no message", _nothing_had, saying("why")),
    Mutation("health names no source that is silent", _health_blind, having(Kind.SOURCE_DOWN)),
    Mutation("a limit of all channels together is ignored", _wide_limit_ignored),
    Mutation("a wait for all is kept in one channel alone", _wait_of_a_channel, having(Kind.ROUGH)),
    Mutation("a wait that was asked for is not kept", _wait_taken_for_a_moment, having(Kind.ROUGH)),
    Mutation("a mail is sent again after all of it was given", _mailed_again, having(Kind.ROUGH)),
    Mutation("a reply promises another hour than it keeps", _tomorrow_promised, saying("resume")),
    *TOGETHER,
)
