"""What people type, paste, click and fill in; what is read off their heads is theirs, what breaks is ours."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import cache

from adapters.discord.render.escape import clean as discord_clean
from adapters.slack.answering.typed import as_meant, without_mention
from adapters.slack.api.installations import read_installation
from adapters.terminal.safe import safe, safe_lines, safe_url
from adapters.web import paths
from bot.commands.handlers.setup_json import read_setup
from bot.commands.parsing import parse as parse_command
from bot.commands.table import TABLE
from bot.commands.typed_schedule import read_days, read_schedule, read_time
from bot.commands.typed_until import read_until
from bot.daily.elsewhere import elsewhere
from bot.errors import QueryError, UserError
from bot.model.channel import Address, Channel, Schedule
from bot.model.email_address import EmailAddress
from bot.model.paper import Candidate, Paper, Signals
from bot.model.signed_token import LONGEST, opened, signed
from bot.papers.identity import canonical_id, ids_named, title_key, url_of, weak_id
from bot.papers.link_id import link_id
from bot.papers.pasted import bare, links_in, names_in
from bot.query.conjuncts import alternatives
from bot.query.parser import parse
from bot.query.plain_words.as_query import as_query
from bot.query.plain_words.by_whom import by_whom
from bot.query.plain_words.wish import cites, lists, wish
from bot.query.plain_words.words import plain_words
from bot.query.question import pasted, question
from bot.query.reference import cited_title
from bot.query.split import split_queries
from bot.schedule import places
from bot.schedule.zones import check_zone, close_zones
from bot.search.cursor import Cursor
from bot.text.acronyms import long_forms
from bot.text.analyzer import analyze
from bot.text.close_names import closest
from bot.text.folding import fold
from bot.text.sentences import sentences, shorten, summary
from tests.fuzz.target import Target

# Paperboy unpacks the table of places anew each time, for it is rarely asked for; here that would be most of the time.
places._table = cache(places._table)

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
CHANNEL = Channel(key=1, address=Address("slack", "T1", "C1"), name="ml", schedule=Schedule(), since=NOW.date())
KEY = b"k" * 32
OPERATORS = (
    "AND",
    "OR",
    "NOT",
    "ANDNOT",
    "-",
    "!",
    "(",
    ")",
    '"',
    "title:",
    "author:",
    "#cs.CL",
    "*",
    "upvotes>",
    "~",
    "^2",
)


def query(text: str) -> object:
    """The language, the free question, plain words, references, and what separates several."""
    found = question(text), pasted(text), alternatives(text), cited_title(text), lists(text), cites(text)
    with suppress(QueryError):
        found = (*found, *by_whom(text), wish(text), as_query(plain_words(text)))
    with suppress(QueryError):
        again = parse(parse(text).text)
        assert again.text, "a query that was read is written as one"
    return found, split_queries(text)


def command(text: str) -> object:
    """A line as typed in Slack."""
    call = parse_command(as_meant(text), TABLE)
    return parse_command(call.text, TABLE)  # what is offered in a button is read again


def mentioned(text: str) -> object:
    """A message in which Paperboy is named: what is left of it is a command."""
    return parse_command(as_meant(without_mention(text, "U1")), TABLE)


def paged(text: str) -> object:
    """Which page a button leads to: what is read is written as it was, but for noughts in front."""
    cursor = Cursor.read(text)
    assert Cursor.read(str(cursor)) == cursor
    return cursor


def when(text: str) -> object:
    """Times, days, ends of pauses."""
    return read_time(text), read_days(text), read_until(text, NOW, "Europe/Paris")


def where(text: str) -> object:
    """Zones, and whole schedules, which have one: what is no zone is looked for among all places."""
    found: list[object] = [close_zones(text)]
    for read in (read_schedule, check_zone):
        with suppress(UserError):
            found.append(read(text))
    return found


def named(text: str) -> object:
    """A paper, however it was pasted."""
    names = (canonical_id(text), *ids_named(text), *names_in(text), weak_id(text), link_id(text))
    return (
        [url_of(name) for name in names if name],
        links_in(text),
        bare(text),
        title_key(text),
        closest(text, ["save"]),
    )


def placed(text: str) -> object:
    """Links made of a paper's id and address, and of what was searched for, whoever wrote them."""
    paper = Paper(id=f"arxiv:{text}", title=text, url=text)
    signals = Signals(first_listed=NOW.date(), last_listed=NOW.date(), sources=("huggingface",))
    candidate = Candidate(key=1, paper=paper, signals=signals)
    links = [paths.paper(paper.id), paths.paper(text), paths.search(text), paths.keyword(text)]
    links += [
        each.url for each in elsewhere(candidate, (text, f"doi:{text}", f"openreview:{text}")) if each.url != text
    ]
    for link in links:
        assert link.encode("utf-8"), "a link goes into a page as it is"
    return links


def mailed(text: str) -> object:
    """An address that somebody gives, and back again."""
    address = EmailAddress.parse(text)
    assert EmailAddress.parse(address.text) == address
    return address.shown, address.masked


def forged(text: str) -> object:
    """A link's token: nothing but one of ours opens."""
    ours = signed(KEY, "feed", text)
    assert len(ours) > LONGEST or opened(KEY, "feed", ours, NOW) == text
    return opened(KEY, "feed", text, NOW)


def shown(text: str) -> object:
    """What is made of anybody's words before they are shown or searched."""
    quiet = safe(text)
    assert "\x1b" not in quiet
    assert "\x1b" not in safe_lines(text)
    parts = sentences(text), summary(text), shorten(text, 80), fold(text), tuple(long_forms(text)), analyze(text)
    return quiet, safe_url(text), discord_clean(text), parts


TARGETS = (
    Target("query", query, ("title:diffusion AND -gan", '"large language models" OR (rag upvotes>20)'), OPERATORS, 120),
    Target("command", command, ("subscribe diffusion models", "settings picks 3 layout compact", "pause until friday"), ("page:", "all", "<@U1|ada>", "“", "sure"), 80),
    Target("mentions", mentioned, ("<@U1> subscribe rag", "hi, <@U1|paperboy>: help", "Hello <@U1>,:tada: why 2611.00001"), ("<@U1>", "<@U1|", ">", " ", ":", ","), 40),
    Target("pages of a search", paged, ("12.739000.10",), (".", "0", "9999999"), 20),
    Target("times", when, ("9:30am", "mon-fri", "UTC+2", "in 3 days", "every weekday at 17:00", "Berlin"), (":", "am", "-", ","), 60),
    Target("zones", where, ("UTC+2", "Berlin", "9:00 weekdays Europe/Paris"), (":", "-", ",", "GMT"), 0.2),
    Target("names of papers", named, ("https://arxiv.org/abs/2611.00001v2", "10.48550/arXiv.2611.00001", "(arXiv:2611.00001v1 [cs.LG] 26 Nov 2026)"), ("https://", "doi.org/", "arxiv:", "[", ")", "?id=", "/", "%2F"), 120),
    Target("links of mails and feeds", forged, ("YQ.0.x", signed(KEY, "feed", "a")), (".", "=", "0"), 90),
    Target("links to papers", placed, ("2611.00001v2", "10.1234/a(b)c;d", "https://openreview.net/forum?id=aB3"), ("/", "%2F", "?", "#", ":", "//"), 60),
    Target("addresses of mail", mailed, ("Ada <Ada@Lab.org>", "mailto:ada@lab.org|ada", "müller@bücher.example"), ("@", ".", "<", ">", "xn--", "[1.2.3.4]"), 40),
    Target("set-ups", lambda text: read_setup(text, CHANNEL, ("arxiv",)), ('{"paperboy": 1, "schedule": {"at": "09:00", "days": ["mon"]}, "settings": {"picks": 3}, "subscriptions": ["a"]}',), ('"settings"', '"sources"', '"extras"', "null", "1e999", "[["), 80),
    Target("installations", read_installation, (b'{"user_id": "U1", "team_id": "T1", "bot_token": "x", "installed_at": 1.0}',), ('"app_id"', "null", "[]"), 60, False),
    Target("words shown", shown, ("Retrieval-augmented generation (RAG) is used. See Fig. 2.", "\x1b]8;;x\x07"), ("(", ")", ". ", "\x1b[", "\u202e"), 30),
)  # fmt: skip
