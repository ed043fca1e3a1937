"""The gallery's views: every block and digest layout, with papers whose text is as hostile as real text gets."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.model.channel import Address, Channel, Layout, Pause, Schedule, Settings, Subscription
from bot.model.digest import DAILY, Counts, Digest, Edition, Pick, Reason
from bot.model.paper import Candidate, Paper, Signals
from bot.ports import ChannelSummary
from bot.views.blocks import View
from bot.views.digest import digest_view
from tools.gallery.replies import replies

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
ZONE = "Europe/Paris"
ABSTRACT = (
    "We train a small model to be told what it does not know. Across twelve tasks it asks before it answers, and "
    "errs half as often at a tenth of the cost. We release code, weights and the questions it asked."
)


ASKING = "Asking First: Small Models that Know when to Ask"


def _candidate(key: int, title: str, **more: object) -> Candidate:
    paper = Paper(
        id=f"arxiv:2611.{key:05d}",
        title=title,
        url=f"https://arxiv.org/abs/2611.{key:05d}",
        abstract=ABSTRACT,
        authors=("Ada Lovelace", "Emmy Noether", "Alan Turing", "Grace Hopper", "Kurt Gödel")[: key + 1],
        published=AT.date(),
    )
    signals = Signals(first_listed=AT.date(), last_listed=AT.date(), upvotes=[231, 87, 12, 5, 0][key - 1])
    return Candidate(key=key, paper=replace(paper, **more), signals=signals)  # type: ignore[arg-type]


PAPERS = (
    _candidate(
        1, "Asking First: Small Models that Know when to Ask", code_url="https://github.com/acme/ask", stars=1420
    ),
    _candidate(
        2, "Secure::Key::HSM for <!channel> & *bold* _claims_ in `code` :smile:", organization="Acme & Sons"
    ),
    _candidate(3, "تعلم الآلة للجميع: Machine Learning for Everyone"),
    _candidate(4, r"$\alpha$-Divergence and $G_{stack}$: the \textit{whole} story of <@U012AB3CD>"),
    _candidate(5, "量子化された大規模言語モデルの忘却を測る", url="javascript:alert(1)"),
)
QUERIES = ("small model", '"key management" | HSM', "trending")


def channel(layout: Layout = Layout.CARDS) -> Channel:
    """A channel with this layout."""
    return Channel(
        key=1,
        address=Address("slack", "T1", "C1"),
        name="papers",
        since=date(2026, 11, 1),
        schedule=Schedule(at=time(9), zone=ZONE),
        settings=Settings(layout=layout),
        owner="U1",
        next_due=AT,
    )


def edition(layout: Layout, papers: tuple[Candidate, ...] = PAPERS) -> Edition:
    """A digest in this layout."""
    picks = tuple(
        Pick(each.key, 1.0, (Reason(QUERIES[n % 3], ("title",)),), carried=n == 3, community=n == 2)
        for n, each in enumerate(papers)
    )
    count = len(picks)
    digest = Digest(
        local_date=AT.date(),
        slot=DAILY,
        planned=AT,
        picks=picks,
        counts=Counts(candidates=64, new=41, matched=count + 7, posted=count, carried_over=7),
        note="" if picks else "No paper of today's 41 matched; the nearest was 2 words away.",
    )
    return Edition(digest=digest, channel=channel(layout), papers=papers)


def views() -> Mapping[str, tuple[View, Edition | None]]:
    """Each view by its name, with its edition where it is a digest."""
    digests = {f"digest-{layout}": edition(layout) for layout in Layout} | {
        "digest-empty": edition(Layout.CARDS, ())
    }
    return {name: (digest_view(each), each) for name, each in digests.items()} | {
        name: (view, None) for name, view in replies(channel().address, PAPERS, ZONE, AT, COMMANDS).items()
    }


COMMANDS = (
    ("subscribe", 'subscribe small model, "key management" | HSM, <!here> & co'),
    ("search", "search models that ask"),
    ("saving", "save 2611.00001"),
    ("saved", "saved bibtex"),
    ("list", "list"),
    ("help", "help"),
    ("error", 'subscribe low-rank "adaptation'),
)


def summaries() -> tuple[ChannelSummary, ChannelSummary]:
    """A channel that is well and one that is paused, for App Home and the set-up form."""
    queries = tuple(Subscription(n, query, AT) for n, query in enumerate(QUERIES, 1))
    well = ChannelSummary(channel=channel(), subscriptions=queries, last_digest=AT, saved=12)
    pause = Pause(AT, "the channel is archived", fix="Unarchive it, or set another channel up.", probe=True)
    gone = replace(channel(), key=2, address=Address("slack", "T1", "C2"), name="old-papers", pause=pause)
    return well, ChannelSummary(channel=gone, subscriptions=queries[:1], parked=1)
