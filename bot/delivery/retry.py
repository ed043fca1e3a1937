"""When to try again: the outbox's own back-off, and what a platform asks for with Retry-After. Pure.

Which outcomes are tried again at all is `next_state`'s business.
"""

import math
import zlib
from datetime import datetime, timedelta

from bot.schedule.believed import LONGEST_WAIT as LONGEST_ASKED

FIRST_WAIT = timedelta(seconds=5)  # then doubled each time: most outages are seconds long
LONGEST_WAIT = timedelta(minutes=30)  # a platform that is back is noticed within the half hour
PATIENCE = 5  # attempts for which a platform's own short Retry-After is believed without our back-off
LOOK_UP_SOON = timedelta(seconds=5)  # a message that was accepted shows in the platform's history by then
# How long a message whose answer was lost may still be on its way: Slack was seen to store one 12 s after the
# connection had dropped. Only after that does "not there" mean that it may be sent again.
STORED_WITHIN = timedelta(seconds=45)


def back_off(attempts: int, token: str) -> timedelta:
    """The outbox's own wait after so many attempts: doubling, capped, spread by up to a fifth.

    The spread comes from the token, so that channels that failed together do not return together and the same
    row always waits the same.
    """
    doubled = FIRST_WAIT * (1 << min(max(attempts, 1) - 1, 16))
    spread = zlib.crc32(f"{token}/{attempts}".encode()) / 0xFFFF_FFFF
    return min(doubled, LONGEST_WAIT) * (0.9 + 0.2 * spread)


def wait_after(attempts: int, token: str, seconds: float | None) -> timedelta:
    """The wait after so many attempts, when the platform asked for so many seconds (None: it did not say)."""
    own, theirs = back_off(attempts, token), asked(seconds)
    wait = own if theirs is None else theirs if attempts <= PATIENCE else max(theirs, own)
    return min(wait, LONGEST_ASKED)


def may_resend_at(last_tried: datetime, attempts: int, token: str) -> datetime:
    """From when on a message that is not there may be sent again."""
    return last_tried + max(STORED_WITHIN, back_off(attempts, token))


def asked(seconds: float | None) -> timedelta | None:
    """A platform's wish as a wait; what makes no sense is no wish, and longer than two days is for ever."""
    if seconds is None or math.isnan(seconds):
        return None
    return timedelta(seconds=min(max(seconds, 0.0), LONGEST_ASKED.total_seconds()))


def next_look_up(elapsed: timedelta) -> timedelta:
    """Look-ups come at half the time already passed, so that they double without being counted."""
    return min(max(elapsed / 2, LOOK_UP_SOON), LONGEST_WAIT)
