"""Completions while a parameter is typed: at most 25, the likeliest first."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta

from bot.commands.command import Completion, Parameter
from bot.commands.context import Asked
from bot.commands.which_paper import named
from bot.daily.trending import most_upvoted
from bot.errors import QueryError, UserError
from bot.model.paper import Candidate
from bot.papers.identity import ids_named
from bot.ports.request import Choice
from bot.schedule.places import beginning
from bot.schedule.zone_places import zones_of_country
from bot.schedule.zones import check_zone, close_zones, zone_names
from bot.search.vocabulary import matching
from bot.text.cut import cut
from bot.views.card import title

MAX_CHOICES = 25  # https://docs.discord.com/developers/interactions/application-commands
MAX_LABEL = 75  # https://docs.slack.dev/reference/block-kit/composition-objects/option-object
MAX_VALUE = 100  # the shorter of the two platforms' limits
MAX_TYPED = 300
PHRASES = 8  # keywords of several words among the completions of one
QUOTE = '"'
RECENT_DAYS = 3  # whose papers are offered before anything is typed

_FIELD = re.compile(
    r'(?P<head>(?:.*[\s(|,-])?)(?P<field>author:|cat:|source:|@|#)(?P<begun>"[^"]*|[^"\s]*)', re.IGNORECASE
)
_ID = re.compile(r"(?:arxiv:)?\d{2,4}(?:\.\d{0,5})?|(?:doi:)?10\.\S*|(?:openreview|doi|url):\S*", re.IGNORECASE)

DAYS = (
    "weekdays",
    "daily",
    "weekends",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
UNTIL = ("tomorrow", "friday", "monday", "next week", "3d", "1w", "2w", "1 month")
TIMES = tuple(f"{hour:02}:{minute:02}" for hour in (9, 8, 7, 10, 12, 17, 18, *range(24)) for minute in (0, 30))


async def complete(asked: Asked, parameter: Parameter, typed: str) -> Sequence[Choice]:
    """What the parameter may be, given what is typed of it."""
    typed = typed.lstrip()[:MAX_TYPED]
    match parameter.completion:
        case Completion.QUERY:
            found = await _queries(asked, typed)
        case Completion.SUBSCRIPTION:
            found = await _subscriptions(asked, typed)
        case Completion.PAPER:
            found = await _papers(asked, typed)
        case Completion.SAVED:
            found = await _saved(asked, typed)
        case Completion.TIME:
            found = _plain(t for t in dict.fromkeys(TIMES) if t.lstrip("0").startswith(typed.lstrip("0")))
        case Completion.DAYS:
            found = _list(DAYS, typed)
        case Completion.ZONE:
            found = _plain(rank_zones(typed, asked.channel.schedule.zone, asked.request.person.zone))
            found = found or _places(typed) or _plain(close_zones(typed, MAX_CHOICES))
        case Completion.UNTIL:
            found = _plain(_ranked(UNTIL, typed))
        case Completion.SOURCES:
            found = _list(("all", *asked.tools.sources), typed)
        case Completion.NONE:
            found = _plain(_ranked(parameter.choices, typed))
    return found[:MAX_CHOICES]


def rank_zones(typed: str, *own: str) -> list[str]:
    """Zones whose city or name begins so, then those that contain it."""
    wanted = "_".join(typed.split()).casefold()
    names = zone_names()
    if not wanted:
        return list(dict.fromkeys([*(zone for zone in own if zone), "UTC", *(n for n in names if n in _COMMON)]))
    cities = [n for n in names if n.casefold().rpartition("/")[2].startswith(wanted)]
    cities.sort(key=lambda n: n not in _COMMON)
    begins = [n for n in names if n.casefold().startswith(wanted)]
    contains = [n for n in names if wanted in n.casefold()]
    return list(dict.fromkeys((*cities, *begins, *contains)))


def _places(typed: str) -> list[Choice]:
    """The zones of what is no zone's name: what is meant by it, then of cities and countries that begin so."""
    found: dict[str, str] = {}
    with suppress(UserError):  # not typed to its end yet, or several places
        found[check_zone(typed)] = typed
    for name, place in beginning(typed, MAX_CHOICES):
        for zone in place.zones or zones_of_country(name, abroad=True):
            found.setdefault(zone, name.title())
    return [Choice(cut(f"{zone} ({name})", MAX_LABEL), zone) for zone, name in found.items()]


_COMMON = frozenset(
    {
        "America/Los_Angeles",
        "America/New_York",
        "America/Chicago",
        "America/Toronto",
        "America/Sao_Paulo",
        "Europe/London",
        "Europe/Paris",
        "Europe/Berlin",
        "Europe/Zurich",
        "Africa/Lagos",
        "Asia/Dubai",
        "Asia/Kolkata",
        "Asia/Singapore",
        "Asia/Shanghai",
        "Asia/Seoul",
        "Asia/Tokyo",
        "Australia/Sydney",
    }
)


async def _queries(asked: Asked, typed: str) -> list[Choice]:
    """The last word completed from the corpus; what is typed comes first, so that it can be taken as it is.

    Before anything is typed the library's keywords are offered, and in a field the names that it can have.
    """
    known = await asked.tools.foresight.vocabulary(asked.now)
    if not typed.strip():
        return _plain(map(_phrase, known.keywords[:MAX_CHOICES]))
    if field := _FIELD.fullmatch(typed):
        names = {"author:": known.authors, "@": known.authors, "cat:": known.categories, "#": known.categories}
        offered = names.get(field["field"].casefold(), asked.tools.sources)
        begun = field["begun"].lstrip('"')
        found = matching(offered, begun, MAX_CHOICES) if begun.strip() else offered[:MAX_CHOICES]
        if found:
            quoted = field["field"].casefold() == "author:"
            return _plain(
                [typed, *(f"{field['head']}{field['field']}{_phrase(n) if quoted else _bare(n)}" for n in found)]
            )
    start = max((typed.rfind(c) for c in ' ",(|:-'), default=-1) + 1
    head, word = typed[:start], typed[start:]
    words = await asked.store.index.complete(word, MAX_CHOICES) if len(word) >= 2 else ()
    closing = '"' if head.count('"') % 2 else ""
    texts = [typed, *(f"{head}{w}{closing}" for w in words if w.casefold() != word.casefold())]
    if not closing:
        texts += _phrases(known.keywords, typed, start)
    return _plain(text for text in texts if text.strip())


def _phrases(keywords: Sequence[str], typed: str, start: int) -> list[str]:
    """Keywords of several words that go on from all words of the query typed last, or from its last word alone."""
    of_it = max((typed.rfind(c) for c in ",(|:"), default=-1) + 1
    of_it += len(typed[of_it:]) - len(typed[of_it:].lstrip())
    found: dict[str, None] = {}
    for at in dict.fromkeys((of_it, start)):
        if len(typed[at:]) >= 2:
            fit = [each for each in matching(keywords, typed[at:], PHRASES) if " " in each]
            found |= dict.fromkeys(f"{typed[:at]}{_phrase(each)}" for each in fit)
            if fit:
                break
    return list(found)


def _phrase(name: str) -> str:
    """As a query has it: several words in quotes."""
    return f'"{name.replace(QUOTE, "")}"' if len(name.split()) > 1 else name.replace(QUOTE, "")


def _bare(name: str) -> str:
    """A name behind @ or #, which end at a space: of a person the last name."""
    return name.rsplit(maxsplit=1)[-1] if name.split() else name


async def _saved(asked: Asked, typed: str) -> list[Choice]:
    """The channel's saved papers: all of them, or those of whose title each typed word begins a word."""
    kept = [each.paper for each in await asked.store.memory.saved(asked.channel.key)] if asked.known else []
    number = typed.strip().casefold()
    ids = ids_named(typed)
    by_id = [c for c in kept if c.paper.id in ids] or [
        c for c in kept if number and number in c.paper.id.casefold()
    ]
    titles = {title(c): c for c in kept}
    return _choices(by_id or [titles[name] for name in matching(titles, typed, MAX_CHOICES)])


async def _subscriptions(asked: Asked, typed: str) -> list[Choice]:
    known = await asked.store.channels.subscriptions(asked.channel.key) if asked.known else ()
    wanted = typed.casefold()
    found = [s for s in known if wanted in s.query.casefold() or str(s.number).startswith(wanted)]
    choices = [
        Choice(cut(f"{s.number}. {s.query}", MAX_LABEL), s.query if len(s.query) <= MAX_VALUE else str(s.number))
        for s in found
    ]
    return [*choices[: MAX_CHOICES - 1], Choice("* (all of them)", "*")] if len(known) > 1 else choices


async def _papers(asked: Asked, typed: str) -> list[Choice]:
    if pasted := await named(asked, typed):
        return _choices([pasted])
    if _ID.fullmatch(typed.strip()):
        number = typed.strip().casefold()
        prefix = number if ":" in number else f"arxiv:{number}"
        if by_id := await asked.store.papers.by_id_prefix(prefix, MAX_CHOICES):
            return _choices(by_id)
    if len(typed.strip()) < 2:
        today = asked.now.date()
        recent = await asked.store.papers.listed(today - timedelta(days=RECENT_DAYS), today)
        return _choices(most_upvoted(recent, today - timedelta(days=RECENT_DAYS)))
    found: list[Candidate] = []
    for query in (_in_titles(typed), typed):
        try:
            result = await asked.tools.searcher.search(query, asked.now, limit=MAX_CHOICES) if query else None
        except QueryError:  # half a query: its other quote is still to come
            continue
        found += [match.candidate for match in result.matches] if result else []
        if len(found) >= MAX_CHOICES:
            break
    return _choices(list({candidate.key: candidate for candidate in found}.values()))


def _in_titles(typed: str) -> str:
    """A query for titles that have these words, of which the last is still being typed; "" for signs alone."""
    words = re.findall(r"\w+", typed)
    return " ".join([*(f"title:{word}" for word in words[:-1]), *(f"title:{word}*" for word in words[-1:])])


def _choices(found: Sequence[Candidate]) -> list[Choice]:
    return [Choice(cut(title(c), MAX_LABEL), c.paper.id) for c in found if len(c.paper.id) <= MAX_VALUE]


def _list(names: Sequence[str], typed: str) -> list[Choice]:
    """The last of several names with commas between, completed."""
    head, comma, last = typed.rpartition(",")
    taken = {word.strip().casefold() for word in head.split(",")}
    left = [name for name in names if name not in taken]
    return _plain(f"{head}{comma}{name}" for name in _ranked(left, last.strip()))


def _ranked(names: Iterable[str], typed: str) -> list[str]:
    """Names that begin so, then names that contain it."""
    wanted, every = typed.casefold(), list(names)
    begins = [n for n in every if n.startswith(wanted)]
    return [*begins, *(n for n in every if wanted in n and n not in begins)]


def _plain(values: Iterable[str]) -> list[Choice]:
    return [Choice(cut(value, MAX_LABEL), value) for value in values if len(value) <= MAX_VALUE]
