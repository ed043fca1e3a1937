"""What is typed in a shell and what is typed in a chat: the same commands, but a shell takes the quotes away."""

import re
import shlex
from collections.abc import Sequence

_PHRASE = re.compile(r"[\w.+#'-]+(?:\s+[\w.+#'-]+)+")  # several plain words, no operator
_QUERIES = ("search", "subscribe", "unsubscribe")
_FOR_THE_SHELL = re.compile(r"[^\w@%+=:,./…\s-]|^-|^~")  # what a shell would not leave alone


def as_text(words: Sequence[str]) -> str:
    """The command as a chat has it.

    One word is taken as it is (`search 'RAG "low rank"'`); among several, one with spaces was in quotes, and as
    part of a query it is a phrase again (`search RAG "low rank"`).
    """
    command, *rest = words or ("",)
    if command in _QUERIES and len(rest) > 1:
        rest = [f'"{word}"' if _PHRASE.fullmatch(word) and not word.startswith("-") else word for word in rest]
    return " ".join((command, *rest))


def as_shell(command: str, channel: str = "") -> str:
    """The command as it is typed in a shell, quoted where the shell would not leave it alone."""
    name, _, rest = command.partition(" ")
    parts = ["paperboy", name, shlex.quote(rest) if _FOR_THE_SHELL.search(rest) else rest]
    return " ".join((*filter(None, parts), *(("--channel", shlex.quote(channel)) if channel else ())))
