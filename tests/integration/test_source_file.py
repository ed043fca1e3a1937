"""`paperboy import`: whatever lies in files and folders, with a fault for what cannot be read."""

import gzip
import json
import os
from datetime import UTC, date, datetime

import pytest

from adapters.sources import file
from bot.errors import UserError
from tests.fakes import bodies

TODAY = date(2026, 11, 20)
LINE = json.dumps({"date": "2026-11-18", "body": [bodies.daily_item("2611.00001", date(2026, 11, 18))]})


def read(*paths):
    return list(file.read(paths, TODAY, lambda done, total: None))


def faults(fetched):
    return [f"{fault.where} {fault.reason}" for each in fetched for fault in each.faults]


def test_json_lines_are_read_a_day_at_a_time_packed_or_not(tmp_path):
    lines = f'{LINE}\n\n{{"date": "x", "body": []}}\nnot json\n{LINE.replace("00001", "00002")}\n'.encode()
    (tmp_path / "a.jsonl").write_bytes(lines)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines))
    for name in ("a.jsonl", "b.jsonl.gz"):
        fetched = read(tmp_path / name)
        listings = [listing for each in fetched for listing in each.listings]
        assert [listing.paper_id for listing in listings] == ["arxiv:2611.00001", "arxiv:2611.00002"]
        assert {listing.list_date for listing in listings} == {date(2026, 11, 18)}
        assert {listing.source for listing in listings} == {"huggingface"}
        assert {listing.observed for listing in listings} == {datetime(2026, 11, 18, 12, 0, tzinfo=UTC)}
        assert len(faults(fetched)) == 2
        assert f'{name} line 3 no {{"date": …, "body": …}}' in faults(fetched)[0]
        assert f"{name} line 4 no whole JSON value" in faults(fetched)[1]


def test_a_day_in_the_name_of_a_file_is_its_day(tmp_path):
    item = bodies.daily_item("2611.00001", TODAY, submittedOnDailyAt=None)
    (tmp_path / "2026-11-17.json").write_bytes(bodies.daily([item]))
    assert read(tmp_path)[0].listings[0].list_date == date(2026, 11, 17)


def test_every_format_in_a_folder_is_read(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.json").write_bytes(bodies.daily([bodies.daily_item("2611.00009", TODAY)]))
    (tmp_path / "sub" / "day.json").write_bytes(bodies.daily([bodies.daily_item("2611.00001", TODAY)]))
    (tmp_path / "arxiv.xml").write_bytes(bodies.query(["2611.00002"]))
    (tmp_path / "feed.xml").write_bytes(bodies.rss(["https://arxiv.org/abs/2611.00003"]))
    (tmp_path / "refs.bib").write_text("@misc{x, title={T}, eprint={2611.00004}}", encoding="utf-8")
    (tmp_path / "page.html").write_text(
        '<html><article><h3><a href="/papers/2611.00005">T</a></h3></article></html>', encoding="utf-8"
    )
    (tmp_path / "page.txt").write_text(
        f"Get trending papers in your email inbox!\nSubscribe\nOne\n{'word ' * 90}", encoding="utf-8"
    )
    fetched = read(tmp_path)
    ids = {paper.id for each in fetched for paper in each.papers}
    assert {f"arxiv:2611.0000{number}" for number in range(1, 6)} == {
        each for each in ids if each.startswith("arxiv")
    }
    assert len(ids) == 6
    assert faults(fetched) == []
    by_id = {listing.paper_id: listing for each in fetched for listing in each.listings}
    assert by_id["arxiv:2611.00002"].list_date == date(2026, 11, 18)
    assert by_id["arxiv:2611.00002"].source == "file"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is empty"),
        (b"\x7fELF\x00\x01", "it is binary"),
        (b"# Notes\n\nSome words.", "it is in no format"),
        (gzip.compress(b"[]" * 50_000)[:-20], "damaged or cut short"),
        (b"\x1f\x8bxx", "damaged or cut short"),
        (b'{"error": "x"}', "x"),
        (b"[", "broken or cut short"),
        (b"<html></html>", "it has no papers"),
        (bodies.query([]), "the feed has no entries"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_fault(tmp_path, body, reason):
    (tmp_path / "odd").write_bytes(body)
    fetched = read(tmp_path / "odd")
    assert all(each.ok for each in fetched)
    (fault,) = faults(fetched)
    assert fault.startswith(str(tmp_path / "odd"))
    assert reason in fault


def test_a_file_too_large_is_one_clear_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(file, "MAX_WHOLE", 1_000)
    (tmp_path / "a.json").write_bytes(b"[" + b" " * 2_000 + b"]")
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(b"[" + b" " * 2_000 + b"]"))
    (tmp_path / "c.jsonl").write_bytes(b'{"date": "2026-11-18", "body": [' + b" " * 2_000 + b"]}")
    reasons = [fault for fault in faults(read(tmp_path)) if "1,000 bytes" in fault]
    assert len(reasons) == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_fault(tmp_path):
    (tmp_path / "a.json").write_bytes(b"[]")
    (tmp_path / "a.json").chmod(0)
    assert "Permission denied" in faults(read(tmp_path))[0]


def test_a_path_that_is_not_there_is_told_before_anything_is_read(tmp_path):
    (tmp_path / "a.json").write_bytes(b"[]")
    with pytest.raises(UserError, match="is not there"):
        read(tmp_path / "a.json", tmp_path / "missing")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match="is no file"):
        read(tmp_path / "pipe")


def test_progress_goes_from_nothing_to_all(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(f"{LINE}\n{LINE}".encode()))
    (tmp_path / "b.json").write_bytes(bodies.daily([]))
    ticks = []
    list(file.read([tmp_path], TODAY, lambda done, total: ticks.append((done, total))))
    total = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert ticks[0] == (0, total)
    assert ticks[-1] == (total, total)
    assert [done for done, _ in ticks] == sorted(done for done, _ in ticks)


def test_real_folders_are_read_with_a_fault_for_what_is_no_list(shared):
    month = shared / "data" / "hf_daily_papers" / "2026-04.jsonl.gz"
    fetched = read(shared / "seeds", month)
    assert sum(len(each.listings) for each in fetched) > 493
    assert len({listing.list_date for each in fetched for listing in each.listings}) > 20
    assert [each.split()[0].rpartition("/")[2] for each in faults(fetched)] == ["README.md"]
