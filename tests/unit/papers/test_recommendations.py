"""What is like the papers that channels saved: asked about each in turn, and not again too soon."""

from datetime import UTC, datetime, timedelta

from bot.model.paper import Paper
from bot.papers.recommendations import AT_ONCE, EVERY, SOON, Recommendations
from bot.ports import Fetched, Recommended
from tests.each_of import each_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Saved:
    def __init__(self, *ids):
        self.ids = list(ids)

    async def saved_anywhere(self, limit):
        return self.ids[:limit]


class Scholar:
    name = "scholar"

    def __init__(self):
        self.asked, self.failing = [], ""

    def finds(self, paper_id):
        return paper_id.startswith("arxiv:")

    async def like(self, paper_id, now):
        self.asked.append(paper_id)
        if paper_id == self.failing:
            return Fetched(ok=False, note="too many", retry_after=60)
        return Fetched(papers=(Paper(id=f"{paper_id}9", title="Like it", url="https://x.example"),))


def polled(*saved):
    scholar, feedback = Scholar(), Saved(*saved)
    return Recommendations(scholar, feedback), scholar, feedback


async def test_each_saved_paper_is_asked_about_and_what_is_like_it_says_because_of_which():
    source, scholar, _ = polled("arxiv:2611.0001", "url:0123456789abcdef", "arxiv:2611.0002")
    fetched = await source.fetch("", NOW)
    assert scholar.asked == ["arxiv:2611.0001", "arxiv:2611.0002"]
    assert fetched.recommended == (
        Recommended("arxiv:2611.00019", "arxiv:2611.0001"),
        Recommended("arxiv:2611.00029", "arxiv:2611.0002"),
    )
    assert (source.name, fetched.listings, fetched.retry_after) == ("scholar", (), EVERY)


async def test_it_is_not_asked_about_the_same_within_days_and_forgets_what_is_saved_no_more():
    source, scholar, feedback = polled("arxiv:2611.0001")
    first = await source.fetch("", NOW)
    scholar.asked.clear()
    again = await source.fetch(first.cursor, NOW + timedelta(days=2))
    assert (scholar.asked, again.note) == ([], "it was asked about everything that is saved")
    feedback.ids.append("arxiv:2611.0002")
    later = await source.fetch(again.cursor, NOW + timedelta(days=3))
    assert scholar.asked == ["arxiv:2611.0001", "arxiv:2611.0002"]
    feedback.ids.clear()
    empty = await source.fetch(later.cursor, NOW)
    assert (empty.cursor, empty.note) == ("{}", "no channel has saved a paper that it could be asked about")


async def test_many_are_asked_about_in_several_polls():
    source, scholar, _ = polled(*(f"arxiv:2611.{n:04d}" for n in range(AT_ONCE + 5)))
    first = await source.fetch("", NOW)
    assert (len(scholar.asked), first.retry_after) == (AT_ONCE, SOON)
    await source.fetch(first.cursor, NOW)
    assert len(scholar.asked) == len(set(scholar.asked)) == AT_ONCE + 5


async def test_what_is_saved_is_not_recommended():
    source, _, _ = polled("arxiv:2611.0001", "arxiv:2611.00019")
    assert "arxiv:2611.00019" not in {paper.id for paper in (await source.fetch("", NOW)).papers}


async def test_a_failure_keeps_what_was_answered_before_it():
    source, scholar, _ = polled("arxiv:2611.0001", "arxiv:2611.0002", "arxiv:2611.0003")
    scholar.failing = "arxiv:2611.0002"
    fetched = await source.fetch("", NOW)
    assert (fetched.ok, fetched.note, fetched.retry_after) == (True, "too many", 60)
    assert scholar.asked == ["arxiv:2611.0001", "arxiv:2611.0002"]
    again = await source.fetch(fetched.cursor, NOW)
    assert (again.ok, again.retry_after) == (False, 60), "nothing but the failure"
    assert scholar.asked[2:] == ["arxiv:2611.0002"]


@each_of("odd", ["zzz", "[]", "null", '{"a": 1}', '{"arxiv:2611.0001": "2999-01-01"}'])
async def test_an_odd_cursor_is_taken_for_none(odd):
    source, scholar, _ = polled("arxiv:2611.0001")
    await source.fetch(odd, NOW)
    assert scholar.asked == ["arxiv:2611.0001"]
