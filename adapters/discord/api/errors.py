"""What Discord's errors mean for a delivery.

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
"""

from typing import Final

import aiohttp
import discord

from bot.errors import UserError
from bot.model.delivery import Ambiguous, Outcome, Refused, Rejected, RetryAfter, Scope

UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_MESSAGE: Final = 10008
ALREADY_ANSWERED: Final = 40060
TOKEN_OVER: Final = frozenset({10015, 10062, 50027})  # the interaction is unknown, or its 15 minutes are over
THREAD_EXISTS: Final = 160004
THREAD_ARCHIVED: Final = 50083

_AGAIN: Final = "then /papers resume, or wait: Paperboy tries again by itself"
_THREADS: Final = "Send Messages in Threads and Create Public Threads"
_GONE: Final = {
    UNKNOWN_CHANNEL: (
        "the channel was deleted",
        "choose another channel and type /papers subscribe there",
    ),
    10004: (
        "Paperboy is no longer in the server",
        "invite Paperboy again; what was set up here is kept meanwhile",
    ),
}
_REFUSED: Final = {
    50001: ("Paperboy cannot see the channel", f"give Paperboy's role View Channel there, {_AGAIN}"),
    50013: (
        "Paperboy may not post in the channel",
        f"give Paperboy's role View Channel and Send Messages there ({_THREADS} in threads and forums), {_AGAIN}",
    ),
    50007: ("Discord lets Paperboy send you no direct message", f"allow direct messages from it, {_AGAIN}"),
    50278: (
        "Discord lets Paperboy send you no direct message",
        f"share a server with Paperboy or add it to your account, {_AGAIN}",
    ),
    40067: ("the forum wants a tag on each post", "choose one: `settings tags:<tag>`"),
    160005: ("the thread is locked", f"unlock it or give Paperboy's role Manage Threads, {_AGAIN}"),
    50008: ("nothing can be posted in this kind of channel", "set Paperboy up in a text channel or a forum"),
    50024: ("nothing can be posted in this kind of channel", "set Paperboy up in a text channel or a forum"),
    200000: ("AutoMod blocked the digest", f"let Paperboy's role pass in Server Settings, AutoMod, {_AGAIN}"),
    200001: (
        "AutoMod blocked the digest's title",
        f"let Paperboy's role pass in Server Settings, AutoMod, {_AGAIN}",
    ),
    240000: ("Discord blocked the digest for a link it takes for harmful", f"report it to Discord, {_AGAIN}"),
}
_OURS: Final = frozenset({50035, 50006, 40005})
_LATER: Final = {
    20016: "the channel's slow mode",
    20028: "the channel's write limit",
    20029: "the server's write limit",
    130000: "Discord is overloaded",
}
BANNED_SECONDS: Final = 600.0  # a 429 without Via is Cloudflare's, whose ban lasts the window of invalid requests
TOKEN_SECONDS: Final = 60.0  # until a refused token is tried again: it may be set right at any time


class OneTryError(aiohttp.ClientError):
    """Discord answered 5xx: whether the message was stored is not known, and nobody may try again unasked."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")


class SlowDownError(aiohttp.ClientError):
    """Discord's rate limit refused a post: not accepted; when it may come again is the outbox's to keep."""

    def __init__(self, seconds: float, scope: Scope) -> None:
        super().__init__(f"{seconds:g} s, {scope}")
        self.seconds, self.scope = seconds, scope


FAMILIES: Final = (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError)


def outcome(error: BaseException) -> Outcome:  # noqa: PLR0911 -- one return a word
    """The word for what came of one attempt to post."""
    match error:
        case SlowDownError(seconds=seconds, scope=scope):
            return RetryAfter(seconds, "Discord's rate limit", scope)
        case discord.RateLimited(retry_after=seconds):
            return RetryAfter(seconds, "Discord's rate limit")
        case discord.LoginFailure():
            return token_refused()
        case discord.HTTPException():
            return _answered(error)
        case UserError():
            return Refused(error.sentence, "take the ids from Discord (Copy Server ID, Copy Channel ID)")
        case aiohttp.ClientConnectorError():
            return RetryAfter(None, "Discord cannot be reached")  # no connection, so nothing was sent
        case _:
            return Ambiguous(f"no answer from Discord ({described(error)})")


def unsent(error: BaseException) -> Outcome:
    """The same for a request that posts nothing: an unclear answer is no answer, and is asked again."""
    found = outcome(error)
    return RetryAfter(None, found.reason) if isinstance(found, Ambiguous) else found


def described(error: BaseException) -> str:
    """The error without what it was about: neither message texts nor addresses go to the log."""
    if isinstance(error, discord.HTTPException):
        return f"HTTP {error.status}, code {error.code}"
    return str(error) if isinstance(error, OneTryError) else type(error).__name__


def token_refused() -> RetryAfter:
    """Nothing can be posted in any server."""
    fix = "make a new one (Developer Portal, Bot, Reset Token) and set DISCORD_TOKEN"
    reason = f"Discord refuses the bot's token: {fix}"
    return RetryAfter(TOKEN_SECONDS, reason, Scope.PLATFORM)


def _answered(error: discord.HTTPException) -> Outcome:  # noqa: PLR0911 -- one return a word
    code, said = error.code, f"Discord says: {described(error)}"
    if code in _GONE:
        return Refused(*_GONE[code], gone=True)
    if code in _REFUSED:
        return Refused(*_REFUSED[code])
    if code in _LATER:
        return RetryAfter(None, _LATER[code])
    if code in _OURS:
        return Rejected(said)
    match error.status:
        case 401:
            return token_refused()
        case 429:
            return RetryAfter(_retry_after(error), "Discord's edge turned Paperboy away (429)", Scope.PLATFORM)
        case status if status >= 500:
            return Ambiguous(said)
        case 403 | 404:
            return Refused(said, f"look at Paperboy's permissions with `paperboy doctor`, {_AGAIN}")
        case _:
            return Rejected(said)


def _retry_after(error: discord.HTTPException) -> float:
    try:
        return max(1.0, float(error.response.headers.get("Retry-After", "")))
    except ValueError:
        return BANNED_SECONDS
