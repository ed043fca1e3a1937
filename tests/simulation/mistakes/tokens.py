"""Mistakes with tokens that are revoked, renewed and given anew."""

from typing import Any
from unittest.mock import patch

from adapters.slack.api import token_renewal
from adapters.slack.listeners import uninstall
from bot.channels import own_pause

Patches = list[Any]


def late_farewell_believed() -> Patches:
    async def late(slack: Any, team: str, organization: str, *, org_wide: bool, at: float) -> bool:
        return False

    return [patch.object(uninstall, "_late", late)]


def unheard_is_refused() -> Patches:
    return [patch.object(token_renewal, "_refused", lambda error: True)]


def next_hour_awaited() -> Patches:
    return [patch.object(own_pause, "going_on", lambda channel, now, since=None: channel)]
