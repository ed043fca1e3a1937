"""Small makers of views, so that handlers read as what they say."""

from bot.commands.context import Answer
from bot.views.blocks import Block, Button, ButtonStyle, Inline, Line, Note, Text, Tone, View
from bot.views.hints import hinted, spoken


def line(*parts: str | Inline) -> Line:
    """Strings as literal text but for the commands they name, beside whatever else stands in the line."""
    return tuple(each for part in parts for each in (hinted(part) if isinstance(part, str) else (part,)))


def code(text: str) -> Text:
    """A query, to be told from the words around it."""
    return Text(text, code=True)


def note(sentence: str, *blocks: Block, tone: Tone = Tone.INFO) -> View:
    """A sentence, and what belongs to it."""
    return View((Note(line(sentence), tone), *blocks), spoken(sentence))


def done(sentence: str, *blocks: Block, said: str = "") -> Answer:
    """A change, said; `said` to everyone."""
    return Answer(note(sentence, *blocks, tone=Tone.GOOD), changed=True, said=said)


def nothing_done(sentence: str, *blocks: Block) -> Answer:
    """Nothing had to change."""
    return Answer(note(sentence, *blocks))


def read(*blocks: Block, summary: str) -> Answer:
    """What was asked for."""
    return Answer(View(blocks, summary))


def primary(label: str, command: str) -> Button:
    """The button most people want."""
    return Button(label, command, ButtonStyle.PRIMARY)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 paper`, `2 papers`, `1,204 papers`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
