"""What every router asks of the core, and how this Paperboy is reached."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.channels.opt_in import OptIn
from bot.daily.daily_papers import DailyPapers
from bot.daily.following import Following
from bot.model.channel import Address
from bot.model.mail_links import MailLinks
from bot.ports import Clock, Desk, Store
from bot.search.result import Searcher


@dataclass(frozen=True, slots=True)
class Door:
    """A way in that the front page offers: what to press, where it leads, and what one gets."""

    label: str
    url: str
    says: str = ""
    queries: bool = False  # whether it takes a query along, as `?q=`


@dataclass(frozen=True, slots=True)
class Mail:
    """Papers by mail: who asks addresses, what links in a mail say, who carries it out. `offered`: whether there
    are forms to ask for it; `note` tells readers on this machine why there are none, or what becomes of a letter.
    """

    opt_in: OptIn
    links: MailLinks
    desk: Desk
    offered: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebServices:
    """`home`: this Paperboy's own address, without a slash at its end. `shown`: channels that anybody may read."""

    store: Store
    daily: DailyPapers
    following: Following
    searcher: Searcher
    clock: Clock
    home: str
    doors: tuple[Door, ...] = ()
    shown: tuple[Address, ...] = ()
    mail: Mail | None = None

    @classmethod
    def of(
        cls,
        store: Store,
        searcher: Searcher,
        clock: Clock,
        home: str,
        *,
        doors: tuple[Door, ...] = (),
        shown: tuple[Address, ...] = (),
        mail: Mail | None = None,
    ) -> "WebServices":
        """Over a store."""
        return cls(
            store=store,
            daily=DailyPapers(store.papers, store.lists),
            following=Following(store.index, store.papers),
            searcher=searcher,
            clock=clock,
            home=home,
            doors=doors,
            shown=shown,
            mail=mail,
        )

    @property
    def doors_to_queries(self) -> tuple[Door, ...]:
        """Those that offer to bring what a query matches."""
        return tuple(door for door in self.doors if door.queries)

    @property
    def now(self) -> datetime:
        """The instant."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """The date in UTC, by which papers are listed."""
        return self.clock.now().date()
