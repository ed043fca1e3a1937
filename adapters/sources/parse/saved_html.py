"""Reader of Daily Papers pages saved as HTML: the JSON in their `data-props` attributes, else their articles."""

import json
import re
from datetime import date, datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from adapters.sources.parse import values
from adapters.sources.parse.daily import SOURCE, from_value
from bot.model.paper import FILE, Listing, Paper
from bot.papers.identity import canonical_id, url_of, weak_id
from bot.ports import Fault, Fetched

_DAY: Final = re.compile(r"/papers/date/(\d{4}-\d\d-\d\d)")
_COUNT: Final = re.compile(r"\d{1,7}")
_ARTICLES: Final = "article:not(article article)"  # one within another is no paper of its own
MAX_DEPTH: Final = 6  # of the objects in which a page's list is looked for


def read_saved_html(text: str, today: date, observed: datetime) -> Fetched:
    """The page's papers; not ok if it has none. Its date is the one in its own address, else today."""
    tree = LexborHTMLParser(text)
    day = _day(text[:20_000]) or today
    for node in tree.css("[data-props]"):
        found = _daily_papers(node.attributes.get("data-props") or "")
        if found:
            return from_value(found, day, observed)
    papers, listings, faults = list[Paper](), list[Listing](), list[Fault]()
    for rank, article in enumerate(tree.css(_ARTICLES), start=1):
        paper = _paper(article)
        if paper is None:
            faults.append(Fault(f"article {rank}", "no title with a link to a paper"))
            continue
        votes = _COUNT.fullmatch(_text(article, ".leading-none, [data-upvotes]"))
        count = int(votes[0]) if votes else 0
        papers.append(paper)
        listings.append(
            Listing(paper_id=paper.id, source=SOURCE, list_date=day, rank=rank, observed=observed, upvotes=count)
        )
    if not papers:
        return Fetched(ok=False, note="the page has no papers", faults=(Fault("the page", "it has no papers"),))
    return Fetched(papers=tuple(papers), listings=tuple(listings), faults=tuple(faults))


def _daily_papers(props: str) -> list[object]:
    """The list of papers in a component's properties."""
    try:
        return _find(json.loads(props), MAX_DEPTH)
    except (ValueError, RecursionError):
        return []


def _find(value: object, depth: int) -> list[object]:
    if depth == 0 or not isinstance(value, dict):
        return []
    found = value.get("dailyPapers")
    if isinstance(found, list) and found:
        return found
    return next((deeper for each in value.values() if (deeper := _find(each, depth - 1))), [])


def _day(head: str) -> date | None:
    """The newest date that the head links to as its own: `previous` and `next` links come later in the page."""
    found = _DAY.search(head)
    return values.day(found[1]) if found else None


def _paper(article: LexborNode) -> Paper | None:
    for anchor in article.css("h1 a[href], h2 a[href], h3 a[href], h4 a[href]"):
        title = values.text(anchor.text(separator=" "), values.MAX_TITLE)
        href = anchor.attributes.get("href") or ""
        link = f"https://huggingface.co{href}" if href.startswith("/papers/") else href
        if title and (paper_id := canonical_id(link) or weak_id(title)):
            return Paper(
                id=paper_id,
                title=title,
                url=url_of(paper_id) or values.link(link),
                abstract=values.text(_text(article, "p"), values.MAX_ABSTRACT),
                authors=values.names(each.attributes.get("title") for each in article.css("li[title]")),
                described_by=FILE,  # a page shows abstracts cut short
            )
    return None


def _text(article: LexborNode, selector: str) -> str:
    node = article.css_first(selector)
    return node.text(separator=" ").strip() if node else ""
