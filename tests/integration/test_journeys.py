"""What a person does with it from the first day on, on the command line."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.fakes.paper_server import PaperServer
from tests.integration.command_line import NOWHERE, beside, stories


def test_without_internet_the_bundled_sample_makes_the_first_digest(paperboy):
    first = paperboy("run", "--once")
    assert first.status == 0
    assert len(set(stories(first.out))) == 5
    assert "could not be fetched from huggingface" in first.said
    assert "A bundled sample of papers serves instead." in first.said
    assert "next digest comes on" in first.said
    assert "paperboy subscribe" in first.said

    again = paperboy("run", "--once")
    assert again.status == 0
    assert "shown again" in again.said
    assert stories(again.out) == stories(first.out), "the last digest again, and no other"

    more = paperboy("now")
    assert more.status == 0
    assert len(set(stories(more.out))) == 5
    assert not set(stories(more.out)) & set(stories(first.out)), "no paper comes twice"


def test_the_days_papers_are_fetched_and_posted_once(paperboy, monkeypatch):
    with beside(PaperServer(last_weekday())) as server:
        monkeypatch.setenv("HUGGINGFACE_URL", server.url)
        first = paperboy("run", "--once")
        assert (first.status, set(stories(first.out))) == (0, {f"arxiv:{n}" for n in server.numbers}), first.said
        assert "could not be fetched" not in first.said
        again = paperboy("now")
    assert again.status == 0
    assert not stories(again.out)


def test_with_a_platform_there_is_no_demo_channel(paperboy, monkeypatch):
    for name, value in {"BOT_TOKEN": "xoxb-1", "SIGNING_SECRET": "s", "API_URL": NOWHERE}.items():
        monkeypatch.setenv(f"SLACK_{name}", value)
    ended = paperboy("run", "--once")
    assert (ended.status, ended.out) == (0, ""), ended.said
    assert "Fetching today's papers from huggingface…" in ended.said
    assert "There are no channels yet" in paperboy("channel", "list").said


def test_a_subscription_is_previewed_posted_explained_and_shown_in_the_status(paperboy):
    assert paperboy("run", "--once").status == 0
    told = paperboy("subscribe", 'RAG, "language models" reasoning')
    assert told.status == 0
    assert "would have matched" in told.out

    posted = paperboy("now")
    assert posted.status == 0
    assert "matched “RAG” in title" in posted.out

    why = paperboy("why", "2407.01370")
    assert why.status == 0
    assert "RAG" in why.out
    status = paperboy("status")
    assert "could not be asked" in status.out or "huggingface" in status.out
    assert "subscribe" in status.out, "the audit log"


def test_a_backup_taken_and_restored_repeats_nothing_silently(paperboy):
    first = paperboy("run", "--once")
    taken = paperboy("backup", "copy.db")
    assert taken.status == 0
    assert "The copy is copy.db" in taken.said
    for left in Path().glob("data/paperboy.db*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    Path("copy.db").rename("data/paperboy.db")

    restored = paperboy("run", "--once")
    assert restored.status == 0
    assert "restored" in restored.said or "copy" in restored.said
    shown = [line for line in first.out.splitlines() if line[:2] in {"1.", "2.", "3."}]
    assert shown
    assert all(line in restored.out for line in shown), "the last digest is shown again, and no new one is made"


def test_the_sample_makes_way_for_real_papers(paperboy, monkeypatch):
    first = paperboy("run", "--once")
    assert "from the bundled sample" in first.out
    sample = set(stories(first.out))
    with beside(PaperServer(last_weekday())) as server:
        monkeypatch.setenv("HUGGINGFACE_URL", server.url)
        paperboy("run", "--once")
        found, real = set(), {f"arxiv:{n}" for n in server.numbers}
        for words in (("now",), ("trending", "month"), ("search", "language | models | learning")):
            ended = paperboy(*words)
            assert ended.status == 0, ended.said
            assert set(stories(ended.out)) <= real, words
            found |= set(stories(ended.out))
            assert "bundled sample" not in ended.out
        assert found == real
    for paper in sample:
        assert "from the bundled sample" in paperboy("paper", paper).out, "what was posted can still be looked up"


def last_weekday() -> date:
    today = datetime.now(UTC).date()
    return today - timedelta(days=max(0, today.weekday() - 4))
