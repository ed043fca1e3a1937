"""What becomes of a delivery, word by word, and that no sequence of words loses it or sends it twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.next_state import (
    LOOK_UP_FOR,
    MAX_ATTEMPTS,
    STALE,
    before_its_hour,
    held_back,
    kept_back,
    let_go,
    settle,
    settle_lookup,
)
from bot.delivery.retry import FIRST_WAIT, LONGEST_WAIT, PATIENCE, STORED_WITHIN, back_off
from bot.model.channel import Address, Channel, Pause, Schedule
from bot.model.delivery import (
    Ambiguous,
    Dead,
    Delivery,
    Lookup,
    NotThere,
    Outcome,
    Receipt,
    Refused,
    Rejected,
    RetryAfter,
    Scope,
    Sent,
    State,
    Unknown,
)
from bot.model.digest import DAILY, Digest, Edition
from bot.model.transition import Transition, Wait
from tests.each_of import each_of

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ADDRESS = Address("fake", "w", "c")
ROW = Delivery(
    key=1,
    digest=1,
    address=ADDRESS,
    part=0,
    token="t0",
    state=State.SENDING,
    attempts=1,
    first_tried=NOW,
)
RECEIPT = Receipt("m1")


@each_of("part", [0, 1])
@each_of("plain", [False, True])
@each_of(
    ("outcome", "state"),
    [
        (Sent(RECEIPT), State.SENT),
        (RetryAfter(3, "busy"), State.QUEUED),
        (RetryAfter(None, "HTTP 503"), State.QUEUED),
        (Ambiguous("dropped"), State.AMBIGUOUS),
        (Rejected("too long"), "plain, then parked"),
        (Refused("gone", "invite it"), "given up"),
        (Dead("revoked", "reinstall"), "given up"),
        (RetryAfter(STALE.total_seconds() + 1, "hours"), "given up"),
        (RetryAfter(float("inf"), "for ever"), "given up"),
    ],
)
def test_each_word_leads_to_its_state(outcome: Outcome, state: State | str, part: int, plain: bool) -> None:
    end = settle(replace(ROW, part=part, plain=plain), outcome, NOW)
    match state:
        case "plain, then parked":
            assert end.state is (State.PARKED if plain else State.QUEUED)
            assert end.plain
        case "given up":  # only a whole digest gives its papers back: a begun one has shown some of them
            assert end.state is (State.CANCELLED if part == 0 else State.PARKED)
        case _:
            assert end.state is state
            assert end.plain is plain
    assert (end.due is not None) == (end.state in {State.QUEUED, State.AMBIGUOUS})
    assert (end.receipt is not None) == (end.state is State.SENT)


def test_a_refusal_pauses_the_channel_and_a_dead_installation_the_workspace_each_with_its_fix() -> None:
    refused = settle(ROW, Refused("it was archived", "unarchive it", gone=False), NOW)
    dead = settle(ROW, Dead("the token was revoked", "install it again"), NOW)
    assert (refused.refused, refused.dead) == (Refused("it was archived", "unarchive it"), None)
    assert (dead.refused, dead.dead) == (None, Dead("the token was revoked", "install it again"))


@each_of(
    ("scope", "workspace", "channel"),
    [(Scope.CHANNEL, "w", "c"), (Scope.WORKSPACE, "w", None), (Scope.PLATFORM, None, None)],
)
def test_a_wait_asked_for_is_kept_for_its_scope(scope: Scope, workspace: str | None, channel: str | None) -> None:
    end = settle(ROW, RetryAfter(7.5, "ratelimited", scope), NOW)
    until = NOW + timedelta(seconds=7.5)
    assert end.wait == Wait(
        platform="fake", workspace=workspace, channel=channel, until=until, reason="ratelimited"
    )
    assert end.due == until


def test_our_own_back_off_holds_nobody_else_in_the_workspace() -> None:
    assert settle(ROW, RetryAfter(None, "HTTP 502"), NOW).wait is None


def test_a_wait_too_long_for_today_is_still_kept_for_the_next_digest() -> None:
    end = settle(ROW, RetryAfter(25 * 3600, "message_limit_exceeded", Scope.WORKSPACE), NOW)
    assert end.state is State.CANCELLED
    assert end.wait is not None
    assert end.wait.until == NOW + timedelta(hours=25)


@each_of("seconds", [-5.0, 0.0, float("nan")])
def test_a_wait_that_makes_no_sense_is_at_most_the_usual_one(seconds: float) -> None:
    end = settle(ROW, RetryAfter(seconds, "odd"), NOW)
    assert end.due is not None
    assert NOW <= end.due <= NOW + 1.1 * FIRST_WAIT


def test_a_platform_that_always_says_one_second_is_slowed_down_after_a_while() -> None:
    patient = settle(replace(ROW, attempts=PATIENCE), RetryAfter(1, "busy"), NOW)
    slowed = settle(replace(ROW, attempts=PATIENCE + 1), RetryAfter(1, "busy"), NOW)
    assert patient.due == NOW + timedelta(seconds=1)
    assert slowed.due is not None
    assert slowed.due > NOW + timedelta(minutes=2)


def test_an_endless_retry_ends_with_the_papers_given_back() -> None:
    end = settle(replace(ROW, attempts=MAX_ATTEMPTS), RetryAfter(1, "busy"), NOW)
    assert end.state is State.CANCELLED
    assert "busy" in end.reason


@each_of(
    ("lookup", "state", "words"),
    [
        (Sent(RECEIPT), State.SENT, ""),
        (NotThere(), State.AMBIGUOUS, "not arrived so far"),
        (Unknown("no history scope"), State.PARKED, "not sent again by itself"),
        (RetryAfter(60, "one a minute"), State.AMBIGUOUS, "one a minute"),
        (RetryAfter(None, "HTTP 500"), State.AMBIGUOUS, "HTTP 500"),
        (Dead("token_revoked", "install"), State.AMBIGUOUS, "token_revoked"),
    ],
)
def test_each_look_up_leads_to_its_state(lookup: Lookup, state: State, words: str) -> None:
    end = settle_lookup(replace(ROW, state=State.AMBIGUOUS, plain=True), lookup, NOW)
    assert end.state is state
    assert words in end.reason
    assert end.plain
    assert (end.due is not None) == (state in {State.QUEUED, State.AMBIGUOUS})


def test_a_look_up_that_finds_a_workspace_dead_pauses_it_and_comes_again() -> None:
    dead = Dead("token_revoked", "install")
    assert settle_lookup(replace(ROW, state=State.AMBIGUOUS), dead, NOW).dead == dead


def test_a_wait_that_a_look_up_was_told_for_all_holds_for_all() -> None:
    row = replace(ROW, state=State.AMBIGUOUS)
    until = NOW + timedelta(seconds=60)
    refused = settle_lookup(row, RetryAfter(60, "the token is refused", Scope.PLATFORM), NOW)
    assert refused.wait == Wait(
        platform="fake", workspace=None, channel=None, until=until, reason="the token is refused"
    )
    assert settle_lookup(row, RetryAfter(60, "one a minute"), NOW).wait is None


def test_look_ups_slow_down_and_end() -> None:
    row = replace(ROW, state=State.AMBIGUOUS)
    waits = []
    now = NOW + timedelta(seconds=5)
    while (end := settle_lookup(row, RetryAfter(None, "HTTP 500"), now)).state is State.AMBIGUOUS:
        assert end.due is not None
        waits.append(end.due - now)
        now = end.due
    assert waits == sorted(waits)
    assert max(waits) <= LONGEST_WAIT
    assert end.state is State.PARKED
    assert now - NOW <= LOOK_UP_FOR


def test_what_never_arrives_is_given_up_in_the_end() -> None:
    row = replace(ROW, state=State.AMBIGUOUS, attempts=MAX_ATTEMPTS, last_tried=NOW - LONGEST_WAIT * 2)
    assert settle_lookup(row, NotThere(), NOW).state is State.CANCELLED
    row = replace(ROW, state=State.AMBIGUOUS, first_tried=NOW - STALE * 2, last_tried=NOW - LONGEST_WAIT * 2)
    assert settle_lookup(row, NotThere(), NOW).state is State.CANCELLED


@given(st.integers(1, MAX_ATTEMPTS - 1), st.floats(0, 100))
def test_what_is_not_there_is_sent_again_only_once_it_cannot_be_on_its_way(attempts: int, ago: float) -> None:
    tried = NOW - timedelta(seconds=ago)
    row = replace(ROW, state=State.AMBIGUOUS, attempts=attempts, first_tried=NOW - STALE / 2, last_tried=tried)
    end = settle_lookup(row, NotThere(), NOW)
    if end.state is State.QUEUED:
        assert NOW - tried >= STORED_WITHIN
        assert end.due == NOW
    else:
        assert end.state is State.AMBIGUOUS
        assert end.due is not None
        assert end.due - tried >= STORED_WITHIN
        assert settle_lookup(row, NotThere(), end.due).state is State.QUEUED


def test_back_off_doubles_is_capped_is_spread_and_never_changes_its_mind() -> None:
    waits = [back_off(n, "token") for n in range(1, 40)]
    assert waits == [back_off(n, "token") for n in range(1, 40)]
    for n, wait in enumerate(waits):
        middle = min(FIRST_WAIT * 2**n, LONGEST_WAIT)
        assert 0.9 * middle <= wait <= 1.1 * middle
    spread = {back_off(3, f"token{i}") for i in range(100)}
    assert len(spread) > 90


def test_a_row_not_tried_goes_back_as_it_was() -> None:
    row = replace(ROW, state=State.QUEUED, plain=True)
    assert let_go(row, NOW) == Transition(delivery=row, state=State.QUEUED, due=NOW, plain=True)


# --- Lateness and pauses


def edition(
    *, zone: str = "UTC", pause: Pause | None = None, slot: str = DAILY, planned: datetime = NOW
) -> Edition:
    channel = Channel(
        key=1, address=ADDRESS, name="c", since=date(2026, 1, 1), schedule=Schedule(zone=zone), pause=pause
    )
    return Edition(
        digest=Digest(local_date=planned.date(), slot=slot, planned=planned),
        channel=channel,
        papers=(),
    )


@each_of(
    ("hours", "zone", "late"),
    [
        (0, "UTC", False),
        (14.9, "UTC", False),  # 23:54 the same day
        (15.1, "UTC", True),
        (5.9, "Asia/Tokyo", False),  # 18:00 there at planning, 23:54 now
        (6.1, "Asia/Tokyo", True),
        (22.9, "America/Los_Angeles", False),  # 01:00 there at planning
    ],
)
def test_a_digest_is_late_once_its_local_day_is_over(hours: float, zone: str, late: bool) -> None:
    assert bool(held_back(edition(zone=zone), NOW + timedelta(hours=hours))) is late


def test_a_digest_due_just_before_midnight_may_be_a_little_late() -> None:
    planned = NOW.replace(hour=23, minute=55)
    assert not held_back(edition(planned=planned), planned + timedelta(minutes=30))
    assert held_back(edition(planned=planned), planned + timedelta(minutes=61))


@each_of(
    ("slot", "ahead", "waits"),
    [
        (DAILY, timedelta(hours=2), True),  # planned by a clock that was ahead, and tried when it is right again
        (DAILY, timedelta(0), False),
        (DAILY, timedelta(days=2), False),  # another date's: nobody waits for days
        ("now-1", timedelta(hours=2), False),
    ],
)
def test_a_digest_that_a_clock_ahead_planned_waits_for_its_hour(slot: str, ahead: timedelta, waits: bool) -> None:
    now = NOW.replace(hour=8)
    mine = edition(slot=slot, planned=now + ahead)
    assert before_its_hour(mine, now) == (now.replace(hour=9) if waits else None)
    assert before_its_hour(mine, now.replace(hour=9)) is None


def test_a_digest_of_the_next_date_waits_for_its_hour_too() -> None:
    """A clock two hours ahead over midnight had planned it, and its date has been left to others since."""
    now = NOW.replace(hour=22, minute=30)
    mine = edition(slot=f"{DAILY} of another clock 7", planned=now + timedelta(hours=11))
    hour = NOW.replace(hour=9) + timedelta(days=1)
    assert before_its_hour(mine, now) == hour
    assert before_its_hour(mine, hour) is None
    silent = replace(mine.channel, pause=Pause(since=now, reason="enough", by="U1"))
    assert held_back(
        replace(mine, channel=silent), hour
    )  # somebody paused the channel, whichever clock planned it


def test_what_waits_for_its_hour_is_not_late_whatever_the_clock_that_planned_it_said() -> None:
    now = NOW.replace(hour=8)
    mine = edition(planned=now + timedelta(hours=2))
    for late in (time(7), None):
        waits = kept_back(ROW, replace(mine, digest=mine.digest._replace(late=late)), now)
        assert waits is not None
        assert (waits.due, waits.in_time) == (now.replace(hour=9), late is not None)


def test_a_digest_that_the_next_one_overtook_is_posted_late_for_its_papers_are_in_no_other() -> None:
    mine, later = edition(), NOW + timedelta(days=1, minutes=1)
    had = replace(mine, channel=replace(mine.channel, last_date=mine.digest.local_date))
    overtaken = replace(mine, channel=replace(mine.channel, last_date=later.date()))
    assert held_back(had, later)
    assert not held_back(overtaken, later)
    tried = replace(ROW, state=State.AMBIGUOUS, last_tried=NOW)
    assert settle_lookup(tried, NotThere(), later).state is State.CANCELLED
    assert settle_lookup(tried, NotThere(), later, overtaken=True).state is State.QUEUED


def test_the_rest_of_a_digest_that_has_begun_is_posted_however_late_for_it_goes_into_no_other() -> None:
    rest = replace(ROW, part=1, state=State.AMBIGUOUS, first_tried=NOW, last_tried=NOW)
    assert settle_lookup(rest, NotThere(), NOW + timedelta(days=1, minutes=1)).state is State.QUEUED


@each_of(
    ("pause", "slot", "held"),
    [
        (Pause(since=NOW, reason="holiday", by="u"), DAILY, True),
        (Pause(since=NOW, reason="holiday", by="u"), "now-1", False),
        (Pause(since=NOW, reason="holiday", by="u", until=NOW), DAILY, False),
        (Pause(since=NOW, reason="holiday", by="u", until=NOW + timedelta(days=1)), DAILY, True),
        (Pause(since=NOW - timedelta(days=1), reason="refused", probe=True), DAILY, False),
        (Pause(since=NOW + timedelta(minutes=1), reason="refused since", probe=True), "now-1", True),
    ],
)
def test_a_pause_since_planning_holds_the_digest_back_unless_it_is_a_probe(
    pause: Pause, slot: str, held: bool
) -> None:
    assert bool(held_back(edition(pause=pause, slot=slot), NOW)) is held


# --- No sequence of words loses a delivery or sends it twice

seconds = st.one_of(st.none(), st.floats(allow_nan=True), st.floats(0, 100_000))
outcomes = st.one_of(
    st.just(Sent(RECEIPT)),
    st.builds(RetryAfter, seconds, st.just("busy"), st.sampled_from(Scope)),
    st.just(Rejected("no")),
    st.just(Refused("no", "fix")),
    st.just(Dead("no", "fix")),
    st.just(Ambiguous("dropped")),
)
lookups = st.one_of(
    st.just(Sent(RECEIPT)),
    st.just(NotThere()),
    st.just(Unknown("?")),
    st.builds(RetryAfter, seconds, st.just("busy")),
)
ENDS = {State.SENT, State.PARKED, State.CANCELLED}


@given(st.lists(st.tuples(outcomes, lookups), max_size=80), st.integers(0, 3))
def test_no_sequence_of_words_loses_a_delivery_or_sends_it_twice(
    words: list[tuple[Outcome, Lookup]], part: int
) -> None:
    row = replace(ROW, state=State.QUEUED, attempts=0, first_tried=None, part=part)
    now = NOW
    perhaps_there = False
    for outcome, lookup in words:
        if row.state is State.AMBIGUOUS:
            end = settle_lookup(row, lookup, now)
            perhaps_there = perhaps_there and not isinstance(lookup, NotThere)
        else:
            assert not perhaps_there, "sent again although it may be there"
            row = replace(
                row,
                state=State.SENDING,
                attempts=row.attempts + 1,
                first_tried=row.first_tried or now,
                last_tried=now,
            )
            end = settle(row, outcome, now)
            perhaps_there = isinstance(outcome, Sent | Ambiguous)
        if end.state in ENDS:
            assert end.reason or end.receipt
            assert end.state is not State.CANCELLED or (part == 0 and not perhaps_there)
            return
        assert end.state in {State.QUEUED, State.AMBIGUOUS}
        assert end.due is not None
        assert now <= end.due <= now + STALE
        row = replace(row, state=end.state, plain=end.plain)
        now = end.due
