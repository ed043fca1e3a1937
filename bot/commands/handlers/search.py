"""`search` and `similar`: pages of papers, the best first."""

import re
from dataclasses import replace

from bot.commands.arguments import short, subscribing
from bot.commands.context import Answer, Asked
from bot.commands.handlers.trending import listed
from bot.commands.not_given import COULD, not_given
from bot.commands.pages import turning
from bot.commands.says import counted, line, primary, read
from bot.commands.which_paper import by_name, find, ids_within, named, unknown
from bot.model.paper import Candidate
from bot.papers.identity import canonical_id, is_strong
from bot.query.plain_words.wish import cites, lists
from bot.query.question import only_asks
from bot.query.split import split_queries
from bot.search.result import Match, SearchResult
from bot.text.cut import cut
from bot.views import card
from bot.views.blocks import MAX_COMMAND, Block, Button, Buttons, Heading, Note, Paragraph, Tone

MORE = "Fewer or other words may find more; a subscription waits for papers to come."
IN_ENGLISH = "Most papers here are in English, and English words may find more."
NONE_YET = "There are no papers here yet: none of the sources has listed any. A subscription waits for them."
OF_THE_DAY = "The papers of a day, a week or a month are listed by `trending`."
NOT_HERE = "{0} has not come by yet; `submit {0}` fetches it."
NO_SUBJECT = "“{}” names no subject; `search latest on …` lists the newest on one."
NO_CITATIONS = "How often a paper is cited is not known here; upvotes are."
NO_DATES = "“{}” is looked for as a word: search does not go by dates. `search latest …` lists the newest first."
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = re.compile(
    rf"(?<![\w.:/-])20[0-4]\d(?![\w.:/-])|(?<=\b(?:since|until|after) )(?:{_MONTHS})\b", re.IGNORECASE
)
_QUOTED = re.compile(r'"[^"]*"')
_LINK = re.compile(r"https?://[^\s?#]+/([\w.-]*[A-Za-z][\w.-]*)/?(?:[?#]\S*)?")
_LIKE = re.compile(
    r"(?:show me |find |more )?(?:papers?|works?|more) (?:like|related to|similar to) (.+?)[?.!]?", re.IGNORECASE
)
_LATIN = re.compile(r"[A-Za-z]")
PAGE_SIZE = 5  # cards that fit one message on every platform, with their buttons


async def search(asked: Asked) -> Answer:
    """The best papers for a query or a question."""
    query = asked.given("query")
    if pasted := await named(asked, query):
        return _only(pasted, query)
    if (paper_id := canonical_id(query)) and is_strong(paper_id):
        raise unknown(paper_id, query)
    if shown := await _named_in(asked, query):
        return shown
    if (like := _LIKE.fullmatch(query)) and (meant := await by_name(asked, like[1])):
        return await similar(replace(asked, command="similar", arguments={"paper": meant.paper.id}))
    absent = [Note(line(NOT_HERE.format(each))) for each in ids_within(query)]
    query, of_link = _of_link(query)
    if (span := lists(query)) and not asked.given("page"):
        return await listed(asked, span, Note(line(NO_SUBJECT.format(short(query)))))
    found = await asked.tools.searcher.search(query, asked.now, cursor=asked.given("page"), limit=PAGE_SIZE)
    searched = found.query or query
    wanted = found.wanted or searched
    one = split_queries(wanted) == (wanted,)  # a comma in a question would make several of it
    notes = (*absent, *of_link, *_notes(found), *not_given([searched], asked.tools.set_ups, COULD))
    subscribe = primary("Subscribe to this", subscribing(wanted)) if one else None
    if date := _DATE.search(_QUOTED.sub("", searched)):
        notes = (*notes, Note(line(NO_DATES.format(date[0]))))
    if cites(query):
        notes = (*notes, Note(line(NO_CITATIONS)))
    if only_asks(query):
        notes, subscribe = (*notes, Note(line(OF_THE_DAY))), primary("Trending", "trending")
    if not found.matches:
        more = MORE if _LATIN.search(query) else IN_ENGLISH
        more = more if await asked.store.papers.count() else NONE_YET
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


async def _named_in(asked: Asked, query: str) -> Answer | None:
    """The papers whose ids stand in a few words; None if there are none, or words beside ids that are not here."""
    ids = ids_within(query)
    found = {each: await named(asked, each) for each in ids}
    here = [each for each in found.values() if each]
    lacking = [each for each, paper in found.items() if paper is None]
    if not ids or (lacking and len(query.split()) > len(ids)):
        return None
    if len(ids) == len(here) == 1:
        return _only(here[0], ids[0])
    said = f"{counted(len(here), 'paper')} of the {len(ids)} named"
    offers = (Button(cut(f"Submit {each}", 70), f"submit {each}") for each in lacking)
    gone = [Note(line(f"{' and '.join(lacking)} {'has' if len(lacking) == 1 else 'have'} not come by yet."))]
    return read(
        Heading(said),
        *(gone if lacking else ()),
        *(card.card(each, buttons=_buttons(each.paper.id)) for each in here[:PAGE_SIZE]),
        *_row(*offers),
        summary=said,
    )


def _of_link(query: str) -> tuple[str, tuple[Note, ...]]:
    """Of a link to something else its last part, which mostly is a name: github.com/acme/kite-r1."""
    address = _LINK.fullmatch(query)
    if not address:
        return query, ()
    note = f"This is the address of no paper's page; its last part, “{short(address[1])}”, was looked for."
    return address[1], (Note(line(note)),)


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
