"""Which channel a terminal command means, and who is asking."""

import getpass
import shlex
from collections.abc import Sequence

from bot.app.application import Application
from bot.app.demo import DEMO
from bot.commands.parsing import clean
from bot.errors import NotFoundError, UserError
from bot.model.channel import Address, Channel
from bot.ports.request import Person, Request

PLATFORM, WORKSPACE, _ = DEMO
_CHANNELS_SHOWN = 8
_LONGEST_NAME = 80  # characters


def local(name: str) -> Address:
    """The terminal's channel of that name."""
    return Address(PLATFORM, WORKSPACE, name)


def shown(address: Address) -> str:
    """What names that channel after `--channel`; "" for the demo channel, which needs no naming."""
    if address == DEMO:
        return ""
    return address.channel if address.platform == PLATFORM else str(address)


def parse(name: str) -> Address:
    """An address from what was typed: a terminal channel's name, or `platform:workspace:channel`."""
    name = named(name)
    if name.count(":") == 2 and all(name.split(":")):
        return Address(*name.split(":"))
    if ":" in name:
        raise UserError(f'"{name}" is no channel: give a name such as "demo", or platform:workspace:channel.')
    return local(name)


def named(text: str) -> str:
    """A name that can be stored, shown and typed again; raises UserError."""
    name = text.strip()
    if not name or name != clean(name) or "\n" in name or name.startswith("-") or len(name) > _LONGEST_NAME:
        said = clean(name)[:_LONGEST_NAME]
        raise UserError(f'"{said}" is no name: give at most {_LONGEST_NAME} letters and digits, such as "team a".')
    return name


async def existing(application: Application, name: str) -> Channel:
    """The channel that was named; raises NotFoundError with those there are."""
    found = await application.store.channels.get(parse(name))
    if found is None:
        everyone = await application.store.channels.within(None)
        called = [channel for channel in everyone if channel.name == name]
        if len(called) == 1:
            return called[0]
        raise NotFoundError(_not_there(name, everyone))
    return found


async def request(application: Application, name: str, text: str) -> Request:
    """A request from this terminal to that channel ("" is the demo channel, made at its first change)."""
    address, called = DEMO, DEMO.channel
    if name and name != DEMO.channel:
        channel = await existing(application, name)
        address, called = channel.address, channel.name
    return Request(
        address=address,
        person=Person(id=_user(), name=_user(), manager=True, zone=application.zone),
        now=application.clock.now(),
        text=text,
        channel_name=called,
        operator=True,
    )


def _not_there(name: str, everyone: Sequence[Channel]) -> str:
    there = ", ".join(shown(channel.address) or DEMO.channel for channel in everyone[:_CHANNELS_SHOWN])
    more = len(everyone) - _CHANNELS_SHOWN
    known = f"there are: {there}{f' and {more} more' if more > 0 else ''}" if everyone else "there are none yet"
    add = "to email" if "@" in name else "channel add"
    return f'There is no channel "{name}" ({known}). Add it: paperboy {add} {shlex.quote(name)}'


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user need not have a name
        return "operator"
