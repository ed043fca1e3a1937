"""Slack's errors in the outbox's words.

Codes: https://docs.slack.dev/reference/methods/chat.postMessage#errors. `ok: false` comes with HTTP 200; a 5xx has
any body, so nothing here indexes a body unguarded.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.model.delivery import Ambiguous, Dead, Refused, Rejected, RetryAfter, Scope

HOURS = 3_600.0
DEFAULT_WAIT = 30.0  # seconds, for a 429 without a readable Retry-After
LONGEST_WAIT = 24 * HOURS

INVITE = "Invite Paperboy into the channel: /invite @Paperboy."
REFUSED = {
    "channel_not_found": ("Slack does not find the channel, or Paperboy is not in it", INVITE),
    "not_in_channel": ("Paperboy is not in the channel", INVITE),
    "is_archived": ("the channel is archived", "Unarchive it, or set another channel up."),
    "messages_tab_disabled": (
        "direct messages to Paperboy are switched off",
        "Open the app's page at api.slack.com/apps, App Home, and switch the Messages Tab on.",
    ),
    "cannot_reply_to_message": (
        "the digest's thread takes no replies",
        "Use another layout: `settings layout cards`.",
    ),
    "ekm_access_denied": (
        "the workspace's owners have suspended posting (EKM)",
        "Ask an owner of the workspace to allow it again.",
    ),
    "no_permission": ("Paperboy may not post in the channel", "Ask an admin to let apps post there."),
    "access_denied": ("Paperboy may not post in the channel", "Ask an admin to let apps post there."),
}
RESTRICTED = (
    "only some members may post in the channel",
    "Channel settings, Posting permissions: allow Paperboy or everyone.",
)
REINSTALL = "Install Paperboy into the workspace again (its page at api.slack.com/apps, Install App)."
DEAD = {
    "account_inactive": "Paperboy's account in the workspace is switched off",
    "token_revoked": "the token was revoked",
    "token_expired": "the token has expired",
    "invalid_auth": "the token is not accepted",
    "not_authed": "no token was sent",
    "not_allowed_token_type": "the token is of the wrong kind (a bot token xoxb-… is needed)",
}
NO_SCOPE = "missing_scope"  # says nothing of the token: the channels wait until the permission is there
# The workspace moves into an organization; it comes back by itself.
MIGRATION = {
    "team_added_to_org": "the workspace is being moved into an organization",
    "org_login_required": "the workspace is being moved into an organization",
}
# The message may have been stored all the same: https://docs.slack.dev/reference/methods/chat.postMessage#errors
# ("some aspect of the operation may have succeeded"); a 5xx says nothing about it either.
AMBIGUOUS = {"fatal_error", "internal_error", "service_unavailable"}
RATE_LIMITED = {"ratelimited", "rate_limited"}
SERVER_ERROR = 500
TOO_MANY = 429


Trouble: TypeAlias = RetryAfter | Rejected | Refused | Dead | Ambiguous  # an outcome that is not `Sent`


@dataclass(frozen=True, slots=True)
class Failure:
    """What a failed call tells: Slack's code ("" if none), the HTTP status (0: no answer) and the wait."""

    code: str = ""
    status: int = 0
    wait: float | None = None
    needed: str = ""


def failure(error: SlackApiError) -> Failure:
    """What the error says, whatever its body was: a dictionary, a string, bytes, nothing or no response at all."""
    response: Any = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    headers = getattr(response, "headers", None) or {}
    data = getattr(response, "data", None)
    body = data if isinstance(data, dict) else {}
    code, needed = body.get("error"), body.get("needed")
    return Failure(
        code if isinstance(code, str) else "",
        status if isinstance(status, int) else 0,
        _seconds(headers.get("Retry-After") or headers.get("retry-after")),
        needed if isinstance(needed, str) else "",
    )


def outcome(error: Exception) -> Trouble:
    """What became of a post that raised: surely not accepted, refused, or unknown."""
    match error:
        case SlackApiError():
            return of(failure(error))
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return RetryAfter(None, "Slack cannot be reached", Scope.PLATFORM)
        case TimeoutError():
            return Ambiguous("Slack did not answer in time")
        case aiohttp.ClientError() | OSError():
            return Ambiguous("the connection to Slack broke")
        case _:
            return Ambiguous(f"Slack's answer could not be read ({type(error).__name__})")


def of(found: Failure) -> Trouble:  # noqa: PLR0911 -- one return a kind of outcome
    """The outcome of an answer that was not ok."""
    code = found.code
    if found.status == TOO_MANY or code in RATE_LIMITED:
        return RetryAfter(found.wait or DEFAULT_WAIT, "Slack asked to slow down", Scope.WORKSPACE)
    if code in AMBIGUOUS or found.status >= SERVER_ERROR or (not code and found.status < 300):
        return Ambiguous(f"Slack answered {code or f'HTTP {found.status} without a readable body'}")
    if code in REFUSED:
        return Refused(*REFUSED[code])
    if code.startswith("restricted_action"):
        return Refused(*RESTRICTED)
    if code in MIGRATION:
        return RetryAfter(2 * HOURS, MIGRATION[code], Scope.WORKSPACE)
    if code in DEAD:
        return Dead(DEAD[code], REINSTALL)
    if code == NO_SCOPE:
        lacking = f" ({found.needed})" if found.needed else ""
        return Refused(f"the installation lacks a permission{lacking}", REINSTALL)
    if code == "message_limit_exceeded":
        return RetryAfter(6 * HOURS, "the workspace has used up its messages", Scope.WORKSPACE)
    return Rejected(f"Slack answered {code or f'HTTP {found.status}'}")


def _seconds(value: Any) -> float | None:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return None
    return min(seconds, LONGEST_WAIT) if seconds >= 0 else None
