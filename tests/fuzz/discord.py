"""What Discord brings from people: options of commands, typing, clicks, choices, forms, and messages of others."""

from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from simcord import ChannelHandle, Env, MemberActor
from simcord.backend import serializers
from simcord.backend.errors import BackendError, SetupError

from bot.commands.command import Kind
from bot.commands.table import TABLE
from tests.fakes.core import Office
from tests.fakes.discord_client import bot_of
from tests.fakes.discord_parts import Insides
from tests.fuzz.run import SLOWEST

COMPONENT, BUTTON, SELECT = 3, 2, 3  # an interaction by one of these components
FORGOTTEN_AFTER: Final = 300  # inputs, then everything begins anew: simcord keeps all that was ever said
PATHS: Final = {" ".join(command.path): command for command in TABLE if command.path}
SAMPLES: Final = (
    "command\nsearch\nquery=low-rank\npage=2",
    "command\nschedule\nat=9:30\ndays=mon-fri\nzone=Berlin",
    "command\nsettings\npicks=3\ntags=AI, ML",
    'command\nimport\njson={"paperboy": 1}',
    "typing\nsubscribe\nquery=dif",
    "click\np:1:save 2611.00001",
    "click\nh:2:0123456789abcdef01234567",
    "click\nf:1:schedule",
    "choose\ns:1:picker\npaper 2611.00001",
    'form\nsubscribe\nrag\n"low rank"',
    "form\nschedule\n5pm\nmon\nUTC",
    "form\nsettings\n7\ncards\nsilent\n0\nimages",
    "menu\nSave paper\n[A study](https://arxiv.org/abs/2611.00001) and https://doi.org/10.1/x",
)
KINDS: Final = ("command\n", "typing\n", "click\n", "choose\n", "form\n", "menu\nSave paper\n")
WORDS: Final = (*KINDS, "p:1:", "f:1:", "s:1:", "h:1:", "](https://", "\\", "<:a:1>", "=")


@dataclass(frozen=True)
class Room:
    """A server with a channel, somebody who manages it, and the number of a message there."""

    env: Env
    channel: ChannelHandle
    boss: MemberActor
    message: int


class DiscordDoor:
    """The client with the real desk behind it, in simcord's Discord."""

    def __init__(self, office: Office) -> None:
        self._office, self._count = office, count(1)
        self._room: Room | None = None

    @classmethod
    async def opened(cls, open_with: AsyncExitStack, office: Office) -> "DiscordDoor":
        """As long as the stack is open."""
        door = cls(office)
        open_with.push_async_callback(door._left)
        return door

    async def _entered(self) -> Room:
        bot = bot_of(Insides(desk=self._office.desk))  # type: ignore[arg-type]
        env = Env(bot, settle_timeout=SLOWEST)
        await env.start()
        await bot.tree.sync()
        guild = env.create_guild("Lab")
        boss, channel = guild.add_member(env.create_user("boss")), guild.create_text_channel("papers")
        return Room(env, channel, boss, (await boss.send(channel, "hello")).id)

    async def _left(self) -> None:
        if self._room is not None:
            await self._room.env.shutdown()
            self._room = None

    async def brought(self, text: str) -> None:
        """The first line says what kind it is, the others what a person gave. What Discord refuses is left out."""
        if next(self._count) % FORGOTTEN_AFTER == 0:
            await self._left()
        room = self._room = self._room or await self._entered()
        kind, *given = text.encode("utf-8", "replace").decode().split("\n")  # Discord has no half characters
        with suppress(SetupError, BackendError):
            await _done(room, kind, given or [""])
        room.env.raise_errors()


async def _done(room: Room, kind: str, given: list[str]) -> None:
    first, rest = given[0], given[1:]
    match kind:
        case "click":
            await _clicked(room, first)
        case "choose":
            data = {"custom_id": first, "component_type": SELECT, "values": rest}
            await _used(room, data)
        case "form":
            shown = await _clicked(room, f"f:1:{first}")
            fields = [each["component"] for each in (shown.modal or {}).get("components", ())]
            values = {
                field["custom_id"]: value.split(",") if "options" in field else value
                for field, value in zip(fields, [*rest, *[""] * len(fields)], strict=False)
            }
            await room.boss.submit_modal(shown, values)
        case "menu":
            message = await room.boss.send(room.channel, "\n".join(rest))
            await room.boss.context_menu(room.channel, first, message)
        case "typing":
            name, _, value = "\n".join(rest).partition("=")
            await room.boss.autocomplete(room.channel, f"papers {_path(first)}", name, value)
        case _:
            await room.boss.slash(room.channel, f"papers {_path(first)}", **_options(_path(first), rest))


async def _clicked(room: Room, custom_id: str) -> Any:
    return await _used(room, {"custom_id": custom_id, "component_type": BUTTON})


async def _used(room: Room, data: dict[str, Any]) -> Any:
    stored = room.env.backend.get_message(room.channel.id, room.message)
    extra = {"message": dict(serializers.message_payload(room.env.backend, stored))}
    return await room.boss._dispatch_interaction(COMPONENT, room.channel, data, extra=extra)


def _path(name: str) -> str:
    return name if name in PATHS else sorted(PATHS)[sum(map(ord, name)) % len(PATHS)]


def _options(path: str, lines: list[str]) -> dict[str, Any]:
    """Of a command: `name=value`, else the value of the parameter whose turn it is."""
    known = {each.name: each for each in PATHS[path].parameters}
    given: dict[str, Any] = {}
    for line, nth in zip(lines, known, strict=False):
        name, _, value = line.partition("=")
        name, value = (name, value) if name in known or name == "tags" else (nth, line)
        whole = name in known and known[name].kind is Kind.INTEGER
        given[name] = int(value) if whole and value.isdecimal() else value
    return given
