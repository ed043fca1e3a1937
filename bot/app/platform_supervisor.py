"""Each platform lives by itself: one whose token is refused is said by name and tried again, the others go on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping

from bot.errors import PaperboyError, blame
from bot.ports import Platform

log = logging.getLogger(__name__)

FIRST_WAIT = 30.0  # seconds until a platform that ended is started again, doubled each time
LONGEST_WAIT = 600.0  # a token that was mended at the platform is noticed within ten minutes
STEADY = 60.0  # seconds after which a platform that was started again counts as well

Sleep = Callable[[float], Awaitable[None]]
Note = Callable[[str, str | None], Awaitable[None]]


async def nobody_reads(_platform: str, _sentence: str | None) -> None:
    """Where no other process asks."""


async def keep_serving(
    platform: Platform,
    said: MutableMapping[str, str],
    say: Callable[[str], None],
    sleep: Sleep = asyncio.sleep,
    note: Note = nobody_reads,
) -> None:
    """Serve until cancelled. `said` has, by the platform's name, why it does not serve; `say` tells it once, and
    `note` keeps it for other processes, None once it serves.
    """
    wait = FIRST_WAIT
    await note(platform.name, None)
    while True:
        began = asyncio.get_running_loop().time()
        well = asyncio.ensure_future(_forget_when_steady(platform.name, said, note))
        try:
            await platform.listener.serve()
            sentence = "it ended without a word."
        except PaperboyError as error:
            sentence = error.sentence
        except Exception as error:  # noqa: BLE001 -- one platform's fault ends no other
            sentence = f"it failed ({type(error).__name__})."
            log.error("platform_failed", extra={"platform": platform.name} | blame(error))  # noqa: TRY400 -- no message text in logs
        finally:
            well.cancel()
        if asyncio.get_running_loop().time() - began > STEADY:
            wait = FIRST_WAIT
        log.error("platform_down", extra={"platform": platform.name, "said": sentence, "again_in": wait})
        if said.get(platform.name) != f"{platform.name} is down: {sentence}":
            said[platform.name] = f"{platform.name} is down: {sentence}"
            say(f"{said[platform.name]} It is tried again by itself; everything else goes on.")
            await note(platform.name, sentence)
        await sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)


async def _forget_when_steady(name: str, said: MutableMapping[str, str], note: Note) -> None:
    await asyncio.sleep(STEADY)
    if said.pop(name, None):
        await note(name, None)
