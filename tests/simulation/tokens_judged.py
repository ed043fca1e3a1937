"""When a channel's platform took no token of Paperboy's, and whether `status` said so then, with its true reason."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from storage.rows.instants import to_column
from tests.simulation.run import History, Said
from tests.simulation.scenario import Kind, Room

SAYS = timedelta(seconds=60)  # within which it is recorded that a token is refused
AROUND = timedelta(minutes=3)  # by which a try is before or after a word for certain, by a clock that drifts too
SOON = timedelta(seconds=1)  # which a try may be late
PAUSED, REFUSES = "the whole workspace is paused", "Discord refuses the bot's token"
REASONS = {  # what was done with Slack's token, and the words for it: as it was told, or as Slack answers
    "token_revoked": "the token was revoked",
    "account_inactive": "Paperboy's account in the workspace is switched off",
    "invalid_auth": "the token is not accepted",
    "token_expired": "the token has expired",
}
TOLD = ("Paperboy's token was revoked", "Paperboy was uninstalled", "Paperboy is not installed")
OVER = timedelta(minutes=35)  # after which what waited for Discord's token has come: it is tried ever more rarely


def without_token(history: History, room: Room) -> list[tuple[datetime, datetime]]:
    """The spans in which nothing could be posted there for want of a token."""
    scenario, chat = history.scenario, history.chats[room.platform]
    end = scenario.instant(scenario.seconds)
    if room.platform == "discord":
        return [
            (scenario.instant(e.at), scenario.instant(e.at + e.seconds) + OVER) for e in scenario.of(Kind.RESET)
        ]
    if chat.tokens is None:
        return []
    revoked = [e for e in scenario.of(Kind.REVOKED) if e.place == room.workspace]
    mended = {e: scenario.instant(history.mended.get(e, scenario.seconds)) for e in revoked}
    expired = [(first, last) for workspace, first, last in chat.tokens.spans if workspace == room.workspace]
    if room.workspace in chat.tokens.refused:
        expired.append((chat.tokens.refused[room.workspace], end))
    return sorted([*((scenario.instant(e.at), last) for e, last in mended.items()), *expired])


def status_of_tokens(history: History, room: Room, word: Said) -> Iterator[str]:
    """That a token is refused is said as soon as it is known, with the reason, and not before or after."""
    scenario = history.scenario
    if word.text != "status" or scenario.of(Kind.DISK, Kind.CLOCK, Kind.LOSE_LOG, Kind.DEAD):
        return
    now = word.words.replace(f"({REFUSES}", "")  # why a message is parked may be long past
    said = {each for each in (PAUSED, REFUSES) if each in now}
    spans = without_token(history, room)
    if said and not any(first <= word.answered and word.asked <= last + SAYS for first, last in spans):
        yield f"the token was taken at {word.asked}, and status said: {word.words!r}"
    for first, last in spans:
        known = [
            at for at in _known(history, room) if first <= at < word.asked - SAYS and word.answered < last - OVER
        ]
        if not known or (room.platform == "discord" and not _waits(history, room, word)):
            continue
        if any(known[0] - SAYS <= back and gone <= word.asked for gone, back in history.away):
            continue
        if not said:
            yield f"the token was known to be refused at {known[0]}, and status said at {word.asked}: {word.words!r}"
        elif PAUSED in said and not any(each in word.words for each in (*REASONS.values(), *TOLD)):
            yield f"why the workspace is paused is not said at {word.asked}: {word.words!r}"


def _waits(history: History, room: Room, word: Said) -> bool:
    """Whether a message waited then for Discord, tried before and after that, and not at that moment (where the
    process died meanwhile, nobody knows when it would have been tried).
    """
    ends = [*_known(history, room), *(gone for gone, _ in history.away)]
    if any(word.asked - SOON <= at <= word.answered + SOON for at in ends):
        return False
    tried = to_column(word.asked - AROUND), to_column(word.answered + AROUND)
    sql = "SELECT 1 FROM delivery WHERE platform = 'discord' AND first_tried < ? AND last_tried > ?"
    return bool(history.disk.rows(sql, *tried))


def _known(history: History, room: Room) -> list[datetime]:
    chat = history.chats[room.platform]
    if room.platform == "discord":
        return sorted(chat.refusals)
    return sorted(at for workspace, at in chat.tokens.known if workspace == room.workspace) if chat.tokens else []
