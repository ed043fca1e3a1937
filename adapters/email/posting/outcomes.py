"""What a mail server's answer means for the outbox. Pure.

The first digit says whether it is for good (5) or for now (4). Whether it is about the address, the message or us
says the enhanced status (RFC 3463) where there is one, else the stage at which it came.
"""

import re
from enum import Enum
from typing import Final

from adapters.email.render.subject import one_line
from bot.model.delivery import Ambiguous, Outcome, Refused, Rejected, RetryAfter, Scope


class Stage(Enum):
    """How far a mail had come, in words for a sentence."""

    CONNECT = "while connecting"
    SIGN_IN = "when signing in"
    SENDER = "about the sender"
    RECIPIENT = "about the address"
    DATA = "before the text"
    END = "about the mail"


OUR_OWN: Final = frozenset({Stage.CONNECT, Stage.SIGN_IN, Stage.SENDER})  # any mail would be refused alike
REST: Final = 300.0  # seconds until a server that refuses us altogether is asked again
SHOWN: Final = 200  # characters of what a server says
_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ABOUT_US: Final = re.compile(
    r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed))|unable to relay"
    r"|not permitted to relay|authentication (?:is )?required|must (?:first )?authenticate",
    re.IGNORECASE,
)
_AGAIN_IN: Final = re.compile(r"\bin (\d{1,5}) ?(s|sec|seconds?|m|min|minutes?)\b", re.IGNORECASE)
_GONE: Final = ("1.", "2.1")  # no such address, mailbox disabled
_FOR_NOW: Final = ("2.2", "4.", "3.")  # full mailbox, routing, the server's system: 5 or not, it may pass
_TEXT: Final = ("6.", "3.4", "2.3")  # content, too large: ours to change
CHECK: Final = "Check the address; subscribe it again once it takes mail."


def judged(stage: Stage, code: int, said: str) -> Outcome:  # noqa: PLR0911 -- a rule a line
    """The outcome of a refusal with this code."""
    text = one_line(said, SHOWN)
    reason = f"the mail server said {stage.value}: {code} {text}".rstrip()
    if stage in OUR_OWN:
        return RetryAfter(_asked(text) or (REST if code >= 500 else None), reason, Scope.PLATFORM)
    if _ABOUT_US.search(text):  # a server that does not know us says so of each address: none of them is at fault
        return RetryAfter(_asked(text) or REST, reason)
    if code == 421:  # it closes the connection, whoever the mail is for
        return RetryAfter(_asked(text), reason, Scope.PLATFORM)
    if code < 500:
        return RetryAfter(_asked(text), reason)
    detail = status(text)
    if stage is Stage.END and (detail.startswith(_TEXT) or (not detail and code in {552, 554})):
        return Rejected(reason)
    if stage is Stage.END and detail.startswith("7."):
        return Rejected(reason)  # taken for spam: the plain text has a second chance
    return refused(reason, detail)


def refused(reason: str, detail: str) -> Refused:
    """An address that takes no mail, for good unless the detail of its status (`1.1`, or "") says else."""
    lasting = not detail or detail.startswith(_GONE)
    if lasting:
        return Refused(reason, CHECK, gone=True)
    fix = "Make room in the mailbox." if detail.startswith("2.2") else "Ask whoever runs that mail server."
    return Refused(reason, fix)


def lost(stage: Stage, why: str) -> Outcome:
    """The connection ended, or nothing came in time. Once the whole mail was given, nobody can tell."""
    if stage is Stage.END:
        return Ambiguous(f"the connection to the mail server was lost after the whole mail was given ({why})")
    scope = (
        Scope.PLATFORM if stage in {Stage.CONNECT, Stage.SIGN_IN} else Scope.CHANNEL
    )  # one mail holds up no other
    return RetryAfter(None, f"the mail server was lost {stage.value} ({why})", scope)


def status(text: str) -> str:
    """`1.1` of `5.1.1`, "" if there is none."""
    found = _STATUS.search(text)
    return f"{found[2]}.{found[3]}" if found else ""


def _asked(text: str) -> float | None:
    """How long a greylisting server says to wait, in seconds."""
    found = _AGAIN_IN.search(text)
    return float(found[1]) * (60 if found[2].lower().startswith("m") else 1) if found else None
