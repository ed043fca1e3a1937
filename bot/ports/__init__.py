"""What the core needs from outside: topic-sized protocols, shaped by the core's needs.

Adapters implement `Source`, `Sender` and `Listener`; storage implements the rest (one bundle, `Store`).
"""

from bot.ports.channels import Channels, Workspaces
from bot.ports.clock import Clock
from bot.ports.core import ChannelSummary, CoreServices, Desk, Lifecycle, Reactions
from bot.ports.discussions import Discussions
from bot.ports.feedback import Feedback, Saved, Voted
from bot.ports.index import Found, Hit, Index
from bot.ports.journal import PLANNER, AuditEntry, Journal, Poll
from bot.ports.letters import Letter, Letters
from bot.ports.lists import LibraryState, Lists, Sights
from bot.ports.mail_requests import End, MailRequest, MailRequests, Memory, Wish
from bot.ports.outbox import Late, Outbox
from bot.ports.paper_changes import ChangedPapers, PaperChanges, PapersState
from bot.ports.papers import Ingested, Papers
from bot.ports.plans import Decide, DueChannel, History, Plan, Planned, Plans, Prepare, Withdrawn
from bot.ports.platforms import Editor, Finding, Listener, Message, NotYet, Platform, Sender, SetUp, Threads
from bot.ports.retention import Removed, Retention
from bot.ports.sources import Archive, Fault, Fetched, Finder, Recommended, Recommender, Source
from bot.ports.store import Store
from bot.ports.vault import AdapterFacts, Vault
from bot.ports.workers import LeaseKind, LivingWorker, Matter, Workers

__all__ = [
    "PLANNER",
    "AdapterFacts",
    "Archive",
    "AuditEntry",
    "ChangedPapers",
    "ChannelSummary",
    "Channels",
    "Clock",
    "CoreServices",
    "Decide",
    "Desk",
    "Discussions",
    "DueChannel",
    "Editor",
    "End",
    "Fault",
    "Feedback",
    "Fetched",
    "Finder",
    "Finding",
    "Found",
    "History",
    "Hit",
    "Index",
    "Ingested",
    "Journal",
    "Late",
    "LeaseKind",
    "Letter",
    "Letters",
    "LibraryState",
    "Lifecycle",
    "Listener",
    "Lists",
    "LivingWorker",
    "MailRequest",
    "MailRequests",
    "Matter",
    "Memory",
    "Message",
    "NotYet",
    "Outbox",
    "PaperChanges",
    "Papers",
    "PapersState",
    "Plan",
    "Planned",
    "Plans",
    "Platform",
    "Poll",
    "Prepare",
    "Reactions",
    "Recommended",
    "Recommender",
    "Removed",
    "Retention",
    "Saved",
    "Sender",
    "SetUp",
    "Sights",
    "Source",
    "Store",
    "Threads",
    "Vault",
    "Voted",
    "Wish",
    "Withdrawn",
    "Workers",
    "Workspaces",
]
