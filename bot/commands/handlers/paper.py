"""`paper` and `why`: one paper in full, and what this channel had of it."""

from collections.abc import Sequence

from bot.commands.context import Answer, Asked
from bot.commands.handlers.status import status
from bot.commands.handlers.why import explain
from bot.commands.says import line, read
from bot.commands.which_paper import find
from bot.model.paper import Candidate
from bot.papers.identity import is_strong, url_of
from bot.query.plain_words.words import bare
from bot.text.stopwords import QUESTION_WORDS
from bot.views import card
from bot.views.blocks import Facts, Line, Link, Paragraph, Text

HUGGING_FACE = "huggingface"  # the source that has a page of each paper that it lists
_NOTHING = frozenset(("came", "come", "digest", "digests", "empty", "no", "none", "nothing"))
_SITES = {"arxiv": "arXiv", "doi": "DOI", "openreview": "OpenReview"}


async def paper(asked: Asked) -> Answer:
    """One paper in full."""
    found = await find(asked)
    signals = found.signals
    pairs: list[tuple[str, Line]] = []
    if found.paper.categories:
        pairs.append(("Categories", line(", ".join(found.paper.categories[:10]))))
    if found.paper.keywords:
        pairs.append(("Keywords", line(", ".join(found.paper.keywords[:12]))))
    if found.paper.published:
        pairs.append(("Published", line(f"{found.paper.published:%d %b %Y}")))
    pairs.append(("Listed by", line(", ".join(signals.sources) or "this team")))
    if signals.velocity >= 1:
        pairs.append(("Upvotes a day", line(f"{signals.velocity:.0f}")))
    if found.paper.code_url:
        pairs.append(("Code", (Link(found.paper.code_url, found.paper.code_url),)))
    if pages := _pages(found, await asked.store.papers.ids_of(found.key)):
        pairs.append(("Also at", pages))
    blocks = (
        card.card(found, full=True, buttons=card.buttons(found.paper.id), menu=card.menu(found.paper.id)),
        Facts(tuple(pairs)),
    )
    return read(*blocks, summary=card.title(found))


def _pages(found: Candidate, ids: Sequence[str]) -> Line:
    """Where else the paper is, by what its sources call it."""
    pages = {url_of(name): _SITES[name.partition(":")[0]] for name in ids if is_strong(name)}
    number = next((name.partition(":")[2] for name in ids if name.startswith("arxiv:")), "")
    if number and HUGGING_FACE in found.signals.sources:
        pages[f"https://huggingface.co/papers/{number}"] = "Hugging Face"
    sites = list(pages.values())
    links = [Link(site if sites.count(site) == 1 else url, url) for url, site in pages.items()]
    parts = [part for link in links if link.url != found.paper.url for part in (Text(" · "), link)]
    return tuple(parts[1:])


async def why(asked: Asked) -> Answer:
    """Which keyword matched and when it was posted, or why it was not. Why nothing came is told by the status."""
    words = [bare(word) for word in asked.given("paper").split()]
    if not _NOTHING.isdisjoint(words) and {*words} <= QUESTION_WORDS | _NOTHING:
        return await status(asked)
    found = await find(asked)
    told = await explain(asked, found)
    return read(card.card(found, brief=True), *map(Paragraph, told), summary=f"Why {card.title(found)}")
