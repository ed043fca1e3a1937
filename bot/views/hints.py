"""Hints: sentences that name a command, which each platform shows as people type it there.

In a sentence a command stands between backticks (`subscribe`), or behind its slash (/papers resume).
"""

import re
from collections.abc import Iterator

from bot.views.blocks import Line, Text, Typed

SLASH = "/papers"
# Of the table of commands, which is above the views; a test holds the two together.
COMMANDS = frozenset(
    {
        *("search", "subscribe", "unsubscribe", "list", "schedule", "settings", "preview", "now", "trending"),
        *("similar", "paper", "why", "save", "saved", "unsave", "hide", "unhide", "vote", "unvote", "discuss"),
        *("submit", "pause", "resume", "status", "export", "import", "email", "feed", "help"),
    }
)
_NAMED = re.compile(rf"`([^`\n]+)`|{SLASH} ([a-z]+)(?![\w-])")


def hinted(sentence: str) -> Line:
    """The sentence with its commands as what they are."""
    return tuple(_parts(sentence))


def spoken(sentence: str) -> str:
    """The sentence where there are words alone: a command as it is typed in a chat."""
    return "".join(f"{SLASH} {part.text}" if isinstance(part, Typed) else part.text for part in _parts(sentence))


def literal(text: str) -> str:
    """Somebody's words within a sentence: nothing in them is taken for a command."""
    return text.replace("`", "'").replace(f"{SLASH} ", f"{SLASH}\u00a0")


def _parts(sentence: str) -> Iterator[Text | Typed]:
    at = 0
    for found in _NAMED.finditer(sentence):
        if found.start() > at:
            yield Text(sentence[at : found.start()])
        yield typed(found[1] or found[2])
        at = found.end()
    if at < len(sentence):
        yield Text(sentence[at:])


def typed(text: str) -> Text | Typed:
    """What somebody may type; a command's name is told from what follows it."""
    name, _, rest = text.partition(" ")
    return Typed(name, rest) if name in COMMANDS else Text(text, code=True)
