"""What becomes of a delivery: from what a platform said of an attempt (or a look-up) to its next state. Pure.

Nothing is lost: every word leads to SENT, to CANCELLED (its papers are candidates again), to PARKED (shown in
`status`), or to a row that waits with an instant at which it goes on. Nothing is sent twice: after AMBIGUOUS
only the platform's own NotThere leads back to a sendable row. Which papers part 0 held is no longer free once it
was posted, so a digest is cancelled only as a whole, at part 0; later parts are parked instead.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, assert_never

from bot.delivery.retry import LOOK_UP_SOON, asked, may_resend_at, next_look_up, wait_after
from bot.model.channel import Pause
from bot.model.delivery import (
    Ambiguous,
    Dead,
    Delivery,
    Lookup,
    NotThere,
    Outcome,
    Refused,
    Rejected,
    RetryAfter,
    Scope,
    Sent,
    State,
    Unknown,
)
from bot.model.digest import Digest, Edition
from bot.model.transition import Transition, Wait
from bot.schedule.due_times import last_instant, local_date

STALE = timedelta(hours=20)  # a daily digest that waits longer would meet the next one: merged into that instead
LONGEST_HELD = timedelta(days=1)  # what waits for its hour keeps its papers from other digests meanwhile
WITHOUT_SETTING = timedelta(minutes=5)  # until a delivery is tried again for which a setting is missing
MAX_ATTEMPTS = 60  # STALE of half-hour waits is about 45: only a row that never settles gets here
LOOK_UP_FOR = timedelta(hours=6)  # histories are paged newest first: later it is not found by paging
MIDNIGHT_GRACE = timedelta(hours=1)  # a digest due at 23:55 that waits ten minutes is not late


def settle(delivery: Delivery, outcome: Outcome, now: datetime) -> Transition:
    """The next state after an attempt; `delivery` is as recorded by `begin` (attempts counted)."""
    match outcome:
        case Sent(receipt=receipt):
            return Transition(delivery=delivery, state=State.SENT, receipt=receipt, plain=delivery.plain)
        case RetryAfter():
            return _retry(delivery, outcome, now)
        case Rejected(reason=reason):  # plain text is tried once
            state, due = (State.PARKED, None) if delivery.plain else (State.QUEUED, now)
            return Transition(delivery=delivery, state=state, reason=reason, due=due, plain=True)
        case Refused(reason=reason):
            return give_up(delivery, reason, refused=outcome)
        case Dead(reason=reason):
            return give_up(delivery, reason, dead=outcome)
        case Ambiguous(reason=reason):
            return _look_up_at(delivery, reason, now + LOOK_UP_SOON)
        case _:
            assert_never(outcome)


def settle_lookup(delivery: Delivery, lookup: Lookup, now: datetime, *, overtaken: bool = False) -> Transition:
    """The next state of an ambiguous delivery after the platform was asked for it (`overtaken`: as below)."""
    match lookup:
        case Sent(receipt=receipt):
            return Transition(delivery=delivery, state=State.SENT, receipt=receipt, plain=delivery.plain)
        case NotThere():
            return _not_there(delivery, now, overtaken=overtaken)
        case Unknown(reason=reason):
            return _park_unknown(delivery, reason)
        case RetryAfter(seconds=seconds, reason=reason):
            tried = last_tried(delivery, now)
            due = now + (asked(seconds) or next_look_up(now - tried))
            if due - tried > LOOK_UP_FOR:
                return _park_unknown(delivery, reason)
            told = None if lookup.scope is Scope.CHANNEL else _wait(delivery, lookup, due)
            return replace(_look_up_at(delivery, reason, due), wait=told)
        case Dead(reason=reason):  # looked for again when the workspace lives
            return replace(_look_up_at(delivery, reason, now + LOOK_UP_SOON), dead=lookup)
        case _:
            assert_never(lookup)


def in_doubt_still(after: Transition, outcome: Outcome | None) -> Transition:
    """What was in doubt and, sent again, could not go (`outcome` None) or was told to wait: the try before it may
    arrive meanwhile, so it is looked for once more before the next one.
    """
    waits = after.state is State.QUEUED and (outcome is None or isinstance(outcome, RetryAfter))
    return replace(after, state=State.AMBIGUOUS) if waits else after


class HeldBack(NamedTuple):
    """Why a digest is not posted. `merged`: as in `Transition`."""

    reason: str
    merged: bool = False


def held_back(edition: Edition, now: datetime) -> HeldBack | None:
    """Why a digest that has not begun should no longer be posted, None if it should.

    Its local day is over (late is posted the same local day, else merged into the next, unless that is planned
    already), or somebody paused the channel since it was planned. What was asked for with `now` ignores the pause.
    """
    digest, channel = edition.digest, edition.channel
    over = local_date(channel.schedule, now) > digest.local_date and now - digest.planned > MIDNIGHT_GRACE
    if over and not overtaken(edition):
        return HeldBack(f"its day, {digest.local_date}, was over; its papers are in the next digest", merged=True)
    if channel.pause is not None and _silences(channel.pause, digest, now):
        return HeldBack("the channel was paused; its papers stay candidates")
    return None


def before_its_hour(edition: Edition, now: datetime) -> datetime | None:
    """When a digest may go that a clock planned too early which was ahead and is right again; None: now.

    One of the next date, too, which has left that to others meanwhile; but nobody waits for longer than a day.
    """
    digest = edition.digest
    if not digest.scheduled or digest.planned <= now:
        return None
    hour = last_instant(edition.channel.schedule, digest.local_date)
    return hour if now < hour <= now + LONGEST_HELD else None


def kept_back(delivery: Delivery, edition: Edition, now: datetime) -> Transition | None:
    """What becomes of a digest that has not begun and is not to be posted now: given up, or left for its hour."""
    if held := held_back(edition, now):
        return give_up(delivery, held.reason, merged=held.merged)
    hour = before_its_hour(edition, now)
    if hour is None:
        return None
    return replace(let_go(delivery, hour), in_time=edition.digest.late is not None)


def overtaken(edition: Edition) -> bool:
    """Whether the next digest was planned while this one waited (through a machine's sleep, say): then this one's
    papers are not in that, and what trends is looked for since that one's day only.
    """
    last = edition.channel.last_date
    return last is not None and last > edition.digest.local_date


def give_up(
    delivery: Delivery,
    reason: str,
    *,
    refused: Refused | None = None,
    dead: Dead | None = None,
    merged: bool = False,
) -> Transition:
    """End a delivery that surely was not accepted: a whole digest is cancelled, a begun one's part is parked."""
    return Transition(
        delivery=delivery,
        state=State.CANCELLED if delivery.part == 0 else State.PARKED,
        reason=reason,
        plain=delivery.plain,
        refused=refused,
        dead=dead,
        merged=merged,
    )


def let_go(delivery: Delivery, due: datetime) -> Transition:
    """A claimed row that was not tried goes back as it was."""
    return Transition(delivery=delivery, state=delivery.state, due=due, plain=delivery.plain)


def wait_for_setting(delivery: Delivery, reason: str, now: datetime) -> Transition:
    """What cannot be rendered until somebody has set something right stays as it is, and is tried again."""
    due = now + WITHOUT_SETTING
    return Transition(delivery=delivery, state=delivery.state, due=due, plain=delivery.plain, reason=reason)


def last_tried(delivery: Delivery, now: datetime) -> datetime:
    """When it was last tried; a row of an older version knows only its first attempt."""
    return delivery.last_tried or delivery.first_tried or now


def _not_there(delivery: Delivery, now: datetime, *, overtaken: bool) -> Transition:
    """Sent again only while the look is fresh, and only once it cannot be on its way any more.

    A whole digest that waited for long goes into the next one; what is left of one that has begun goes into none.
    """
    may_go = may_resend_at(last_tried(delivery, now), delivery.attempts, delivery.token)
    if now < may_go:
        return _look_up_at(delivery, "it has not arrived so far", may_go)
    merged = delivery.part == 0 and not overtaken
    stale = merged and now - (delivery.first_tried or now) > STALE
    often = delivery.attempts >= MAX_ATTEMPTS
    if often or stale:
        return give_up(delivery, f"did not arrive in {delivery.attempts} attempts", merged=not often)
    return Transition(
        delivery=delivery, state=State.QUEUED, reason="it had not arrived", due=now, plain=delivery.plain
    )


def _retry(delivery: Delivery, outcome: RetryAfter, now: datetime) -> Transition:
    until = now + wait_after(delivery.attempts, delivery.token, outcome.seconds)
    told = asked(outcome.seconds) is not None or outcome.scope is not Scope.CHANNEL
    row = _wait(delivery, outcome, until) if told else None
    since = delivery.first_tried or now
    if delivery.attempts >= MAX_ATTEMPTS or until - since > STALE:
        end = give_up(delivery, f"{outcome.reason}; would wait until {until:%Y-%m-%d %H:%M} UTC")
        return Transition(delivery=delivery, state=end.state, reason=end.reason, plain=delivery.plain, wait=row)
    return Transition(
        delivery=delivery, state=State.QUEUED, reason=outcome.reason, due=until, plain=delivery.plain, wait=row
    )


def _wait(delivery: Delivery, outcome: RetryAfter, until: datetime) -> Wait:
    address, scope = delivery.address, outcome.scope
    return Wait(
        platform=address.platform,
        workspace=None if scope is Scope.PLATFORM else address.workspace,
        channel=address.channel if scope is Scope.CHANNEL else None,
        until=until,
        reason=outcome.reason,
    )


def _look_up_at(delivery: Delivery, reason: str, due: datetime) -> Transition:
    return Transition(delivery=delivery, state=State.AMBIGUOUS, reason=reason, due=due, plain=delivery.plain)


def _park_unknown(delivery: Delivery, reason: str) -> Transition:
    sentence = f"it cannot be told whether it arrived ({reason}); not sent again by itself"
    return Transition(delivery=delivery, state=State.PARKED, reason=sentence, plain=delivery.plain)


def _silences(pause: Pause, digest: Digest, now: datetime) -> bool:
    """A person's pause silences the daily digest; our own one what was planned before it, not its probes."""
    if pause.until is not None and pause.until <= now:
        return False
    return digest.planned <= pause.since if pause.own else digest.scheduled
