"""Notices: what Paperboy tells whoever set a channel up when it can no longer post there."""

from datetime import date

from bot.model.channel import Channel
from bot.model.obstacle import Obstacle
from bot.views.blocks import Block, Button, Buttons, ButtonStyle, Heading, Note, Paragraph, Text, Tone, View, plain
from bot.views.hints import hinted


def refused(channel: Channel, reason: str, fix: str, waits: int) -> View:
    """The channel is paused because the platform refuses digests there; papers wait for so many days."""
    where = channel.name or channel.address.channel
    blocks: tuple[Block, ...] = (
        Heading("Paperboy cannot post in one of your channels"),
        Paragraph((Text("Channel: "), Text(where, bold=True), *hinted(f". {_sentence(reason)}"))),
        *_fix(fix),
        Note(plain(_kept(waits), " ", RESUMES), Tone.INFO),
    )
    return View(blocks, f"Paperboy cannot post in {where}: {reason}")


def dead(channel: Channel, reason: str, fix: str, waits: int) -> View:
    """The whole workspace is paused: Paperboy's installation there is dead; papers wait for so many days."""
    where = channel.name or channel.address.channel
    blocks: tuple[Block, ...] = (
        Heading("Paperboy can no longer post in your workspace"),
        Paragraph(
            (Text(f"{_sentence(reason)} This holds for "), Text(where, bold=True), Text(" and all others."))
        ),
        *_fix(fix),
        Note(plain(_kept(waits)), Tone.INFO),
    )
    return View(blocks, f"Paperboy can no longer post in your workspace: {reason}")


def parked(channel: Channel, key: int, day: date, reason: str) -> View:
    """A message of a digest may or may not have arrived: a person looks, and decides."""
    where = channel.name or channel.address.channel
    blocks: tuple[Block, ...] = (
        Heading("A digest needs you to look"),
        Paragraph(
            (
                Text("A message of the digest of "),
                Text(f"{day:%d %B} for "),
                Text(where, bold=True),
                Text(f": {_sentence(reason)}"),
            )
        ),
        Paragraph(plain("Look in the channel: drop it if it is there, send it if it is missing.")),
        Buttons(decisions(key)),
    )
    return View(blocks, f"A message for {where} may not have arrived: look, and send or drop it")


def decisions(key: int, which: str = "") -> tuple[Button, ...]:
    """The buttons that decide on a parked delivery."""
    return (
        Button(f"Send{which}", f"status send {key}", ButtonStyle.PRIMARY),
        Button(f"Drop{which}", f"status drop {key}"),
    )


RESUMES = "Paperboy tries again now and then and goes on by itself once it may post."


def in_the_way(obstacle: Obstacle) -> str:
    """Why nothing is posted somewhere at the moment, in a sentence or two."""
    until = f" until {obstacle.until:%Y-%m-%d %H:%M} UTC" if obstacle.until else ""
    return f"Nothing is posted here{until}: {obstacle.reason.rstrip('.')}. {obstacle.fix}".rstrip()


def _kept(waits: int) -> str:
    return f"Your subscriptions and settings are kept, and what matches meanwhile waits for {waits} days."


def _fix(fix: str) -> tuple[Paragraph, ...]:
    return (Paragraph((Text("What to do: ", bold=True), *hinted(_sentence(fix)))),) if fix else ()


def _sentence(words: str) -> str:
    """The words with a capital and a full stop."""
    stripped = words.strip()
    return stripped[:1].upper() + stripped[1:] + ("" if stripped.endswith((".", "!", "?")) else ".")
