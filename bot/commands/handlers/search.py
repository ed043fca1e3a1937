"""`search` and `similar`: pages of papers, the best first."""

import re

from bot.commands.arguments import short, subscribing
from bot.commands.context import Answer, Asked
from bot.commands.handlers.trending import listed
from bot.commands.not_given import COULD, not_given
from bot.commands.pages import turning
from bot.commands.says import counted, line, primary, read
from bot.commands.which_paper import find, named, unknown
from bot.model.paper import Candidate
from bot.papers.identity import canonical_id, is_strong
from bot.query.plain_words.wish import cites, lists
from bot.query.question import only_asks
from bot.query.split import split_queries
from bot.search.result import Match, SearchResult
from bot.views import card
from bot.views.blocks import MAX_COMMAND, Block, Button, Buttons, Heading, Note, Paragraph, Tone

MORE = "Fewer or other words may find more; a subscription waits for papers to come."
NONE_YET = "There are no papers here yet: none of the sources has listed any. A subscription waits for them."
OF_THE_DAY = "The papers of a day, a week or a month are listed by `trending`."
NO_SUBJECT = "“{}” names no subject; `search latest on …` lists the newest on one."
NO_CITATIONS = "How often a paper is cited is not known here; upvotes are."
NO_DATES = "“{}” is looked for as a word: search does not go by dates. `search latest …` lists the newest first."
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = re.compile(
    rf"(?<![\w.:/-])20[0-4]\d(?![\w.:/-])|(?<=\b(?:since|until|after) )(?:{_MONTHS})\b", re.IGNORECASE
)
_QUOTED = re.compile(r'"[^"]*"')
FEW = 8  # words beside an id; longer texts are pasted and name papers by the way
PAGE_SIZE = 5  # cards that fit one message on every platform, with their buttons


async def search(asked: Asked) -> Answer:
    """The best papers for a query or a question."""
    query = asked.given("query")
    if pasted := await named(asked, query):
        return _only(pasted, query)
    if (paper_id := canonical_id(query)) and is_strong(paper_id):
        raise unknown(paper_id, query)
    if (paper_id := _named_in(query)) and (meant := await named(asked, paper_id)):
        return _only(meant, paper_id)
    if (span := lists(query)) and not asked.given("page"):
        return await listed(asked, span, Note(line(NO_SUBJECT.format(short(query)))))
    found = await asked.tools.searcher.search(query, asked.now, cursor=asked.given("page"), limit=PAGE_SIZE)
    searched = found.query or query
    wanted = found.wanted or searched
    one = split_queries(wanted) == (wanted,)  # a comma in a question would make several of it
    notes = (*_notes(found), *not_given([searched], asked.tools.set_ups, COULD))
    subscribe = primary("Subscribe to this", subscribing(wanted)) if one else None
    if date := _DATE.search(_QUOTED.sub("", query)):
        notes = (*notes, Note(line(NO_DATES.format(date[0]))))
    if cites(query):
        notes = (*notes, Note(line(NO_CITATIONS)))
    if only_asks(query):
        notes, subscribe = (*notes, Note(line(OF_THE_DAY))), primary("Trending", "trending")
    if not found.matches:
        more = MORE if await asked.store.papers.count() else NONE_YET
        return read(
            Note(line(f"No paper matches {card.quoted(query)}."), Tone.WARNING),
            *notes,
            Paragraph(line(more)),
            *_row(subscribe),
            summary=f"No paper matches {card.quoted(query)}.",
        )
    said = f"{_total(found)} for {card.quoted(searched)}"
    return read(
        Heading(said),
        *notes,
        *_cards(found),
        *_row(*turning(f"search {query}", found.previous, found.next), subscribe),
        summary=said,
    )


async def similar(asked: Asked) -> Answer:
    """Papers about the same thing as one."""
    paper = await find(asked)
    found = await asked.tools.searcher.similar(paper, asked.now, cursor=asked.given("page"), limit=PAGE_SIZE)
    said = f"Papers like {short(card.title(paper), 120)}"
    if not found.matches:
        return read(
            Note(line(f"Nothing here is like {card.quoted(card.title(paper))}.")),
            *_notes(found),
            summary="Nothing similar.",
        )
    return read(
        Heading(said),
        *_notes(found),
        *_cards(found),
        *_row(*turning(f"similar {paper.paper.id}", found.previous, found.next)),
        summary=said,
    )


def _named_in(query: str) -> str:
    """The one paper whose id stands in a few words: `papers similar to 2501.12948`."""
    words = query.split(maxsplit=FEW)
    ids = {found for word in words if (found := canonical_id(word.strip("?!.,;()"))) and is_strong(found)}
    return ids.pop() if len(words) <= FEW and len(ids) == 1 else ""


def _only(paper: Candidate, typed: str) -> Answer:
    """The paper whose id or link was put into the search."""
    said = f"The paper of {card.quoted(short(typed))}"
    return read(Heading(said), card.card(paper, buttons=_buttons(paper.paper.id)), summary=said)


def _total(found: SearchResult) -> str:
    return counted(found.total, "paper")


def _notes(found: SearchResult) -> tuple[Note, ...]:
    return (Note(line(found.note)),) if found.note else ()


def _cards(found: SearchResult) -> tuple[Block, ...]:
    return tuple(_card(match, number) for number, match in enumerate(found.matches, found.start))


def _card(match: Match, number: int) -> Block:
    paper_id = match.candidate.paper.id
    return card.card(match.candidate, number=number, snippet=match.snippet, buttons=_buttons(paper_id))


def _buttons(paper_id: str) -> tuple[Button, ...]:
    return Button("Save", f"save {paper_id}"), Button("Similar", f"similar {paper_id}")


def _row(*buttons: Button | None) -> tuple[Buttons, ...]:
    kept = tuple(b for b in buttons if b is not None and len(b.command) <= MAX_COMMAND)
    return (Buttons(kept),) if kept else ()
