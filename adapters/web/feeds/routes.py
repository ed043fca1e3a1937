"""The feeds' router."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from adapters.web import paths
from adapters.web.answers.answer import Answers, Make
from adapters.web.answers.content import Content
from adapters.web.asked import text_asked
from adapters.web.feeds.atom import ATOM_TYPE, OPML_TYPE, atom, opml
from adapters.web.feeds.feed import MOST, Feed, feed
from adapters.web.feeds.json_feed import JSON_FEED_TYPE, json_feed
from adapters.web.feeds.markdown import MARKDOWN_TYPE, markdown
from adapters.web.services import WebServices
from bot.channels.feed_link import channel_of, link_key
from bot.daily.period import Kind, parse
from bot.daily.trending import DAYS
from bot.errors import NotFoundError, UserError
from bot.model.channel import Channel
from bot.model.paper import Candidate

DIGESTS = 14  # of a channel, in its feed
FRESH = 300  # seconds that a feed may be gone on with
_TEXT = "text/plain; charset=utf-8"

Write = tuple[Callable[[Feed], str], str]
_FORMS: dict[str, Write] = {"atom": (atom, ATOM_TYPE), "json": (json_feed, JSON_FEED_TYPE)}


def feed_routes(services: WebServices, answers: Answers) -> Sequence[BaseRoute]:
    """Atom and JSON Feed, Markdown of a day, OPML of the channels that are shown."""
    feeds = _Feeds(services)
    made: dict[str, Make] = {"/papers/date/{name}.md": feeds.markdown}
    for form, write in _FORMS.items():
        made[f"/feeds/{form}"] = feeds.papers(write)
        made[f"/feeds/trending/{form}"] = feeds.trending(write)
        made[f"/feeds/channel/{{token}}/{form}"] = feeds.channel(write)
    if services.shown:
        made["/channels/{key:int}.opml"] = feeds.subscriptions
    return [Route(path, answers.endpoint(make, _refused), methods=["GET"]) for path, make in made.items()]


def channel_opml(services: WebServices, channel: Channel, queries: Sequence[str]) -> Content:
    """A channel's subscriptions as feeds."""
    home = services.home
    feeds = [
        (each, f"{home}{paths.with_query(paths.ATOM, q=each)}", f"{home}{paths.keyword(each)}") for each in queries
    ]
    name = f"paperboy-{channel.key}.opml"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Content(opml(f"Papers of {channel.name}", feeds), OPML_TYPE, kept=False, headers=headers)


class _Feeds:
    def __init__(self, services: WebServices) -> None:
        self._services = services

    def papers(self, write: Write) -> Make:
        """The last two days that have a list, or a query's newest papers."""

        async def make(request: Request) -> Content:
            services, text = self._services, text_asked(request).strip()
            if text:
                found = await services.following.newest(text, MOST)
                return self._content(request, write, f"Papers: {text}", paths.search(text), found)
            latest = await services.daily.latest(services.now)
            papers = list(latest.papers)
            if latest.before:  # whoever asks once a day misses nothing that was listed late
                earlier = await services.daily.of(latest.before, services.today)
                known = {each.key for each in papers}
                papers += [each for each in earlier.papers if each.key not in known]
            return self._content(request, write, "Daily Papers", "/papers", papers)

        return make

    def trending(self, write: Write) -> Make:
        """What trends."""

        async def make(request: Request) -> Content:
            services, span = self._services, request.query_params.get("span", "week")
            if span not in DAYS:
                raise UserError(f"There is no span “{span[:40]}”; there are {', '.join(DAYS)}.")
            found = await services.daily.trending(span, services.now)
            page = paths.with_query(paths.TRENDING, span=span)
            return self._content(request, write, f"Trending papers of the {span}", page, found.papers)

        return make

    def channel(self, write: Write) -> Make:
        """A channel's last digests, for whoever has its link."""

        async def make(request: Request) -> Content:
            services = self._services
            store = services.store
            number = channel_of(await link_key(store.vault), request.path_params["token"], services.now)
            last = await store.plans.latest(number)
            channel = last.channel if last else await store.channels.by_key(number)
            if channel is None:
                raise NotFoundError("The channel of this feed is not here any more.")
            digests = await store.plans.recent(number, DIGESTS)
            keys = dict.fromkeys(pick.paper for digest in digests for pick in digest.picks)
            papers = await store.papers.by_key(list(keys))
            made = self._content(request, write, f"Papers of {channel.name}", "/papers", papers)
            return replace(made, kept=False, fresh=0)

        return make

    async def markdown(self, request: Request) -> Content:
        """A day as plain Markdown."""
        services = self._services
        period = parse(request.path_params["name"], Kind.DAY, services.today)
        return Content(markdown(await services.daily.of(period, services.today)), MARKDOWN_TYPE)

    async def subscriptions(self, request: Request) -> Content:
        """A shown channel's keywords."""
        store, key = self._services.store, request.path_params["key"]
        for address in self._services.shown:
            channel = await store.channels.get(address)
            if channel is not None and channel.key == key:
                subscriptions = await store.channels.subscriptions(key)
                return channel_opml(self._services, channel, [each.query for each in subscriptions])
        raise NotFoundError("There is no such channel that everybody may see.")

    def _content(
        self, request: Request, write: Write, title: str, page: str, papers: Sequence[Candidate]
    ) -> Content:
        query = request.scope["query_string"].decode("latin-1")
        address = request.scope["path"] + (f"?{query}" if query else "")
        midnight = datetime.combine(self._services.today, time(), UTC)
        home = self._services.home
        made = feed(papers, title=title, home=home, page=page, address=address, changed=midnight)
        written, media_type = write
        return Content(written(made), media_type, fresh=FRESH)


def _refused(status: int, sentence: str) -> Content:
    return Content(f"{sentence}\n", _TEXT, status=status)
