"""Mistakes in what is kept of channels."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from bot.channels import own_pause, pauses, recovery
from bot.model.delivery import Refused
from bot.schedule.due_times import local_date
from storage import channels, feedback
from storage.rows import channels as channel_rows

Patches = list[Any]


def since_moved() -> Patches:
    real = pauses.resumed
    return [
        patch.object(
            pauses,
            "resumed",
            lambda c, now: replace(real(c, now), since=local_date(c.schedule, now) + timedelta(days=1)),
        )
    ]


def whole_row_saved() -> Patches:
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


def never_asked_again() -> Patches:
    async def look(self: Any, *, delete: bool = True) -> None:
        return None

    return [
        patch.object(recovery.Recovery, "look", look),
        patch.object(recovery.Recovery, "heard", lambda self, at: None),
    ]


def pause_ignored() -> Patches:
    async def change(self: Any, key: int, update: Any) -> Any:
        return await real(
            self, key, lambda it: replace(update(it), pause=None, next_due=update(it).next_due or it.next_due)
        )

    real = channels.SqlChannels.change
    return [patch.object(channels.SqlChannels, "change", change)]


def never_probed() -> Patches:
    real = own_pause.refused
    return [
        patch.object(
            own_pause,
            "refused",
            lambda channel, why, now: real(channel, Refused(why.reason, why.fix, gone=True), now),
        )
    ]


def tomorrow_promised() -> Patches:
    real = pauses.resumed

    def resumed(channel: Any, now: datetime) -> Any:
        after = real(channel, now)
        return replace(after, next_due=after.next_due and after.next_due + timedelta(hours=1))

    return [patch.object(pauses, "resumed", resumed)]


def hidden_forgotten() -> Patches:
    async def hide(self: Any, channel: int, paper: int, by: str, now: datetime) -> bool:
        return True

    return [patch.object(feedback.SqlFeedback, "hide", hide)]
