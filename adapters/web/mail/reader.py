"""The reader of an address, as the desk knows whoever types: what a link or a form says is carried out there."""

from collections.abc import Mapping
from datetime import datetime

from bot.model.channel import Channel
from bot.ports.request import Person, Request


def as_reader(
    channel: Channel, now: datetime, text: str = "", command: str = "", arguments: Mapping[str, str] | None = None
) -> Request:
    """What they ask for. They are known by their channel's number, so that no vote or list keeps their address."""
    return Request(
        address=channel.address,
        person=Person(id=f"{channel.key}", manager=True, zone=channel.schedule.zone),
        now=now,
        text=text,
        command=command,
        arguments=arguments or {},
        channel_name=channel.name,
        personal=True,
    )
