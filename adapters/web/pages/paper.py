"""A paper's page, a keyword's, the front page, and what the public channels got."""

from dataclasses import dataclass

from starlette.requests import Request

from adapters.web import paths
from adapters.web.answers.content import Content
from adapters.web.asked import text_asked
from adapters.web.pages.html import render
from adapters.web.pages.plots import upvotes_plot, weeks_plot
from adapters.web.pages.shell import Shell
from adapters.web.services import WebServices
from bot.daily.elsewhere import elsewhere
from bot.daily.following import pace
from bot.daily.keywords import subscription, usable
from bot.daily.period import Kind, containing
from bot.daily.upvotes import upvotes_over_time
from bot.errors import NotFoundError, QueryError, UserError
from bot.model.channel import Address
from bot.model.paper import SAMPLE, Candidate
from bot.papers.bibtex import bibtex
from bot.papers.identity import ids_named
from bot.text.latex import readable
from bot.views.blocks import PaperCard
from bot.views.card import card, title
from bot.views.digest import counts_line, digest_view

PEOPLE = 40  # authors named with a link each
SIMILAR = 5
NEWEST = 20
FRONT = 5  # papers on the front page


@dataclass(frozen=True, slots=True)
class _Channel:
    """A public channel with its last digest."""

    name: str
    said: str
    opml: str
    cards: tuple[PaperCard, ...]


class Pages:
    """Makes them."""

    def __init__(self, services: WebServices, shell: Shell) -> None:
        self._services, self._shell = services, shell

    async def paper(self, request: Request) -> Content:
        """`/papers/2401.01234`, or any other id that the paper goes by."""
        found = await find_paper(self._services, request.path_params["id"])
        services, paper = self._services, found.paper
        sights = await services.store.lists.sights(found.key)
        points = upvotes_over_time(sights.listings)
        alike = await services.searcher.similar(found, services.now, limit=SIMILAR)
        words = [(name, subscription(name)) for name in usable(paper.keywords)][:8]
        sample = found.signals.sources == (SAMPLE,)
        listed = None if sample else found.signals.first_listed
        text = render(
            "paper",
            **self._shell.values,
            here="",
            card=card(found, full=True),
            canonical=f"{services.home}{paths.paper(paper.id)}",
            tldr=readable(paper.tldr),
            listed=listed,
            listed_at=paths.period(containing(listed, Kind.DAY)) if listed else "",
            withdrawn=paper.withdrawn,
            people=[(name, paths.search(_by(name))) for name in paper.authors[:PEOPLE]],
            more_people=max(len(paper.authors) - PEOPLE, 0),
            organization_at=paths.search(_of_field("org", paper.organization)),
            elsewhere=elsewhere(found, sights.ids),
            categories=paper.categories[:10],
            published=paper.published,
            plot=upvotes_plot(points),
            **{"from": f"{points[0].at.day} {points[0].at:%b}" if points else ""},
            until=f"{points[-1].at.day} {points[-1].at:%b %Y}" if points else "",
            words=words,
            query=words[0][1] if words else _title_query(found),
            doors=services.doors_to_queries,
            bibtex=bibtex([paper]).strip(),
            alike=[card(each.candidate) for each in alike.matches],
        )
        return Content(text)

    async def keyword(self, request: Request) -> Content:
        """`/keyword?q=…`: how many a week, the newest papers, and how to get them."""
        services, text = self._services, text_asked(request).strip()
        if not text:
            raise UserError("Which keyword? Its page is /keyword?q= and the keyword.")
        try:
            weeks = await services.following.weeks(text, services.now)
            newest = await services.following.newest(text, NEWEST)
        except QueryError as error:
            raise UserError(f"{text[:80]}: {error.sentence}.") from error
        said = pace(weeks)
        page = render(
            "keyword",
            **self._shell.values,
            here="",
            keyword=text,
            plot=weeks_plot(weeks, said),
            pace=said,
            cards=[card(each) for each in newest],
            doors=services.doors_to_queries,
        )
        return Content(page)

    async def front(self, _request: Request) -> Content:
        """`/`: what Paperboy is, and how to get it."""
        found = await self._services.daily.latest(self._services.now)
        page = render(
            "front",
            **self._shell.values,
            here="",
            doors=self._services.doors,
            heading=found.period.title if found.papers else "Today",
            note="" if found.papers else found.note,
            cards=[card(each) for each in found.papers[:FRONT]],
        )
        return Content(page)

    async def channels(self, _request: Request) -> Content:
        """`/channels`: what those that the operator shows got last."""
        shown = [found for address in self._services.shown if (found := await self._channel(address))]
        if not shown:
            raise NotFoundError("No channel of this Paperboy is shown to everybody.")
        page = render("channels", **self._shell.values, here="", channels=shown)
        return Content(page, kept=False)

    async def nothing(self, request: Request) -> Content:
        """Whatever is not there."""
        raise NotFoundError(f"There is no page “{request.url.path[:80]}” here.")

    async def _channel(self, address: Address) -> _Channel | None:
        store = self._services.store
        channel = await store.channels.get(address)
        if channel is None:
            return None
        edition = await store.plans.latest(channel.key)
        opml = f"/channels/{channel.key}.opml"
        if edition is None:
            return _Channel(channel.name, "Nothing yet", opml, ())
        digest = edition.digest
        cards = {each.id: each for each in digest_view(edition).blocks if isinstance(each, PaperCard)}
        said = f"{digest.local_date.day} {digest.local_date:%B %Y}: {counts_line(digest.counts)}"
        return _Channel(channel.name, said, opml, tuple(cards.values()))


async def find_paper(services: WebServices, name: str) -> Candidate:
    """The paper that a path or an API names. NotFoundError for one that is not here."""
    ids = ids_named(name[:300])
    found = await services.store.papers.by_id(ids) if ids else ()
    if not found:
        raise NotFoundError(f"No paper here has the id “{name[:80]}”. An arXiv number is written like 2401.01234.")
    return found[0]


def _by(name: str) -> str:
    return _of_field("author", name)


def _of_field(field: str, value: str) -> str:
    plain = readable(value).replace('"', " ")
    return f'{field}:"{plain}"'


def _title_query(found: Candidate) -> str:
    """What to subscribe to for papers like one that names no keyword: the words before its colon, or its title."""
    head = title(found).partition(":")[0]
    return subscription(head) if len(head) <= 60 else ""
