"""What doctor finds at Discord, with the real discord.py client."""

from collections.abc import AsyncIterator

import pytest

from bot.model.channel import Address
from tests.fakes.discord_serving import CHANNEL, HERE, Application, limited_server, serving
from tests.fakes.discord_world import CATEGORY, SERVER, VOICE

SEND, VIEW_CHANNEL = 1 << 11, 1 << 10


@pytest.fixture
async def application() -> AsyncIterator[Application]:
    async with serving() as made:
        yield made


async def test_doctor_finds_everything_well(application: Application) -> None:
    await application.start()
    await application.ready()
    findings = {finding.what: finding for finding in await application.listener.check(HERE)}
    link = findings["Discord invite link"].detail
    assert "scope=bot+applications.commands" in link
    assert f"permissions={1 << 10 | 1 << 11 | 1 << 38 | 1 << 35 | 1 << 16 | 1 << 15}" in link
    assert not [finding for finding in findings.values() if finding.ok is False]
    assert findings["Send Messages in #channel-1"].ok


async def test_doctor_names_the_missing_permission_with_its_fix(application: Application) -> None:
    application.fake.world.server = limited_server(application.fake)  # type: ignore[method-assign]
    deny = {"id": str(SERVER), "type": 0, "allow": "0", "deny": str(SEND)}
    application.fake.world.channels[CHANNEL]["permission_overwrites"] = [deny]
    findings = await application.listener.check(HERE)
    (finding,) = (finding for finding in findings if finding.what == "Send Messages in #channel-1")
    assert finding.ok is False
    assert "allow Send Messages" in finding.fix
    (commands,) = (finding for finding in findings if finding.what == "Discord commands")
    assert commands.ok is False


@pytest.mark.parametrize(("kind", "word"), [(CATEGORY, "category"), (VOICE, "")])
async def test_doctor_says_where_nothing_can_be_posted(application: Application, kind: int, word: str) -> None:
    other = application.fake.world.add_channel(CHANNEL + 8, kind)
    findings = await application.listener.check(Address("discord", str(SERVER), str(other)))
    wrong = [finding for finding in findings if finding.what == f"Discord channel {other}"]
    assert bool(wrong) == bool(word)
    assert all(word in finding.detail for finding in wrong)


@pytest.mark.parametrize(
    ("address", "word"),
    [
        (Address("discord", str(SERVER), "general"), "no id"),
        (Address("discord", str(SERVER), "200000000000000404"), "is not in"),
    ],
)
async def test_doctor_says_what_is_wrong_with_an_address(
    application: Application, address: Address, word: str
) -> None:
    *_, finding = await application.listener.check(address)
    assert finding.ok is False
    assert word in finding.detail
    assert finding.fix


async def test_doctor_says_that_the_token_is_refused(application: Application) -> None:
    application.fake.world.token = "another"
    (finding,) = await application.listener.check(None)
    assert finding.ok is False
    assert "DISCORD_TOKEN" in finding.fix
