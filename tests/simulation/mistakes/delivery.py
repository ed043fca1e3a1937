"""Mistakes of the outbox and of those who send from it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from bot.delivery import attempt, lanes, next_state, retry
from bot.model.delivery import Ambiguous, NotThere, RetryAfter, Scope, State, Unknown
from bot.model.transition import Transition
from storage import older_copy, outbox, settle_deliveries

Patches = list[Any]


def kept_when_given_up() -> Patches:
    real = settle_deliveries._mark
    return [
        patch.object(
            settle_deliveries,
            "_mark",
            lambda db, name, them: real(db, "post" if name == "release" else name, them),
        )
    ]


def not_recorded_before() -> Patches:
    async def begin(self: Any, attempts: Any, now: Any, lease: float) -> Any:
        return [True] * len(attempts)

    return [patch.object(outbox.SqlOutbox, "begin", begin)]


def blind_retry() -> Patches:
    real = next_state.settle

    def settle(delivery: Any, outcome: Any, now: datetime) -> Transition:
        if isinstance(outcome, Ambiguous):
            return Transition(
                delivery=delivery, state=State.QUEUED, reason="again", due=now + timedelta(seconds=5)
            )
        return real(delivery, outcome, now)

    return [patch.object(attempt, "settle", settle)]


def recovers_the_living() -> Patches:
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


def looked_up_once() -> Patches:
    return [patch.object(retry, "STORED_WITHIN", timedelta(0)), patch.object(retry, "FIRST_WAIT", timedelta(0))]


def parts_out_of_order() -> Patches:
    changed = dict(outbox._SQL)
    changed["claimable"] = (
        "SELECT d.ready, d.id, d.digest, c.platform, c.workspace, c.channel, d.part, d.token, d.state, d.attempts, d.plain, "
        "d.first_tried, d.last_tried, d.insisted, d.lease FROM delivery AS d JOIN channel AS c ON c.id = d.channel "
        "WHERE d.platform = :platform AND d.ready <= :now AND d.state IN ('queued', 'ambiguous') "
        "ORDER BY d.part DESC, d.id LIMIT :limit"
    )
    return [patch.object(outbox, "_SQL", changed)]


def unknown_is_not_there() -> Patches:
    real = next_state.settle_lookup

    def settle_lookup(delivery: Any, lookup: Any, now: datetime, *, overtaken: bool = False) -> Transition:
        return real(delivery, NotThere() if isinstance(lookup, Unknown) else lookup, now, overtaken=overtaken)

    return [patch.object(attempt, "settle_lookup", settle_lookup)]


def sending_for_ever() -> Patches:
    changed = dict(outbox._SQL)
    changed["give_up_sending"] = changed["recover"] = "DELETE FROM delivery WHERE id < 0 AND ready > :now"

    async def recover(self: Any, now: datetime) -> int:
        return 0

    return [patch.object(outbox, "_SQL", changed), patch.object(outbox.SqlOutbox, "recover", recover)]


def copy_not_noticed() -> Patches:
    return [patch.object(older_copy, "look_after", lambda high_water, now, db: ("", 0))]


def wait_of_a_channel() -> Patches:
    return _told_to_wait(lambda told: replace(told, scope=Scope.CHANNEL))


def wait_of_all() -> Patches:
    return _told_to_wait(lambda told: replace(told, scope=Scope.PLATFORM))


def doubt_forgotten() -> Patches:
    return [patch.object(attempt, "in_doubt_still", lambda after, outcome: after)]


def wait_taken_for_a_moment() -> Patches:
    return _told_to_wait(lambda told: replace(told, seconds=1.0) if told.seconds else told)


def _told_to_wait(understood: Callable[[RetryAfter], RetryAfter]) -> Patches:
    """Whatever a platform says of a wait is taken for that."""
    real = next_state.settle

    def settle(delivery: Any, outcome: Any, now: datetime) -> Transition:
        return real(delivery, understood(outcome) if isinstance(outcome, RetryAfter) else outcome, now)

    return [patch.object(attempt, "settle", settle)]
