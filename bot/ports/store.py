"""All of storage in one bundle."""

from dataclasses import dataclass

from bot.ports.channels import Channels, Workspaces
from bot.ports.discussions import Discussions
from bot.ports.feedback import Feedback
from bot.ports.index import Index
from bot.ports.journal import Journal
from bot.ports.lists import Lists
from bot.ports.mail_requests import MailRequests
from bot.ports.outbox import Outbox
from bot.ports.paper_changes import ChangedPapers
from bot.ports.papers import Papers
from bot.ports.plans import Plans
from bot.ports.retention import Retention
from bot.ports.vault import AdapterFacts, Vault
from bot.ports.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """All of storage, by topic."""

    papers: Papers
    changed_papers: ChangedPapers
    lists: Lists
    journal: Journal
    channels: Channels
    plans: Plans
    outbox: Outbox
    memory: Feedback
    discussions: Discussions
    index: Index
    vault: Vault
    adapter_facts: AdapterFacts
    workspaces: Workspaces
    mail_requests: MailRequests
    retention: Retention
    workers: Workers
