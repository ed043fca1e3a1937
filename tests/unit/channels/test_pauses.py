"""Pauses: a person's and Paperboy's own, and what a channel is after them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.channels import own_pause
from bot.channels.new_channel import new_channel, started
from bot.channels.pauses import paused, resumed
from bot.model.channel import Address, Channel, Pause, Schedule
from bot.model.delivery import Refused
from bot.schedule.due_times import last_instant
from tests.each_of import each_of

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)  # a Friday
DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
HERE = Address("slack", "T1", "C1")
CHANNEL = Channel(
    key=1,
    address=HERE,
    name="papers",
    since=date(2026, 11, 2),
    schedule=Schedule(time(8), zone="UTC"),
    next_due=MONDAY,
    last_date=date(2026, 11, 20),
)
MINE = Pause(NOW, "paused by a person", by="U1")
LEFT = Refused("not in the channel", "Invite it.")
GONE = Refused("the channel was deleted", "Choose another one.", gone=True)


def test_a_pause_with_an_end_is_due_after_it_and_loses_no_paper():
    until = datetime(2026, 11, 25, tzinfo=UTC)
    channel = paused(CHANNEL, Pause(NOW, "rest", by="U1", until=until))
    assert (channel.since, channel.next_due) == (CHANNEL.since, datetime(2026, 11, 25, 8, tzinfo=UTC))


def test_a_pause_without_an_end_is_never_due():
    assert paused(CHANNEL, MINE).next_due is None


def test_resuming_makes_up_for_no_digest_and_loses_no_paper():
    channel = resumed(paused(CHANNEL, MINE), NOW + 10 * DAY)  # a Monday, an hour after its digest would have come
    assert (channel.pause, channel.since) == (None, CHANNEL.since)
    assert channel.next_due == datetime(2026, 12, 1, 8, tzinfo=UTC)


def test_a_refused_channel_is_tried_at_its_hour():
    channel = own_pause.refused(CHANNEL, LEFT, NOW)
    assert channel.pause == Pause(NOW, LEFT.reason, fix=LEFT.fix, probe=True)
    assert channel.next_due == MONDAY


def test_what_is_gone_is_not_tried_by_itself():
    channel = own_pause.refused(CHANNEL, GONE, NOW)
    assert channel.pause is not None
    assert (channel.pause.probe, channel.next_due) == (False, None)


def test_a_later_refusal_brings_its_own_reason_and_keeps_when_the_first_began():
    gone = own_pause.refused(own_pause.refused(CHANNEL, LEFT, NOW), GONE, NOW + DAY)
    assert gone.pause == Pause(NOW, GONE.reason, fix=GONE.fix)
    again = own_pause.refused(gone, LEFT, NOW + 2 * DAY)
    assert again.pause == Pause(NOW, LEFT.reason, fix=LEFT.fix, probe=True)
    assert again.next_due == MONDAY  # the next after Sunday


@each_of("channel", [paused(CHANNEL, MINE), replace(CHANNEL, next_due=None)])
def test_a_persons_pause_and_a_channel_without_digests_stay_as_they_are(channel: Channel):
    assert own_pause.refused(channel, LEFT, NOW) is channel
    assert own_pause.ended(channel, NOW) is channel


def test_a_try_that_works_brings_the_next_digest_the_next_day():
    tried = replace(own_pause.refused(CHANNEL, LEFT, NOW - 30 * DAY), next_due=NOW + 7 * DAY)
    channel = own_pause.ended(tried, NOW)
    assert (channel.pause, channel.next_due, channel.since) == (None, MONDAY, CHANNEL.since)


def test_what_comes_back_from_the_gone_has_digests_again():
    channel = own_pause.ended(own_pause.refused(CHANNEL, GONE, NOW), NOW + DAY)
    assert (channel.pause, channel.next_due) == (None, MONDAY)


def test_a_digest_that_did_not_arrive_today_comes_as_soon_as_it_may():
    refused = own_pause.refused(replace(CHANNEL, last_date=date(2026, 11, 19)), LEFT, NOW)
    assert own_pause.ended(refused, NOW + timedelta(seconds=2)).next_due == NOW + timedelta(seconds=2)
    assert own_pause.ended(refused, NOW + DAY).next_due == MONDAY  # Friday is over


def test_somebody_who_ends_paperboys_own_pause_gets_what_was_held_up():
    refused = own_pause.refused(replace(CHANNEL, last_date=date(2026, 11, 19)), LEFT, NOW)
    assert own_pause.resumed(refused, NOW + timedelta(hours=3)).next_due == NOW + timedelta(hours=3)
    assert own_pause.resumed(paused(CHANNEL, MINE), NOW).next_due == MONDAY


def test_the_very_first_digest_comes_as_soon_as_it_may_too():
    young = replace(CHANNEL, last_date=None, next_due=MONDAY)  # Friday's is planned and refused
    at_its_hour = last_instant(CHANNEL.schedule, NOW.date())
    refused = own_pause.refused(young, LEFT, at_its_hour + timedelta(seconds=5))
    assert own_pause.ended(refused, NOW).next_due == NOW
    assert own_pause.ended(refused, NOW + DAY).next_due == MONDAY  # Friday is over
    before = own_pause.refused(replace(young, next_due=at_its_hour), LEFT, at_its_hour - timedelta(hours=2))
    assert own_pause.ended(replace(before, next_due=MONDAY), NOW).next_due == NOW


def test_a_channel_that_never_had_a_digest_is_owed_none():
    young = replace(started(new_channel(HERE, "papers", CHANNEL.schedule, NOW), NOW), key=1)
    assert own_pause.ended(own_pause.refused(young, LEFT, NOW), NOW).next_due == MONDAY


def test_a_new_channel_begins_with_yesterdays_papers_and_without_digests():
    made = new_channel(HERE, "papers", Schedule(zone="Pacific/Kiritimati"), NOW.replace(hour=11), "U1")
    assert (made.key, made.since, made.next_due, made.owner) == (0, date(2026, 11, 20), None, "U1")
    later = started(made, NOW + 10 * DAY)
    assert later.since == date(2026, 11, 27), "nothing is listed on a weekend: Friday's papers are its first"
    assert later.next_due is not None
