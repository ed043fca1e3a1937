"""Users: their Slack time zone and whether they manage the workspace, asked once an hour."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

from adapters.slack.api.clients import LOST, Workspaces
from bot.ports import Clock
from bot.ports.request import Person
from bot.schedule.zones import zone_names

KEPT = timedelta(hours=1)
AGAIN = timedelta(minutes=1)
PATIENCE = 2.0  # seconds; an answer without the zone is better than none
MOST = 20_000


ToldLate: TypeAlias = Callable[[str, Person], None]  # the workspace, and who it is after all


def _nobody(_workspace: str, _person: Person) -> None:
    """Nobody waits for it."""


def _answer(asking: "asyncio.Future[Person]") -> Person | None:
    """None if it failed as calls do; raises what is a fault of ours."""
    if asking.cancelled():
        return None
    error = asking.exception()
    if error is not None and not isinstance(error, LOST):
        raise error
    return asking.result() if error is None else None


class Users:
    """Who asks, as `users.info` tells it."""

    def __init__(self, workspaces: Workspaces, clock: Clock, told_late: ToldLate = _nobody) -> None:
        self._workspaces = workspaces
        self._clock = clock
        self._told_late = told_late
        self._known: dict[tuple[str, str], tuple[float, Person]] = {}
        self._zones = frozenset(zone_names())

    async def person(self, workspace: str, user: str) -> Person:
        """The person; only the id is sure while Slack does not answer."""
        now = self._clock.now().timestamp()
        known = self._known.get((workspace, user))
        if known and now < known[0]:
            return known[1]
        asking = asyncio.ensure_future(self._asked(workspace, user))
        done, _ = await asyncio.wait({asking}, timeout=PATIENCE)
        if done and (person := _answer(asking)):
            self._keep(workspace, person, now + KEPT.total_seconds())
            return person
        # Asked again in a minute: an outage must not slow every answer down.
        person = known[1] if known else Person(id=user)
        self._keep(workspace, person, now + AGAIN.total_seconds())
        if not done:
            asking.add_done_callback(lambda late: self._late(workspace, late))
        return person

    def _late(self, workspace: str, asking: "asyncio.Future[Person]") -> None:
        """The answer came after whoever asked was answered."""
        if person := _answer(asking):
            self._keep(workspace, person, self._clock.now().timestamp() + KEPT.total_seconds())
            self._told_late(workspace, person)

    def _keep(self, workspace: str, person: Person, until: float) -> None:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[workspace, person.id] = (until, person)

    async def _asked(self, workspace: str, user: str) -> Person:
        client = await self._workspaces.client(workspace)
        told = (await client.api_call("users.info", data={"user": user})).get("user") or {}
        zone = str(told.get("tz") or "")
        profile = told.get("profile") or {}
        return Person(
            id=user,
            name=str(profile.get("display_name") or told.get("real_name") or told.get("name") or ""),
            manager=bool(told.get("is_admin") or told.get("is_owner")),
            zone=zone if zone in self._zones else "",
        )
