"""What the operator is shown of the sources, and of one that is tried out."""

from datetime import UTC, datetime, timedelta

from bot.app.source_overview import SHOWN, source_list, trial_view
from bot.model.paper import Listing, Paper
from bot.model.source_set_up import SourceSetUp
from bot.ports import Fault, Fetched, Poll
from bot.views.plain_text import view_text

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ON = SourceSetUp(name="kites", on=True, configured=True, named=False, turn_on="")
OFF = SourceSetUp(name="planes", on=False, configured=False, named=False, turn_on="set PLANES=1")


def listed(*polls, faults=(), set_ups=(OFF, ON)):
    return view_text(source_list(set_ups, {poll.source: poll for poll in polls}, faults, NOW, "UTC"))


def entry(number, days_ago=0, **more):
    day = NOW.date() - timedelta(days=days_ago)
    paper = Paper(id=f"arxiv:2611.{number:05d}", title=f"Kite {number}", url="https://kites.example/1", **more)
    return paper, Listing(paper_id=paper.id, source="kites", list_date=day, rank=1, observed=NOW)


def tried(*entries, **more):
    papers, listings = [paper for paper, _ in entries], [listing for _, listing in entries]
    return view_text(trial_view("kites", Fetched(papers=tuple(papers), listings=tuple(listings), **more), NOW))


def test_those_that_are_on_come_first_and_one_that_is_off_says_how_to_turn_it_on():
    said = listed()
    assert said.index("kites") < said.index("planes")
    assert "on: it needs nothing" in said
    assert "off: to turn it on: set PLANES=1" in said


def test_why_a_source_is_on_or_off_is_said_in_each_case():
    on = {"on": True, "configured": True}
    assert SourceSetUp(name="x", named=True, turn_on="", **on).why == "named in PAPERBOY_SOURCES"
    assert SourceSetUp(name="x", named=False, turn_on="set X=1", **on).why == "its setting is made"
    off = SourceSetUp(name="x", on=False, configured=True, named=True, turn_on="set X=1")
    assert off.why == "to turn it on: add it to PAPERBOY_SOURCES"
    both = SourceSetUp(name="x", on=False, configured=False, named=True, turn_on="set X=1")
    assert both.why == "to turn it on: add it to PAPERBOY_SOURCES and set X=1"
    sample = SourceSetUp(name="sample", on=False, configured=False, named=False, turn_on="")
    assert "serves by itself" in sample.why


def test_a_source_says_when_it_was_asked_had_something_and_is_asked_next():
    asked = NOW - timedelta(minutes=10)
    said = listed(Poll("kites", asked=asked, fresh=asked, note="a note"))
    assert "asked " in said
    assert "last new papers" in said
    assert "; next " in said
    assert "(a note)" in said
    said = listed(Poll("kites", asked=NOW - timedelta(days=3), ok=False))
    assert "nothing new yet; next at once" in said


def test_what_could_not_be_read_of_a_source_stands_with_it():
    faults = [(NOW, "kites", Fault("entry 1", "no title")), (NOW, "planes", Fault("entry 2", "no wings"))]
    said = listed(faults=faults)
    assert "entry 1: no title" in said


def test_a_trial_shows_ten_entries_and_counts_the_others():
    said = tried(*(entry(number) for number in range(SHOWN + 2)))
    assert "12 entries; 12 would be listed for digests. Nothing was stored." in said
    assert "Kite 9" in said
    assert "Kite 10" not in said
    assert "and 2 more" in said


def test_a_trial_says_what_would_not_come_and_why():
    old = [entry(number, days_ago=40) for number in range(SHOWN + 1)]
    said = tried(
        *old,
        entry(50, withdrawn=True),
        entry(51),
        revisions=(entry(52)[0],),
        faults=tuple(Fault(f"entry {number}", "no title") for number in range(SHOWN + 1)),
        remarks=("a flaw that loses nothing",),
        note="a note",
    )
    assert "1 would be listed" in said
    assert "Kite 0: listed on 2026-10-11, more than 14 days ago" in said
    assert "and 1 more like it" in said
    assert "Kite 50: withdrawn" in said
    assert "Kite 52: a new version" in said
    assert "entry 0: no title" in said
    assert "and 1 more that could not be read" in said
    assert "a flaw that loses nothing" in said
    assert "a note" in said


def test_a_source_that_cannot_be_read_says_so_alone():
    faults = (Fault("kites.example", "HTTP 500"), Fault("entry 1", "no title"))
    said = tried(ok=False, note="HTTP 500", faults=faults)
    assert "It cannot be read: HTTP 500" in said
    assert "kites.example: HTTP 500" not in said
    assert "entry 1: no title" in said
