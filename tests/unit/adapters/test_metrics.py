"""The counters come out in Prometheus' own text format."""

from prometheus_client.parser import text_string_to_metric_families

from adapters.web.metrics import exposition
from bot.counters import Counters


def test_counts_timings_and_gauges_are_exposed():
    counters = Counters()
    counters.inc("deliveries", platform="slack", state="sent")
    counters.inc("deliveries", platform="slack", state="sent")
    counters.observe("attempt_seconds", 0.2, platform="slack")
    counters.observe("attempt_seconds", 99, platform="slack")
    body, media_type = exposition(counters, {"late_seconds": {"": 12.0}, "source_down_seconds": {"arxiv": 5.0}})
    samples = {
        (s.name, tuple(sorted(s.labels.items()))): s.value
        for family in text_string_to_metric_families(body.decode())
        for s in family.samples
    }
    assert media_type.startswith("text/plain")
    assert samples["paperboy_deliveries_total", (("platform", "slack"), ("state", "sent"))] == 2
    assert samples["paperboy_attempt_seconds_bucket", (("le", "0.25"), ("platform", "slack"))] == 1
    assert samples["paperboy_attempt_seconds_bucket", (("le", "+Inf"), ("platform", "slack"))] == 2
    assert samples["paperboy_late_seconds", ()] == 12
    assert samples["paperboy_source_down_seconds", (("source", "arxiv"),)] == 5


def test_each_number_says_which_of_several_workers_it_is_of():
    counters = Counters()
    counters.inc("clock_steps")
    counters.inc("deliveries", platform="slack", state="sent")
    counters.observe("attempt_seconds", 0.2, platform="slack")
    gauges = {"late_seconds": {"": 12.0}, "source_down_seconds": {"arxiv": 5.0}}
    body, _ = exposition(counters, gauges, "one.example:7")
    samples = [s for family in text_string_to_metric_families(body.decode()) for s in family.samples]
    assert {s.labels["worker"] for s in samples} == {"one.example:7"}
    values = {(s.name, s.labels.get("source", s.labels.get("platform", ""))): s.value for s in samples}
    assert values["paperboy_deliveries_total", "slack"] == 1
    assert values["paperboy_source_down_seconds", "arxiv"] == 5
    assert values["paperboy_late_seconds", ""] == 12
