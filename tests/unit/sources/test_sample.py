"""The bundled sample is true, whole, and ours."""

import gzip
import json
from datetime import UTC, date, datetime

from adapters.sources.parse.daily import from_value
from adapters.sources.sample import Sample, sample
from bot.papers.identity import is_strong

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_the_sample_has_about_thirty_whole_papers():
    fetched = sample(NOW)
    assert 28 <= len(fetched.papers) <= 40
    assert len({paper.id for paper in fetched.papers}) == len(fetched.papers) == len(fetched.listings)
    for paper in fetched.papers:
        assert is_strong(paper.id)
        assert paper.published
        assert paper.authors
        assert paper.keywords
        assert paper.abstract == paper.tldr
        assert 60 < len(paper.tldr) < 300
        assert paper.tldr.endswith(".")


def test_the_sample_is_ranked_by_upvotes_and_listed_today():
    listings = sample(NOW).listings
    assert [listing.rank for listing in listings] == list(range(1, len(listings) + 1))
    assert [listing.upvotes for listing in listings] == sorted((x.upvotes for x in listings), reverse=True)
    assert {listing.list_date for listing in listings} == {NOW.date()}


async def test_the_sample_comes_once():
    first = await Sample().fetch("", NOW)
    again = await Sample().fetch(first.cursor, NOW)
    assert first.papers
    assert again.ok
    assert not again.papers
    assert again.note


def test_every_fact_of_the_sample_is_as_it_was_recorded_and_no_text_is_copied(shared):
    ours = {paper.id: paper for paper in sample(NOW).papers}
    numbers = {paper_id.removeprefix("arxiv:") for paper_id in ours}
    upvotes = {listing.paper_id: listing.upvotes for listing in sample(NOW).listings}
    found = set()
    for file in sorted((shared / "data" / "hf_daily_papers").glob("*.jsonl.gz")):
        with gzip.open(file, "rb") as lines:
            for line in lines:
                archived = json.loads(line)
                body = archived["body"]["data"] if isinstance(archived["body"], dict) else archived["body"]
                heads = ((each, each[:60] if isinstance(each, str) else each["paper"]["id"]) for each in body)
                items = [each for each, head in heads if any(number in head for number in numbers)]
                fetched = from_value(items, date.fromisoformat(archived["date"]), NOW)
                for paper, listing in zip(fetched.papers, fetched.listings, strict=True):
                    mine = ours[paper.id]
                    assert (paper.title, paper.published) == (mine.title, mine.published)
                    assert paper.authors[:10] == mine.authors
                    assert mine.tldr not in {paper.tldr, paper.abstract}
                    words = mine.tldr.split()
                    runs = (" ".join(words[at : at + 9]) for at in range(len(words) - 8))
                    assert not any(run in f"{paper.abstract} {paper.tldr}" for run in runs)
                    if listing.upvotes == upvotes[paper.id]:
                        found.add(paper.id)
    assert found == set(ours)
