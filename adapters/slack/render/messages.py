"""Rendering: a view as messages that Slack takes, each with blocks and a `text` that says the same.

A message is `{"text", "blocks", "mrkdwn"}`; `"thread": true` marks one that belongs in the thread under the first.
"""

from collections.abc import Iterator, Sequence

from adapters.slack.api.limits import FALLBACK_TEXT, SURFACE_BLOCKS
from adapters.slack.render.blocks import view_units
from adapters.slack.render.buttons import Room, numbered
from adapters.slack.render.escape import clean, clip, escape, pieces, unpictured, width
from adapters.slack.render.packing import packed
from adapters.slack.render.rich_text import Json
from adapters.slack.render.text import block_text
from bot.views.blocks import Block, MessageBreak, ThreadBreak, View
from bot.views.whole import whole

SUMMARY = 300  # our own: a notification shows less


def messages(view: View, *, plain: bool = False) -> list[Json]:
    """The view as messages in order; `plain` gives text alone, after Slack rejected the blocks."""
    view = whole(view)
    summary = clip(clean(view.summary).strip(), SUMMARY)
    found = [
        message | {"thread": True} if thread else message
        for thread, blocks in _parts(view.blocks)
        for message in (_plain(blocks) if plain else _rich(blocks, summary))
    ]
    return found or [{"text": escape(summary) or "…", "mrkdwn": False}]


def surface(view: View) -> list[Json]:
    """The view's blocks for a modal or an App Home, which bear more of them and have no size of their own."""
    blocks = [block for unit in view_units(whole(view).blocks) for block in unit.blocks]
    return numbered(blocks[:SURFACE_BLOCKS])


def _parts(blocks: Sequence[Block]) -> Iterator[tuple[bool, list[Block]]]:
    """What is said in the channel, then what is said in the thread; each break also begins a new message."""
    thread = False
    part: list[Block] = []
    for block in blocks:
        if not isinstance(block, ThreadBreak | MessageBreak):
            part.append(block)
            continue
        yield thread, part
        thread, part = thread or isinstance(block, ThreadBreak), []
    yield thread, part


def _rich(blocks: Sequence[Block], summary: str) -> Iterator[Json]:
    pages = packed(view_units(blocks))
    if len(pages) > 1:
        pages = min(
            [pages, *(packed(view_units(blocks, room=room)) for room in (Room.LEAN, Room.SCARCE))], key=len
        )
    for number, page in enumerate(pages):
        text = page.text("" if number else summary) or escape(summary) or "…"
        yield {"text": text, "blocks": numbered(page.blocks), "mrkdwn": False}


def _plain(blocks: Sequence[Block]) -> Iterator[Json]:
    whole = "\n".join(filter(None, (clean(block_text(block, commands=True)).strip() for block in blocks)))
    for text in _escaped(whole):
        yield {"text": text, "mrkdwn": False}


def _escaped(words: str) -> Iterator[str]:
    """The words escaped, in as few texts as Slack takes: escaping can make them five times as long."""
    text = unpictured(escape(words)).strip()
    if width(text) <= FALLBACK_TEXT:
        yield from filter(None, [text])
        return
    for piece in pieces(words, min(FALLBACK_TEXT, width(words) * 2 // 3)):
        yield from _escaped(piece)
