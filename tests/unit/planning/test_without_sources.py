"""What a digest says of sources that did not answer."""

from datetime import UTC, datetime, timedelta

from bot.model.source_down import Down
from bot.papers.source_state import down, unheard
from bot.planning.without_sources import MISSED_AFTER, without
from bot.ports import Poll
from tests.each_of import each_of

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SINCE = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
DOWN = (Down("huggingface", SINCE, "HTTP 503"),)


def test_a_source_that_is_down_is_named_with_its_last_answer_in_the_channels_own_time() -> None:
    said = without(DOWN, (), "Asia/Tokyo", NOW)
    assert said == "Papers could not be fetched from huggingface since Friday 20 November, 16:30 (HTTP 503)."


@each_of(("sources", "since"), [(("arxiv",), SINCE), ((), NOW - MISSED_AFTER + timedelta(seconds=1))])
def test_another_channels_source_and_one_failed_poll_are_not_worth_a_word(
    sources: tuple[str, ...], since: datetime
) -> None:
    assert without((Down("huggingface", since, "HTTP 503"),), sources, "UTC", NOW) == ""


def test_a_source_is_down_since_its_last_answer_or_its_first_failure() -> None:
    polls = [
        Poll("huggingface", asked=NOW, ok=False, note="HTTP 503", answered=SINCE, failing=NOW),
        Poll("arxiv", asked=NOW, ok=False, note="timeout", failing=SINCE),
        Poll("rss", asked=NOW, ok=True, answered=NOW),
        Poll("other", asked=NOW, ok=False, note="x", failing=SINCE),
        Poll("ahead", asked=NOW, ok=False, note="x", answered=NOW + timedelta(days=9)),
    ]
    asked = {"huggingface", "arxiv", "rss", "ahead"}
    assert down(polls, asked, NOW) == (
        Down("huggingface", SINCE, "HTTP 503"),
        Down("arxiv", SINCE, "timeout"),
    )


def test_what_nobody_asks_is_not_known_to_list_nothing() -> None:
    polls = [
        Poll("huggingface", asked=SINCE, ok=True, answered=SINCE),
        Poll("arxiv", asked=NOW - timedelta(minutes=100), ok=True, answered=NOW - timedelta(minutes=100)),
        Poll("rss", asked=NOW - timedelta(hours=9), ok=True, answered=SINCE, not_before=NOW),
        Poll("other", asked=NOW, ok=False, note="HTTP 503", failing=SINCE),
    ]
    found = unheard(polls, {"huggingface", "arxiv", "rss", "other", "new"}, NOW)
    assert found == (
        Down("other", SINCE, "HTTP 503"),
        Down("huggingface", SINCE, "it has not been asked since"),
        Down("new", None, "it has not been asked yet"),
    )
    assert without(found[1:], (), "UTC", NOW) == (
        "Papers could not be fetched from huggingface since Friday 20 November, 07:30 (it has not been asked since) "
        "and new (it has not been asked yet)."
    )
