"""`help`: what can be typed, and how queries work."""

from collections.abc import Sequence

from bot.commands.arguments import short
from bot.commands.command import Command
from bot.commands.context import Answer, Asked
from bot.commands.says import code, line, primary, read
from bot.errors import NotFoundError
from bot.text.close_names import closest
from bot.views.blocks import Block, Bullets, Button, Buttons, Heading, Line, Note, Paragraph
from bot.views.hints import typed

QUERIES = "queries"

LANGUAGE: tuple[tuple[str, str], ...] = (
    ("diffusion model", "both words, anywhere in the title or abstract, in any form (models, modelling)"),
    ('"low-rank adaptation"', "the words next to each other"),
    ("lora | qlora", "either; OR does the same"),
    ("diffusion -video", "without that word; NOT does the same"),
    ("(rag | retrieval) -survey", "parentheses group"),
    ("multi*", "words that begin so"),
    ("RAG", "in capitals: the acronym, never the ordinary word rag"),
    ("fine-tuning", "also fine tuning and finetuning; C++, GPT-4 and 3D mean themselves"),
    ('title:agent author:"Yann LeCun"', "in one field: title, abstract, author (or @lecun), org"),
    ("cat:cs.CL", "an arXiv category; also #cs.CL and #cs.*"),
    ("source:huggingface has:code upvotes:>20", "where it was listed, with code, with that many upvotes"),
    ("trending", "the most upvoted papers of the day"),
)


def answer(asked: Asked, table: Sequence[Command]) -> Answer:
    """All commands, one of them, or the query language."""
    topic = asked.given("topic").casefold().lstrip("/")
    if not topic:
        return _overview(table)
    if topic in {QUERIES, "query", "language"}:
        return _queries()
    command = next((c for c in table if c.name == topic), None)
    if command is None:
        near = closest(topic, topics(table))
        hint = f" Did you mean {near}?" if near else ""
        raise NotFoundError(f"There is no help on “{short(topic)}”.{hint} Type `help` to see what there is.")
    return _command(command)


def topics(table: Sequence[Command]) -> tuple[str, ...]:
    """What help knows."""
    return (QUERIES, *(c.name for c in table))


def _overview(table: Sequence[Command]) -> Answer:
    items = tuple(line(typed(command.gist), f" – {command.help}") for command in table)
    return read(
        Heading("Paperboy brings the day's papers that match your keywords"),
        Paragraph(line("Begin with `subscribe diffusion model, RAG` and look with `preview`.")),
        Bullets(items),
        Buttons((primary("What is trending", "trending"), Button("How queries work", f"help {QUERIES}"))),
        summary="What you can type",
    )


def _queries() -> Answer:
    items: tuple[Line, ...] = tuple(line(code(query), f" – {meaning}") for query, meaning in LANGUAGE)
    return read(
        Heading("How queries work"),
        Paragraph(line("The same in `search` and `subscribe`.")),
        Bullets(items),
        summary="How queries work",
    )


def _command(command: Command) -> Answer:
    blocks: list[Block] = [
        Heading(command.name),
        Paragraph(line(f"{command.help}.")),
        Note(line(typed(command.usage))),
    ]
    if command.parameters:
        blocks.append(Bullets(tuple(_parameter(p.name, p.help, p.choices) for p in command.parameters)))
    if command.examples:
        blocks += [Paragraph(line("For example:")), Bullets(tuple(line(typed(e)) for e in command.examples))]
    if command.setup:
        blocks.append(Note(line("It changes the channel's set-up: `settings changes` says who may.")))
    if any(p.name == "query" for p in command.parameters):
        blocks.append(Buttons((Button("How queries work", f"help {QUERIES}"),)))
    return read(*blocks, summary=f"{command.usage}: {command.help}")


def _parameter(name: str, what: str, choices: tuple[str, ...]) -> Line:
    return line(code(name), f" – {what}", f" ({', '.join(choices)})" if choices else "")
