"""Text typed after `/papers` -> a command with arguments, and back."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.commands.arguments import PAGE, SURE, SURE_MARK, checked, foreign, short
from bot.commands.command import Command
from bot.commands.context import AskBackError
from bot.errors import UserError
from bot.query.plain_words.words import telling
from bot.text.close_names import closest
from bot.views.blocks import MAX_COMMAND, PAGE_MARK, Button

MAX_TEXT = 100_000  # characters; a channel's set-up as JSON is the longest that makes sense

_PAGE = re.compile(rf"(?:^|\s){PAGE_MARK}(\S*)$")
_SIGN = re.compile(r":[a-z0-9_+'-]+(?:::[a-z0-9-]+)?:")  # an emoji by its name
_GREETINGS = frozenset(
    [
        "hello",
        "hi",
        "hey",
        "hallo",
        "hola",
        "bonjour",
        "ciao",
        "good",
        "morning",
        "day",
        "evening",
        "there",
        "thanks",
        "thank",
        "you",
    ]
)
_OPENINGS = frozenset({"hello", "hi", "hey", "hallo", "hola", "bonjour", "ciao", "thanks", "thank"})
_QUESTIONS = frozenset({"what", "who", "how", "can", "could", "are", "do", "does", "is"})
_US = frozenset({"you", "your", "paperboy", "this", "it", "bot", "commands", "use"})
_MOST_OF_A_GREETING = 4  # words
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad\u200e\u200f"))
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "＂": '"', "«": '"', "»": '"'})
_WORD_QUOTES = str.maketrans(dict.fromkeys('"“”‘’`*_/', ""))


@dataclass(frozen=True, slots=True)
class Call:
    """A command of the table with its arguments by name; every name is one of its parameters, or `page`."""

    command: Command
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return not self.command.changes or (self.command.bare_reads and not self.arguments)

    @property
    def text(self) -> str:
        """The call as it would be typed: parsing it gives the same call."""
        words = [self.command.name]
        for parameter in self.command.parameters:
            if value := self.arguments.get(parameter.name, ""):
                words += [parameter.name, value] if parameter.named else [value]
        for name, value in self.arguments.items():
            if name not in {PAGE, SURE} and self.command.parameter(name) is None:
                words += [name, value]
        if SURE in self.arguments:
            words.append(SURE_MARK)
        if page := self.arguments.get(PAGE, ""):
            words.append(f"{PAGE_MARK}{page}")
        return " ".join(words)


def clean(text: str) -> str:
    """Text that can be stored and shown: half surrogates and control characters become spaces or vanish."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c in "\n\t" or unicodedata.category(c) != "Cc" else " " for c in text).strip()


def parse(text: str, table: Sequence[Command]) -> Call:
    """The call that a text means; `help` if it is empty.

    Raises AskBackError for an unknown command (with the closest one and a search as buttons), UserError
    for arguments that the command does not take.
    """
    if len(text) > MAX_TEXT:
        raise UserError(f"That is {len(text):,} characters; a command has at most {MAX_TEXT:,}.")
    text, name, rest = _said(text)
    command, rest = _within(name, rest, table)
    if command is None and name in _OPENINGS and _within(_said(rest)[1], "", table)[0] is not None and rest:
        return parse(rest, table)  # hey paperboy, search …
    if command is None and (_greets(text) or _asks_about_us(name, rest)):
        return parse("help", table)
    if command is None:
        raise _unknown(name, rest, text, table)
    try:
        return Call(command, checked(command, _arguments(command, rest)))
    except UserError:
        if not command.otherwise or _nearly(rest, command) or not telling(rest.split()):
            raise
        return parse(f"{command.otherwise} {rest}", table)  # trending agents


def _nearly(rest: str, command: Command) -> bool:
    return any(closest(rest.casefold(), parameter.choices) for parameter in command.parameters)


def meant(text: str, table: Sequence[Command]) -> Command | None:
    """The command that a text calls, whatever follows it; None if there is none of that name."""
    _text, name, rest = _said(text)
    return _within(name, rest, table)[0]


def _said(text: str) -> tuple[str, str, str]:
    """The text that counts, the name that it begins with ("" for none), and the rest."""
    text = clean(text).translate(_QUOTES).removeprefix("/papers").lstrip()
    first = text.split(maxsplit=1)[0] if text else ""
    name = first.translate(_INVISIBLE).translate(_WORD_QUOTES).casefold().rstrip(":,.")
    return text, name, text[len(first) :].strip() if name else ""


def _asks_about_us(name: str, rest: str) -> bool:
    """`hey, what can you do?`, `how does this work`: no command, and the answer is what can be typed."""
    said = {name, *re.findall(r"[a-z]+", rest.casefold())}
    return name in _OPENINGS | _QUESTIONS and bool(said & _US)


def _greets(text: str) -> bool:
    """Whether it is a greeting, thanks or signs alone: whoever says so is shown what can be typed."""
    words = _SIGN.sub(" ", text.casefold()).replace("paperboy", " ")
    said = "".join(c if c.isalnum() else " " for c in words).split()
    return bool(text) and len(said) <= _MOST_OF_A_GREETING and _GREETINGS.issuperset(said)


def _find(name: str, table: Sequence[Command]) -> Command | None:
    return next((c for c in table if c.name == name), None)


def _within(name: str, rest: str, table: Sequence[Command]) -> tuple[Command | None, str]:
    """The command of that name, or the one that a tree of options has there (`undo vote`), and what follows it."""
    group = [command for command in table if len(command.path) > 1 and command.path[0] == name]
    if not group:
        return _find(name or "help", table), rest
    second, _, after = rest.partition(" ")
    command = next((c for c in group if c.path[1] == second.casefold()), None)
    if command is None:
        ways = ", ".join(f"`{name} {c.path[1]}` ({c.name})" for c in group)
        raise UserError(f"{name} takes one of: {ways}.")
    return command, after.strip()


def given(name: str, arguments: Mapping[str, str], table: Sequence[Command]) -> Call:
    """The call from typed options. Raises UserError for what the table does not have."""
    command = _find(name.strip().casefold(), table)
    if command is None:
        raise _unknown(name, "", name, table)
    if sum(map(len, arguments.values())) > MAX_TEXT:
        raise UserError(f"That is too long; a command has at most {MAX_TEXT:,} characters.")
    values = {key: clean(value).translate(_QUOTES) for key, value in arguments.items()}
    return Call(command, checked(command, {key: value for key, value in values.items() if value}))


def _arguments(command: Command, rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if command.paged and (match := _PAGE.search(rest)):
        found[PAGE] = match[1]
        rest = rest[: match.start()].strip()
    if command.setup and rest.endswith(SURE_MARK):
        found[SURE] = "yes"
        rest = rest.removesuffix(SURE_MARK).strip()
    if command.positions is not None:
        return found | command.positions(rest)
    if any(p.named for p in command.parameters):
        return found | _pairs(command, rest)
    if rest and not command.parameters:
        raise UserError(f"{command.name} stands alone; leave out “{short(rest)}”.")
    return found | ({command.parameters[0].name: rest} if rest else {})


def _pairs(command: Command, rest: str) -> dict[str, str]:
    """`picks 5 layout compact` (or `picks=5, layout: compact`) by parameter name."""
    names = {p.name: p for p in command.parameters}
    found: dict[str, str] = {}
    key = ""
    for word in rest.replace("=", " ").split():
        bare = word.casefold().strip(":,")
        if bare in names or foreign(command, bare):
            key = bare
            found[key] = ""
        elif not key:
            near = closest(bare, list(names))
            hint = f" Did you mean {near}?" if near else ""
            raise UserError(f"There is no setting “{short(word)}”.{hint} There are: {', '.join(names)}.")
        elif found[key] and not names.get(key):
            raise UserError(f"{key} takes one value; “{short(word)}” is one too many.")
        else:
            found[key] = f"{found[key]} {word}".strip()
    found = {name: value.strip(", ") for name, value in found.items()}
    if missing := [name for name, value in found.items() if not value]:
        raise UserError(f"{missing[0]} needs a value: `{command.usage}`")
    return found


def _typed(name: str, rest: str, table: Sequence[Command]) -> str:
    """The command as it is offered: with what was typed behind another word, if it takes that."""
    text = f"{name} {rest}".strip()
    try:
        return parse(text, table).text
    except UserError:
        return name if rest else text


def _without(words: Collection[str], rest: str) -> str:
    """What was typed, without such words at its beginning; something stays."""
    said = rest.split()
    begins = next((at for at, word in enumerate(said) if word.casefold() not in words), len(said) - 1)
    return " ".join(said[begins:]) if begins > 0 else rest


def _unknown(name: str, rest: str, text: str, table: Sequence[Command]) -> AskBackError:
    buttons = []
    known = next((c for c in table if name in c.known_as.split()), None)
    near = known.name if known else closest(name, [c.name for c in table])
    if near:
        rest = _without(known.known_as.split() if known else (), rest)
        buttons.append(Button(near.capitalize(), _typed(near, rest, table)))
    buttons += [Button("Search for it", f"search {text}"), Button("Help", "help")]
    did = f" Did you mean {near}?" if near else ""
    sentence = (
        f"There is no command “{short(name)}”.{did} Type `help` to see them all, or `search` to look for papers."
    )
    return AskBackError(sentence, *(b for b in buttons if len(b.command) <= MAX_COMMAND))
