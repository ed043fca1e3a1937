"""The application: what the composition root hands to whoever drives Paperboy (the terminal, the replay)."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bot.app.settings_report import SettingsReport
from bot.app.vital_signs import VitalSigns
from bot.channels.letter_writer import LetterWriter
from bot.channels.opt_in import OptIn
from bot.channels.reach import Reach
from bot.channels.recovery import Recovery
from bot.counters import Counters
from bot.delivery.dispatcher import Dispatcher
from bot.model.mail_links import MailLinks
from bot.model.role import Role
from bot.model.source_set_up import SourceSetUp
from bot.papers.poller import Poller
from bot.ports import Archive, Clock, Desk, Fetched, Finding, Platform, Source, Store
from bot.settings import PaperboySettings

Progress = Callable[[int, int], None]  # (done, total) in the unit of the work at hand


class Database(StrEnum):
    """What is to be done where there is no database yet."""

    MADE = "made"  # it is made: something will be stored
    FOUND = "found"  # nothing can be read: said, and none is made
    SPARED = "spared"  # an empty one in memory serves: nothing of it is needed (help, doctor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Every part, wired."""

    settings: PaperboySettings
    made: str  # where a new database was made; "": there was one
    clock: Clock
    store: Store
    desk: Desk
    dispatcher: Dispatcher
    recovery: Recovery
    poller: Poller
    platforms: tuple[Platform, ...]
    platform_names: Callable[[], Collection[str]]  # of every platform there is, whether it runs or not
    settings_report: Callable[[], SettingsReport]  # of every platform there is, whether it runs or not
    archives: Mapping[str, Archive]
    source_set_ups: Callable[[], Sequence[SourceSetUp]]  # of every source there is, whether it is asked or not
    trial: Callable[[str], Source]  # a source to be tried out, by its name or a feed's address; raises UserError
    counters: Counters
    zone: str  # of the terminal's channels
    sample: Callable[[], Fetched]
    read_files: Callable[[Sequence[Path], date, Progress], Iterator[Fetched]]
    backup: Callable[[Path], Awaitable[None]]
    move: Callable[[str, Callable[[str, int, int], None]], Awaitable[int]]  # all of it to another database; rows
    rotate_key: Callable[[], Awaitable[tuple[int, int]]]  # secrets sealed anew, and those that no key opens
    keep_database: Callable[[], Awaitable[None]]  # into its file, which must be the one that was opened
    check: Callable[[], Awaitable[Sequence[Finding]]]  # storage, sources, clock, zones
    claim_delivery: Callable[
        [Collection[Role]], AbstractAsyncContextManager[str]
    ]  # one process, or one of several that share the work, with these roles; a sentence if there is one to say
    roles: frozenset[Role]  # what this process does
    signs: VitalSigns
    mail_links: MailLinks
    opt_in: OptIn
    letter_writer: LetterWriter
    reach: Reach
    configured: Callable[[], Collection[str]]  # platforms that are set up, whether they run in this process or not


class OpenApplication(Protocol):
    """Opens the application: with every configured platform if `serving`, else with the terminal alone.

    With `announce` the web is served from the first moment, and its address is told there.
    """

    def __call__(
        self,
        *,
        serving: bool = False,
        database: Database = Database.MADE,
        announce: Callable[[str], None] | None = None,
    ) -> AbstractAsyncContextManager[Application]:
        """Use with `async with`."""
        ...
