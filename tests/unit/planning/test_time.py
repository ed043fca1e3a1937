"""Planning, when: late and merged digests, pauses, probes, broken schedules, drafts."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.model.channel import Channel, EmptyDay, Pause, Schedule, Settings
from bot.model.digest import DAILY
from bot.model.routine import Routine
from bot.model.source_down import Down
from bot.planning.planner import draft, prepare, slot_of
from bot.ports import DueChannel, Plan
from bot.schedule.repair import repaired
from tests.each_of import each_of
from tests.fakes.papers import NINE, TODAY, candidate, channel, due

PAPERS = (candidate(1, "Diffusion"), candidate(2, "Agents"))
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def plan(asked: DueChannel, now: datetime = NINE) -> Plan:
    (found,) = prepare(now)(PAPERS)([asked])
    return found


def after(plan: Plan) -> Routine:
    """The routine as the store keeps it once this is written."""
    assert plan.turn is not None
    turn = plan.turn
    return replace(
        plan.due.routine, next_due=turn.next_due, last_date=turn.last_date, pause=turn.pause, missed=turn.missed
    )


def test_a_due_channel_gets_its_digest_and_moves_on_to_the_next_day() -> None:
    found = plan(due("diffusion"))
    assert found.digest is not None
    assert (found.digest.local_date, found.digest.slot, found.digest.note) == (TODAY, DAILY, "")
    assert found.digest.planned == NINE
    assert found.deliver
    assert (after(found).last_date, after(found).next_due) == (TODAY, NINE + DAY)


def test_asked_twice_there_is_one_digest_for_the_date() -> None:
    asked = due("diffusion")
    again = asked._replace(routine=replace(after(plan(asked)), next_due=NINE))
    found = plan(again, NINE + HOUR)
    assert found.digest is None
    assert after(found).next_due == NINE + DAY


def test_a_channel_that_is_not_due_is_left_alone() -> None:
    for next_due in (NINE + HOUR, None):
        asked = due("diffusion", next_due=next_due)
        assert plan(asked).digest is None
    assert after(plan(due(next_due=NINE + HOUR))).next_due == NINE + HOUR


def test_a_late_digest_is_posted_the_same_day_and_says_so() -> None:
    found = plan(due("diffusion"), NINE + 5 * HOUR)
    assert found.digest is not None
    assert (found.digest.note, found.digest.late) == ("", time(9))
    assert after(found).next_due == NINE + DAY


def test_a_few_minutes_are_not_late() -> None:
    digest = plan(due("diffusion"), NINE + timedelta(minutes=10)).digest
    assert digest is not None
    assert (digest.note, digest.late) == ("", None)


def test_a_day_that_is_over_merges_into_the_next() -> None:
    missed = due("diffusion", next_due=NINE - 2 * DAY, last_date=TODAY - 3 * DAY)
    early = plan(missed, NINE - HOUR)
    assert early.digest is None
    assert after(early).next_due == NINE
    late = plan(missed, NINE + HOUR)
    assert late.digest is not None
    assert late.digest.local_date == TODAY
    assert (
        late.digest.note
        == "No digest could be posted from Wednesday 18 November to Thursday 19 November: this one takes in what "
        "came since then."
    )
    assert len(late.digest.picks) == 1
    assert late.digest.late is None, "that says enough"


# --- Pauses


def paused(until: datetime | None = None, *, probe: bool = False, since: datetime = NINE - DAY) -> Pause:
    return Pause(since=since, reason="holiday", by="" if probe else "U1", until=until, probe=probe)


def test_a_pause_without_end_is_silent_and_not_due() -> None:
    found = plan(due("diffusion", pause=paused()))
    assert found.digest is None
    assert after(found).next_due is None
    assert after(found).pause == paused()


def test_a_pause_goes_on_until_its_end_and_is_due_after_it() -> None:
    until = NINE + 3 * DAY + HOUR
    found = plan(due("diffusion", pause=paused(until)))
    assert found.digest is None
    assert after(found).pause == paused(until)
    assert after(found).next_due == NINE + 4 * DAY


def test_a_pause_that_is_over_ends_by_itself() -> None:
    found = plan(due("diffusion", pause=paused(NINE - HOUR)))
    assert found.digest is not None
    assert after(found).pause is None


def test_a_digest_that_fell_due_during_the_pause_is_not_replayed() -> None:
    found = plan(due("diffusion", pause=paused(NINE + HOUR)), NINE + 2 * HOUR)
    assert found.digest is None
    assert after(found).pause is None
    assert after(found).next_due == NINE + DAY
    assert after(found).last_date == TODAY - DAY


@each_of(("days_paused", "next_try"), [(0, 1), (1, 1), (2, 2), (3, 3), (4, 4), (7, 7), (30, 7)])
def test_a_refusing_channel_is_tried_at_its_hour_ever_more_rarely(days_paused: int, next_try: int) -> None:
    pause = paused(probe=True, since=NINE - days_paused * DAY)
    found = plan(due("diffusion", pause=pause))
    assert found.digest is not None
    assert found.digest.picks
    assert after(found).pause == pause
    assert after(found).next_due == NINE + next_try * DAY


def test_a_probe_whose_day_is_over_waits_for_the_hour() -> None:
    pause = paused(probe=True, since=NINE - 2 * HOUR)
    found = plan(due("diffusion", pause=pause, next_due=NINE - DAY), NINE - HOUR)
    assert found.digest is None
    assert after(found).next_due == NINE


# --- Empty days


@each_of(("policy", "deliver"), [(EmptyDay.LINE, True), (EmptyDay.SILENT, False)])
def test_an_empty_day_is_recorded_and_said_as_the_channel_wants(policy: EmptyDay, *, deliver: bool) -> None:
    found = plan(due("knitting", settings=Settings(empty_day=policy)))
    assert found.digest is not None
    assert found.digest.picks == ()
    assert found.deliver is deliver
    assert found.digest.note == "None of the 2 new papers matched the keyword."
    assert after(found).next_due == NINE + DAY


SILENT = Settings(empty_day=EmptyDay.SILENT)
DOWN = (Down("huggingface", NINE - DAY, "HTTP 503"),)


def test_a_silent_day_that_nobody_could_look_at_is_said_in_the_next_digest() -> None:
    (silent,) = prepare(NINE, DOWN)(())([due("diffusion", settings=SILENT)])
    assert silent.digest is not None
    assert silent.digest.note.startswith("Papers could not be fetched from huggingface since")
    assert not silent.deliver
    found = plan(silent.due._replace(routine=after(silent)), NINE + DAY)
    assert found.digest is not None
    assert found.digest.note == (
        "No digest could be posted on Friday 20 November: this one takes in what came since then."
    )
    assert after(found).missed is None


def test_a_quiet_day_is_no_missed_one() -> None:
    assert after(plan(due("knitting", settings=SILENT))).missed is None


def test_missed_days_are_said_though_a_silent_one_came_first() -> None:
    asked = due("knitting", settings=SILENT, next_due=NINE - 2 * DAY, last_date=TODAY - 3 * DAY)
    silent = plan(asked)
    assert not silent.deliver
    found = plan(due("diffusion")._replace(routine=after(silent)), NINE + DAY)
    assert found.digest is not None
    assert found.digest.note.startswith("No digest could be posted from Wednesday 18 November to")


def test_what_is_asked_for_out_of_turn_says_which_source_is_missing() -> None:
    for slot in (DAILY, slot_of(NINE)):
        (found,) = draft(NINE, slot, DOWN)(PAPERS)([due("diffusion")])
        assert found.digest is not None
        assert found.digest.picks
        assert found.digest.note.startswith("Papers could not be fetched from huggingface since")


@each_of(
    ("asked", "papers", "note"),
    [
        (due("knitting", "sewing"), PAPERS, "None of the 2 new papers matched any of the 2 keywords."),
        (due("knitting"), PAPERS[:1], "The new paper did not match the keyword."),
        (due("diffusion"), (), "No papers were listed since Friday 6 November."),
        (due("diffusion", since=TODAY + DAY), PAPERS, "No papers were listed since Saturday 21 November."),
        (
            due("diffusion", settings=Settings(sources=("arxiv", "rss"))),
            PAPERS,
            "No papers from arxiv or rss were listed since Friday 6 November.",
        ),
        (
            due("diffusion", seen=frozenset({1})),
            [candidate(1, "Diffusion", listed=TODAY - DAY)],
            "No papers were listed since the digest of Thursday 19 November.",
        ),
        (
            due("diffusion", seen=frozenset({1})),
            PAPERS,
            "One paper matched, but this channel has had or hidden it.",
        ),
        (
            due("diffusion | agents", seen=frozenset({1}), hidden=(2,)),
            PAPERS,
            "2 papers matched, but this channel has had or hidden them all.",
        ),
        (
            due("diffusion", settings=Settings(min_upvotes=10)),
            PAPERS,
            "One paper matched, but with fewer than 10 upvotes so far.",
        ),
        (
            due(),
            [candidate(1, "Diffusion", listed=TODAY - 5 * DAY, added=NINE)],
            "Nothing is left of the newest days' papers: all were posted here already.",
        ),
    ],
)
def test_an_empty_digest_says_why(asked: DueChannel, papers: list, note: str) -> None:
    (found,) = prepare(NINE)(papers)([asked])
    assert found.digest is not None
    assert found.digest.note == note


# --- Broken schedules


def test_a_digest_by_a_schedule_that_stands_in_for_a_broken_one_says_so() -> None:
    found = plan(due("diffusion", schedule=repaired(Schedule(at=time(9), zone="Mars/Olympus"))))
    assert found.digest is not None
    assert "The time zone 'Mars/Olympus' is unknown: UTC is used" in found.digest.note


def test_every_zone_gets_its_own_date_at_one_instant() -> None:
    now = datetime(2026, 11, 20, 10, tzinfo=UTC)
    zones = {"Pacific/Kiritimati": date(2026, 11, 21), "Pacific/Pago_Pago": date(2026, 11, 19)}
    for zone, local in zones.items():
        schedule = Schedule(at=time(0), weekdays=frozenset(range(7)), zone=zone)
        found = plan(due("diffusion", schedule=schedule, last_date=None, next_due=now), now)
        assert found.digest is not None
        assert found.digest.local_date == local


# --- Drafts


def drafted(home: Channel, now: datetime = NINE, slot: str = DAILY) -> Plan:
    (found,) = draft(now, slot)(PAPERS)([due("diffusion", channel=home)])
    return found


@each_of(
    "home",
    [
        channel(),
        channel(next_due=NINE + HOUR),
        channel(next_due=None),
        channel(last_date=TODAY),
        channel(pause=paused()),
    ],
)
def test_a_draft_is_what_the_channel_would_get_now_due_or_not(home: Channel) -> None:
    found = drafted(home, slot=slot_of(NINE))
    assert found.digest is not None
    assert found.digest.slot == "now:2026-11-20T09:00:00.000000Z"
    assert found.digest.local_date == TODAY
    assert [pick.paper for pick in found.digest.picks] == [1]
    assert found.digest.note == ""
    assert found.due.key == home.key
    assert found.turn is None
    assert found.deliver


def test_an_empty_draft_says_why_and_is_not_delivered() -> None:
    (found,) = draft(NINE)(PAPERS)([due("knitting")])
    assert found.digest is not None
    assert found.digest.note.startswith("None of the 2 new papers")
    assert not found.deliver


def test_a_draft_of_a_channel_with_a_broken_zone_says_so() -> None:
    found = drafted(channel(schedule=repaired(Schedule(zone="Mars/Olympus"))))
    assert found.digest is not None
    assert "unknown" in found.digest.note
