"""The bundled sample's listings count only until a real source lists the paper."""

from datetime import UTC, date, datetime

from bot.model.paper import SAMPLE, Listing
from bot.papers.signals import signals

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def listed(source: str, day: date, upvotes: int) -> Listing:
    return Listing(paper_id="arxiv:1", source=source, list_date=day, rank=1, observed=NOW, upvotes=upvotes)


def test_the_day_the_sample_was_read_dates_no_real_paper():
    sample, real = listed(SAMPLE, NOW.date(), 400), listed("huggingface", date(2025, 1, 22), 350)
    assert signals([sample]).sources == (SAMPLE,)
    total = signals([sample, real])
    assert (total.sources, total.last_listed, total.upvotes) == (("huggingface",), date(2025, 1, 22), 350)
