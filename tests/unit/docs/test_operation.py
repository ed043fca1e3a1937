"""The pages for whoever runs Paperboy name files, metrics and commands that there are."""

import re
from pathlib import Path

import pytest

from tests.each_of import each_of

yaml = pytest.importorskip("yaml", reason="an environment of before the lock had it: make dev")

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("deploy/*.md"),
        *ROOT.glob(".github/**/*.md"),
    )
)
OPERATION = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
COUNTED = re.compile(r"counters\.(inc|observe)\(\s*\"(\w+)\"")
GAUGES = re.compile(r"async def gauges\(.*?return \{\n(.*?)\n        \}", re.DOTALL)


def counted():
    """The metrics' names as Prometheus shows them, found where the core counts."""
    for path in (ROOT / "bot").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for how, name in COUNTED.findall(text):
            yield f"paperboy_{name}_total" if how == "inc" else f"paperboy_{name}"
        for gauges in GAUGES.findall(text):
            yield from (f"paperboy_{name}" for name in re.findall(r"^ {12}\"(\w+)\":", gauges, re.MULTILINE))


def told():
    table = OPERATION.partition("<!-- metrics -->")[2].partition("<!-- end of metrics -->")[0]
    return re.findall(r"^\| `(paperboy_\w+)`", table, re.MULTILINE)


@each_of("page", PAGES)
def test_every_file_that_a_page_links_to_is_there(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_the_table_of_metrics_is_that_of_the_code():
    assert sorted(told()) == sorted(set(counted()))


def test_the_alerts_ask_for_metrics_that_there_are():
    (rules,) = (
        text for text in re.findall(r"```yaml\n(.*?)```", OPERATION, re.DOTALL) if text.startswith("groups:")
    )
    alerts = [rule for group in yaml.safe_load(rules)["groups"] for rule in group["rules"]]
    named = {name for rule in alerts for name in re.findall(r"\bpaperboy_\w+", rule["expr"])}
    assert named
    assert named <= set(told())
