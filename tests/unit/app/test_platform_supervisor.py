"""Each platform lives by itself: a refused token is said and tried again, and the others go on."""

import asyncio

import pytest

from bot.app import platform_supervisor
from bot.app.platform_supervisor import FIRST_WAIT, LONGEST_WAIT, keep_serving
from bot.errors import SettingsError
from bot.ports import Platform
from tests.fakes.platform import FakePlatform


class Refused(FakePlatform):
    """A platform that refuses its token so many times, then serves."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors, self.served = list(errors), 0

    async def serve(self) -> None:
        self.served += 1
        if self.errors:
            raise self.errors.pop(0)
        await asyncio.Event().wait()


async def followed(*errors: Exception, times: int) -> tuple[list[str], list[float], dict[str, str]]:
    fake, told, slept, said = Refused(*errors), list[str](), list[float](), dict[str, str]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    task = asyncio.create_task(keep_serving(Platform("fake", fake, fake), said, told.append, sleep))
    async with asyncio.timeout(30):
        while fake.served < times:  # noqa: ASYNC110 -- what is waited for has no event
            await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return told, slept, said


async def test_a_refused_token_is_said_once_by_name_and_tried_again_ever_more_rarely():
    told, slept, said = await followed(*[SettingsError("The token is refused.")] * 8, times=9)
    assert said == {"fake": "fake is down: The token is refused."}
    assert told == ["fake is down: The token is refused. It is tried again by itself; everything else goes on."]
    assert slept[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert max(slept) == LONGEST_WAIT


async def test_any_other_fault_of_a_platform_ends_no_other_and_shows_nothing_of_its_text():
    told, _, _ = await followed(ValueError("xoxb-secret"), times=2)
    assert told == ["fake is down: it failed (ValueError). It is tried again by itself; everything else goes on."]


async def test_a_platform_that_serves_again_is_well_after_a_while(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(platform_supervisor, "STEADY", 0.01)
    fake, said = Refused(SettingsError("no.")), dict[str, str]()

    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    task = asyncio.create_task(keep_serving(Platform("fake", fake, fake), said, lambda _: None, sleep))
    async with asyncio.timeout(30):
        while fake.served < 2 or said:  # noqa: ASYNC110 -- as above
            await asyncio.sleep(0.005)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_is_down_is_kept_for_other_processes_until_it_serves(monkeypatch):
    monkeypatch.setattr(platform_supervisor, "STEADY", 0.01)
    kept: list[tuple[str, str | None]] = []

    async def note(platform: str, sentence: str | None) -> None:
        kept.append((platform, sentence))

    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    fake = Refused(SettingsError("The token is refused."))
    task = asyncio.create_task(keep_serving(Platform("fake", fake, fake), {}, lambda _: None, at_once, note=note))
    async with asyncio.timeout(30):
        while len(kept) < 3:  # noqa: ASYNC110 -- what is waited for has no event
            await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert kept == [("fake", None), ("fake", "The token is refused."), ("fake", None)]
