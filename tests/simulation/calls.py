"""What becomes of a call to a platform: while that is well or unwell, in a channel alone or everywhere at once."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.email.posting.outcomes import Stage, judged, lost
from bot.model.delivery import Ambiguous, Outcome, RetryAfter, Scope

ON_ITS_WAY = 35.0  # seconds more until a message may be stored whose connection dropped within the first five

NEVER = 10_000.0  # seconds: longer than anybody waits


@dataclass(frozen=True, slots=True)
class Call:
    """What becomes of a call: after how many seconds it is answered and how (None: with what was stored, or, where
    nothing was, by an exception), and after how many the message is stored (None: never).
    """

    seconds: float
    outcome: Outcome | None = None
    stored_after: float | None = None


def drawn(kind: str, chance: random.Random) -> Call:
    """A call of that kind."""
    return CALLS[kind](chance)


def _slow(chance: random.Random) -> Call:
    seconds = 5 + chance.random() * 35
    return Call(seconds, stored_after=seconds * chance.random())


def _dropped_after(chance: random.Random) -> Call:
    seconds = chance.random() * 10
    stored = seconds * chance.random()
    return Call(seconds, Ambiguous(chance.choice(("HTTP 502", "the connection dropped"))), stored)


def _accepted(chance: random.Random) -> Call:
    seconds = 0.05 + chance.random()
    return Call(seconds, stored_after=seconds)


CALLS: dict[str, Callable[[random.Random], Call]] = {
    "accept": _accepted,
    "slow": _slow,
    "throttled": lambda c: Call(0.1, RetryAfter(c.choice([None, 0.0, 3.0, 30.0, 600.0]), "ratelimited")),
    "throttled workspace": lambda c: Call(0.1, RetryAfter(20 + 100 * c.random(), "ratelimited", Scope.WORKSPACE)),
    "throttled everywhere": lambda c: Call(0.1, RetryAfter(5 + 55 * c.random(), "global", Scope.PLATFORM)),
    "unwell": lambda c: Call(0.1, RetryAfter(None, "HTTP 429")),
    "dropped before": lambda c: Call(c.random() * 10, Ambiguous(c.choice(("the connection dropped", "HTTP 503")))),
    "dropped after": _dropped_after,
    "stored later": lambda c: Call(
        c.random() * 5, Ambiguous("the connection dropped"), 5 + c.random() * ON_ITS_WAY
    ),
    "stored much later": lambda c: Call(c.random() * 5, Ambiguous("HTTP 504"), 50 + 200 * c.random()),
    "hangs": lambda c: Call(NEVER, Ambiguous("nobody waits for it")),
    "hangs and stores": lambda c: Call(NEVER, Ambiguous("nobody waits for it"), c.random() * 30),
    "raises": lambda c: Call(0.1),
    "raises and stores": lambda c: Call(0.2, Ambiguous("it broke after it was sent"), 0.1),
}
# What a mail server does; what that means is the adapter's own judgement.
CALLS |= {
    "accepted and lost": _accepted,  # what becomes of a mail after its 250 nobody hears
    "mail 451": lambda c: Call(0.1, judged(Stage.RECIPIENT, 451, "4.7.1 greylisted, try again in 60 seconds")),
    "mail 452": lambda c: Call(0.1, judged(Stage.END, 452, "4.3.1 mailbox busy")),
    "mail 421": lambda c: Call(
        0.1, judged(Stage.SENDER, 421, "4.7.0 too many connections, try again in 30 seconds")
    ),
    "mail 554": lambda c: Call(0.1, judged(Stage.END, 554, "5.6.0 message content rejected")),
    "cut before data": lambda c: Call(c.random() * 10, lost(Stage.DATA, "the connection dropped")),
    "cut after data": lambda c: Call(
        c.random() * 10, lost(Stage.END, "the connection dropped"), c.choice((None, 0.1))
    ),
}
FAIR = {"accept": 1.0}
ROUGH_HERE = {  # in one channel; its neighbours are well
    "accept": 0.4,
    "slow": 0.08,
    "throttled": 0.1,
    "unwell": 0.05,
    "dropped before": 0.08,
    "dropped after": 0.1,
    "stored later": 0.08,
    "hangs": 0.03,
    "hangs and stores": 0.03,
    "raises": 0.02,
    "raises and stores": 0.03,
}
ROUGH = ROUGH_HERE | {"accept": 0.27, "throttled workspace": 0.07, "throttled everywhere": 0.06}
# Discord knows what it stored within minutes by its nonce; of Slack nothing is promised where it takes so long.
NONCES = {"stored much later": 0.06}
MAIL_HERE = {
    "accept": 0.4,
    "accepted and lost": 0.1,
    "slow": 0.05,
    "mail 451": 0.1,
    "mail 452": 0.05,
    "mail 554": 0.05,
    "cut before data": 0.1,
    "cut after data": 0.1,
    "raises": 0.05,
}
MAIL = MAIL_HERE | {"accept": 0.3, "mail 421": 0.1}


def table(platform: str, *, everywhere: bool) -> Mapping[str, float]:
    """What becomes of calls, and how often, while the platform is unwell."""
    if platform == "email":
        return MAIL if everywhere else MAIL_HERE
    kinds = ROUGH if everywhere else ROUGH_HERE
    return kinds | NONCES if platform == "discord" else kinds
