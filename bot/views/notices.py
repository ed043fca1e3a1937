"""Notices: what Paperboy tells whoever set a channel up when it can no longer post there."""

from bot.model.channel import Channel
from bot.views.blocks import Block, Heading, Note, Paragraph, Text, Tone, View, plain


def refused(channel: Channel, reason: str, fix: str) -> View:
    """The channel is paused because the platform refused the digest."""
    where = channel.name or channel.address.channel
    blocks: tuple[Block, ...] = (
        Heading("Paperboy cannot post in one of your channels"),
        Paragraph((Text("Channel: "), Text(where, bold=True), Text(f". {_sentence(reason)}"))),
        *_fix(fix),
        Note(plain(KEPT, " ", RESUMES), Tone.INFO),
    )
    return View(blocks, f"Paperboy cannot post in {where}: {reason}")


def dead(channel: Channel, reason: str, fix: str) -> View:
    """The whole workspace is paused because Paperboy's installation there is dead."""
    where = channel.name or channel.address.channel
    blocks: tuple[Block, ...] = (
        Heading("Paperboy can no longer post in your workspace"),
        Paragraph(
            (Text(f"{_sentence(reason)} This holds for "), Text(where, bold=True), Text(" and all others."))
        ),
        *_fix(fix),
        Note(plain(KEPT), Tone.INFO),
    )
    return View(blocks, f"Paperboy can no longer post in your workspace: {reason}")


KEPT = "Your subscriptions and settings are kept, and no paper is lost."
RESUMES = "Paperboy tries again now and then and goes on by itself once it may post."


def _fix(fix: str) -> tuple[Paragraph, ...]:
    return (Paragraph((Text("What to do: ", bold=True), Text(_sentence(fix)))),) if fix else ()


def _sentence(words: str) -> str:
    """The words with a capital and a full stop."""
    stripped = words.strip()
    return stripped[:1].upper() + stripped[1:] + ("" if stripped.endswith((".", "!", "?")) else ".")
