"""What a start says of its platforms, in doctor's words: where to invite them, and what is wrong with tokens."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.errors import blame
from bot.ports import Finding, Platform

log = logging.getLogger(__name__)

PATIENCE = 30.0  # seconds for all of a platform's answers
AGAIN = 5.0  # seconds until what is wrong is asked once more: a connection that is being made is no fault

Sleep = Callable[[float], Awaitable[None]]


async def greet(
    platforms: Sequence[Platform],
    said: Mapping[str, str],
    say: Callable[[str], None],
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Once for each platform, all at the same time. `said` has those that say themselves why they do not serve."""
    await asyncio.gather(*(_greet(platform, said, say, sleep) for platform in platforms))


async def _greet(platform: Platform, said: Mapping[str, str], say: Callable[[str], None], sleep: Sleep) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            findings = await platform.listener.check(None)
            if any(each.ok is False for each in findings):
                await sleep(AGAIN)
                findings = await platform.listener.check(None)
    except Exception as error:  # noqa: BLE001 -- a courtesy of the start must not end it
        log.warning("platform_not_checked", extra={"platform": platform.name} | blame(error))
        return
    for each in findings:
        if each.at_start or (each.ok is False and platform.name not in said):
            say(sentence(each))


def sentence(finding: Finding) -> str:
    """The finding as a line."""
    found = f"{finding.what}: {finding.detail}" if finding.detail else finding.what
    return f"{found}. {finding.fix}" if finding.fix else found
