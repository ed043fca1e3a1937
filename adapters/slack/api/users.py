"""Users: their Slack time zone and whether they manage the workspace, asked once an hour."""

import asyncio
from datetime import timedelta
from zoneinfo import available_timezones

from adapters.slack.api.clients import LOST, Workspaces
from bot.ports import Clock
from bot.ports.request import Person

KEPT = timedelta(hours=1)
AGAIN = timedelta(minutes=1)
PATIENCE = 2.0  # seconds; an answer without the zone is better than none
MOST = 20_000


class Users:
    """Who asks, as `users.info` tells it."""

    def __init__(self, workspaces: Workspaces, clock: Clock) -> None:
        self._workspaces = workspaces
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[float, Person]] = {}
        self._zones = available_timezones()

    async def person(self, workspace: str, user: str) -> Person:
        """The person; only the id is sure while Slack does not answer."""
        now = self._clock.now().timestamp()
        known = self._known.get((workspace, user))
        if known and now < known[0]:
            return known[1]
        person, kept = known[1] if known else Person(id=user), AGAIN
        try:
            async with asyncio.timeout(PATIENCE):
                person, kept = await self._asked(workspace, user), KEPT
        except LOST:
            pass  # asked again in a minute: an outage must not slow every answer down
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[workspace, user] = (now + kept.total_seconds(), person)
        return person

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
