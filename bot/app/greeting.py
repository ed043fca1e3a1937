"""What a start says of its platforms, in doctor's words: where to invite them, and what is wrong with tokens."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping, Sequence

from bot.app.platform_supervisor import Note, nobody_reads
from bot.errors import blame
from bot.ports import Finding, Platform

log = logging.getLogger(__name__)

PATIENCE = 30.0  # seconds for all of a platform's answers
LOOK_AGAIN = 60.0  # seconds between two looks at a token that is refused
AGAIN = 5.0  # seconds until what is wrong is asked once more: a connection that is being made is no fault

Sleep = Callable[[float], Awaitable[None]]


async def greet(
    platforms: Sequence[Platform],
    said: MutableMapping[str, str],
    say: Callable[[str], None],
    sleep: Sleep = asyncio.sleep,
    note: Note = nobody_reads,
) -> None:
    """Once for each platform, all at the same time. `said` has those that say themselves why they do not serve; a
    platform on which nothing works stands there, and with `note` for other processes, until it does.
    """
    await asyncio.gather(*(_greet(platform, said, say, sleep, note) for platform in platforms))


async def _greet(
    platform: Platform, said: MutableMapping[str, str], say: Callable[[str], None], sleep: Sleep, note: Note
) -> None:
    findings = await _checked(platform)
    if any(each.ok is False for each in findings):
        await sleep(AGAIN)
        findings = await _checked(platform)
    for each in findings:
        if each.at_start or (each.ok is False and platform.name not in said):
            say(sentence(each))
    key = f"{platform.name} token"
    while platform.name not in said and (stops := next((each for each in findings if each.stops), None)):
        said[key] = f"{platform.name} is down: {sentence(stops)}"
        await note(platform.name, sentence(stops))
        await sleep(LOOK_AGAIN)
        findings = await _checked(platform) or findings
    if said.pop(key, None) and platform.name not in said:
        await note(platform.name, None)


async def _checked(platform: Platform) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await platform.listener.check(None)
    except Exception as error:  # noqa: BLE001 -- a courtesy of the start must not end it
        log.warning("platform_not_checked", extra={"platform": platform.name} | blame(error))
        return ()


def sentence(finding: Finding) -> str:
    """The finding as a line."""
    found = f"{finding.what}: {finding.detail}" if finding.detail else finding.what
    return f"{found}. {finding.fix}" if finding.fix else found
