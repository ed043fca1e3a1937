"""Every command of the command line as it is meant to be used: it does what it says, and says it by its status."""

import asyncio
import io
import json
import re
import shutil
from importlib.metadata import version
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string

from bot.commands.table import TABLE
from bot.wiring import named
from storage.store import open_store
from tests.contract.furnishing import channel
from tests.each_of import each_of

FINE, TROUBLE, MISTAKE = 0, 1, 2


def test_channels_are_added_listed_renamed_and_removed(paperboy, monkeypatch):
    added = paperboy("channel", "add", "team a", "--zone", "Asia/Tokyo")
    assert added.status == FINE
    assert "paperboy subscribe … --channel 'team a'" in re.sub(r"\s+", " ", added.out)
    assert 'There is a channel "team a" already' in paperboy("channel", "add", "team a").said
    listed = paperboy("channel", "list")
    assert "team a  weekdays at 09:00 (Asia/Tokyo)  next: " in listed.out
    assert paperboy("channel", "rename", "team a", "lab").status == FINE
    assert "lab" in paperboy("list", "--channel", "lab").out
    monkeypatch.setattr("sys.stdin", io.StringIO(""))  # nobody there to answer
    refused = paperboy("channel", "remove", "team a")
    assert (refused.status, "add --yes" in refused.said) == (MISTAKE, True)
    assert paperboy("channel", "remove", "team a", "--yes").status == FINE
    assert "no channels yet" in paperboy("channel", "list").said


def test_a_channel_of_a_platform_that_is_not_set_up_is_told_so_at_once(paperboy):
    added = paperboy("channel", "add", "slack:T1:C1")
    assert added.status == FINE
    assert "Nothing is posted there yet: slack is not set up here." in re.sub(r"\s+", " ", added.out)
    assert "not set up" not in paperboy("channel", "add", "ml").out


def test_a_reply_names_the_channel_in_the_commands_that_it_offers(paperboy):
    paperboy("channel", "add", "ml")
    told = paperboy("subscribe", "diffusion", "--channel", "ml")
    assert "paperboy preview --channel ml" in told.out
    assert re.search(r"paperboy preview *$", paperboy("subscribe", "diffusion").out, re.MULTILINE)


def test_a_set_up_moves_from_one_channel_to_another(paperboy):
    paperboy("channel", "add", "ml", "--zone", "Asia/Tokyo")
    paperboy("subscribe", "diffusion model, RAG -video", "--channel", "ml")
    exported = paperboy("export", "--channel", "ml")
    assert json.loads(exported.out)["subscriptions"] == ["diffusion model", "RAG -video"]
    Path("ml.json").write_text(exported.out, encoding="utf-8")
    assert paperboy("import-config", "ml.json").status == FINE
    listed = paperboy("list").out
    assert "RAG -video" in listed
    assert "Asia/Tokyo" in listed


def test_a_query_may_begin_with_minus_or_hold_quoted_phrases(paperboy):
    assert paperboy("subscribe", "-hallucination", "RAG").status == FINE
    assert paperboy("subscribe", "-h", "agents").status == FINE
    assert paperboy("subscribe", "low rank", "|", "LoRA").status == FINE
    queries = json.loads(paperboy("export").out)["subscriptions"]
    assert queries == ["-hallucination RAG", "-h agents", '"low rank" | LoRA']


def test_saved_pages_are_imported_once_found_and_explained(paperboy, shared):
    seeds = sorted(str(path) for path in (shared / "seeds").glob("*.txt"))
    first = paperboy("import", *seeds)
    again = paperboy("import", *seeds)
    assert (first.status, again.status) == (FINE, FINE)
    assert "493 entries: 447 new papers, 0 updated." in first.said
    assert "493 entries: 0 new papers, 0 updated." in again.said
    found = paperboy("search", "continual pre-training")
    assert ". Continual Pre-training of Language Models" in found.out, "it is among the first five of 36"
    (index,) = Path().rglob("*.index")
    shutil.rmtree(index)
    without = paperboy("papers", "/papers Search: continual pre-training")
    assert "There was no search index; it was built from the papers." in without.said
    assert without.out == found.out
    assert paperboy("search", "continual pre-training").said == ""
    assert "would have matched" in paperboy("subscribe", "continual pre-training").out
    assert "matched “continual pre-training” in title" in paperboy("preview").out
    why = paperboy("why", "Continual Pre-training of Language Models")
    assert (why.status, "continual pre-training" in why.out) == (FINE, True)
    saved = paperboy("save", "Continual Pre-training of Language Models")
    assert saved.status == FINE
    assert len(parse_string(paperboy("saved", "bibtex").out).entries) == 1


def test_what_could_not_be_read_is_said_and_shown_in_the_status(paperboy, shared, tmp_path):
    day = next((shared / "seeds").glob("*.txt"))
    (tmp_path / "noise.json").write_bytes(bytes(range(256)) * 8)
    ended = paperboy("import", str(day), "noise.json")
    assert ended.status == FINE
    assert "noise.json: " in ended.said
    assert "noise.json" in paperboy("status").out


def test_the_first_run_and_the_backup_and_the_doctor(paperboy, monkeypatch):
    monkeypatch.setenv("PAPERBOY_PLATFORMS", "terminal")
    first = paperboy("run", "--once")
    assert first.status == FINE
    assert "A bundled sample of papers serves instead." in first.said
    assert "paperboy subscribe diffusion model, RAG" in first.said
    assert paperboy("backup", "copy.db").status == FINE
    assert Path("copy.db").stat().st_size > 0
    assert paperboy("parked").status == FINE
    sick = paperboy("doctor")
    assert sick.status == TROUBLE
    assert re.search(r"\b1 of \d+ checks failed", sick.said)
    assert "To mend it: Check the internet connection" in re.sub(r"\s+", " ", sick.out)
    nothing = paperboy("backfill", "--from", "2026-05-20", "--to", "2026-05-21")
    assert (nothing.status, "Nothing could be fetched" in nothing.said) == (TROUBLE, True)


def test_doctor_looks_at_the_rest_where_one_thing_cannot_be_looked_at(paperboy, monkeypatch):
    for name, value in {"CLIENT_ID": "1.2", "CLIENT_SECRET": "s", "SIGNING_SECRET": "s"}.items():
        monkeypatch.setenv(f"SLACK_{name}", value)

    async def installed():
        async with open_store("data/paperboy.db", secret_key=b"the key of the others") as store:
            await store.vault.put("slack", "T1", "installation", b"{}")
            await channel(store)

    asyncio.run(installed())
    monkeypatch.setenv("PAPERBOY_SECRET_KEY", "another key than the others have")
    sick = paperboy("doctor")
    assert sick.status == TROUBLE
    out = re.sub(r"\s+", " ", sick.out)
    assert "time zones" in out
    for what in ("channels", "slack"):
        assert (
            f"{what} could not be looked at To mend it: The secrets of slack workspace T1 were sealed with" in out
        )


@each_of("name", [command.name for command in TABLE if command.name not in {"import", "help"}])
def test_help_fits_a_screen_and_shows_what_can_be_typed(paperboy, name):
    shown = paperboy(name, "--help")
    assert shown.status == FINE
    assert f"Usage: paperboy {name}" in shown.out
    assert "list[str]" not in shown.out
    assert all(len(line) <= 100 for line in shown.out.splitlines())


def test_the_list_of_commands_cuts_no_line_short(paperboy, monkeypatch):
    shown = paperboy("--help")
    assert "..." not in shown.out.partition("Commands:")[2]
    for command in TABLE:
        assert command.name in shown.out


@pytest.mark.parametrize("machine", [None, "", "Etc/Unknown", "local"])
def test_a_machine_without_a_zone_is_utc(paperboy, monkeypatch, machine):
    monkeypatch.delenv("PAPERBOY_ZONE", raising=False)
    monkeypatch.setattr(named, "get_localzone_name", lambda: machine)
    ended = paperboy("channel", "add", "a")
    assert ended.status == FINE
    assert "(UTC)" in ended.out


READING = (
    ("list",),
    ("schedule",),
    ("search", "diffusion"),
    ("saved", "bibtex"),
    ("papers", "status"),
    ("channel", "list"),
    ("channel", "remove", "a", "--yes"),
    ("parked",),
    ("backup", "copy.db"),
)


@each_of("words", READING)
def test_reading_makes_no_database_and_says_where_there_is_none(paperboy, tmp_path, words):
    ended = paperboy(*words)
    assert (ended.status, ended.out) == (TROUBLE, "")
    assert f"There is no database at {tmp_path / 'data/paperboy.db'} yet; paperboy run makes it." in ended.said
    assert list(tmp_path.iterdir()) == []


@each_of("words", [("papers", "help"), ("serch",), ("doctor",)])
def test_what_needs_no_database_makes_none(paperboy, tmp_path, words):
    assert "There is no database" not in paperboy(*words).said
    assert list(tmp_path.iterdir()) == []


def test_what_makes_a_database_says_where(paperboy, tmp_path):
    assert f"A new database was made: {tmp_path / 'data/paperboy.db'}" in paperboy("subscribe", "RAG").said
    assert "A new database" not in paperboy("subscribe", "LoRA").said


def test_help_and_version_are_there(paperboy):
    ended = paperboy("help", "schedule")
    assert (ended.status, "schedule" in ended.out) == (FINE, True)
    assert paperboy("help").status == FINE
    told = paperboy("--version")
    assert (told.status, told.out) == (FINE, f"paperboy {version('paperboy')}\n")


SETUP = '{"paperboy": 1, "subscriptions": ["RAG", "谷"], "settings": {"picks": 3}}'


def test_import_takes_a_set_up_as_the_table_says(paperboy):
    ended = paperboy("import", SETUP)
    assert (ended.status, "2 subscriptions added" in ended.out) == (FINE, True)
    assert "at most 3 papers" in paperboy("list").out
    assert paperboy("import", *SETUP.split(" "), "--channel", "nope").status == MISTAKE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("command", ["import", "import-config"])
def test_a_set_up_is_read_however_it_was_saved(paperboy, tmp_path, command, encoding):
    (tmp_path / "a.json").write_text(SETUP, encoding=encoding)
    ended = paperboy(command, "a.json")
    assert (ended.status, "2 subscriptions added" in ended.out) == (FINE, True), ended.said
    assert "谷" in paperboy("list").out


def test_a_byte_order_mark_is_no_part_of_a_set_up(paperboy):
    assert paperboy("papers", "import", "\ufeff" + SETUP).status == FINE


def test_every_reading_command_answers_as_json(paperboy):
    assert paperboy("run", "--once").status == FINE
    reading = [c for c in TABLE if not c.changes or c.bare_reads]
    words = {"query": ["diffusion"], "paper": ["2412.15115"]}
    lines = [[c.name, *(w for p in c.parameters if p.required for w in words[p.name])] for c in reading]
    lines += [["channel", "list"], ["parked"], ["papers", "list"]]
    for line in lines:
        ended = paperboy(*line, "--json")
        assert ended.status == FINE, (line, ended.said)
        found = json.loads(ended.out)
        assert found["summary"], line
        assert all(block["kind"] for block in found["blocks"]), line


def test_a_shell_completes_the_commands(paperboy, monkeypatch):
    monkeypatch.setenv("_PAPERBOY_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "paperboy sub")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert "subscribe" in paperboy().out.split()
