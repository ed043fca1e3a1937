"""What somebody typed or set up wrongly, at the command line: a sentence, the right status, nothing lost."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from storage.store import open_store
from tests.each_of import each_of

FINE, TROUBLE, MISTAKE = 0, 1, 2


HALF_A_PAIR = b"\xed\xa0\x80"


MISTAKES: tuple[tuple[tuple[str | bytes, ...], str], ...] = (
    (("serch", "x"), "Did you mean 'search'?"),
    (("channel", "ad"), "Did you mean 'add'?"),
    (("run", "--onec"), "--once"),
    (("list", "--channel", "nope"), 'There is no channel "nope" (there are none yet)'),
    (("list", "extra"), "leave out “extra”"),
    (("list", "--chanel", "a"), 'There is no option "--chanel"'),
    (("channel", "add", "a", "--zone", "Mars/Base"), "There is no time zone “Mars/Base”"),
    (("channel", "add", "x:y"), "platform:workspace:channel"),
    (("channel", "add", ""), "is no name"),
    (("channel", "add", "a\x1b[31m"), "is no name"),
    (("channel", "add", HALF_A_PAIR), "is no name"),
    (("channel", "add", "a" * 200), "is no name"),
    (("channel", "remove", "a", "--yes"), 'There is no channel "a"'),
    (("channel", "rename", "a", "b"), 'There is no channel "a"'),
    (("subscribe", '"low-rank'), 'unclosed quote at 1: "low-rank'),
    (("subscribe",), "subscribe needs"),
    (("subscribe", "-survey"), "only negations"),
    (("subscribe", "--", "-survey"), "only negations"),
    (("subscribe", "x" * 120_000), "at most 100,000"),
    (("search",), "search needs"),
    (("search", HALF_A_PAIR), "at least one word"),
    (("search", "(a", "b"), "parenthesis"),
    (("unsubscribe", "7"), "no subscriptions"),
    (("schedule", "25:99"), "is no time of day"),
    (("schedule", "9:00", "Europe/Pariss"), "Did you mean Europe/Paris"),
    (("backfill", "--from", "2026-13-01"), "is no date"),
    (("backfill", "--from", "2026-05-20", "--to", "2026-05-01"), "swap them"),
    (("backfill", "--from", "2999-01-01"), "is in the future"),
    (("backfill", "--from", "2026-05-01", "--source", "arxv"), "with past days; there are: arxiv, huggingface"),
    (("import", "nothing.txt"), "check the spelling"),
    (("import",), "Missing argument 'PATH"),
    (("import", "noise.json"), "No paper could be read"),
    (("import-config", "nothing.json"), "cannot be read"),
    (("import-config", "noise.json"), "is not text"),
    (("import-config", "broken.json"), "That is no JSON"),
    (("import-config", "huge.json"), "a command has at most"),
    (("why", "2106.99999"), "has not come by yet"),
    (("parked", "--send", "4"), "There is no parked delivery 4"),
    (("parked", "--drop", "4"), "There is no parked delivery 4"),
    (("papers", "serch", "x"), "Did you mean search?"),
)


@pytest.fixture(scope="module")
def bad_files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "noise.json").write_bytes(bytes(range(256)) * 8)
    (folder / "broken.json").write_text("{not", encoding="utf-8")
    (folder / "huge.json").write_text('{"subscriptions": ["' + "x" * 10_000_000 + '"]}', encoding="utf-8")
    return folder


@pytest.mark.parametrize(("words", "sentence"), MISTAKES)
def test_a_mistake_gets_a_sentence_that_says_how_to_mend_it(paperboy, tmp_path, bad_files, words, sentence):
    for file in bad_files.iterdir():
        (tmp_path / file.name).symlink_to(file)
    asyncio.run(an_empty_database())
    ended = paperboy(*words)
    assert ended.status == MISTAKE
    assert sentence in ended.said
    assert "Traceback" not in ended.said
    assert ended.out == ""


async def an_empty_database() -> None:
    async with open_store("data/paperboy.db"):
        pass


def spoilt(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("to do: nothing\n" * 100, encoding="utf-8")
    rows = sqlite3.connect(tmp_path / "other.db")
    rows.execute("create table t (a)")
    rows.commit()
    rows.close()


TROUBLES = (
    ({"PAPERBOY_DATABASE": "notes.txt"}, "is not a database"),
    ({"PAPERBOY_DATABASE": "notes.txt/paperboy.db"}, "a part of its path is a file"),
    ({"PAPERBOY_DATABASE": "other.db"}, "another application's database"),
    ({"PAPERBOY_DATABASE": "."}, "is a folder"),
    ({"PAPERBOY_ZONE": "Mars/Base"}, "PAPERBOY_ZONE: There is no time zone"),
    ({"PAPERBOY_PORT": "many"}, "PAPERBOY_PORT"),
    ({"PAPERBOY_PORT": "99999"}, "PAPERBOY_PORT"),
    ({"PAPERBOY_LOG": "xml"}, "PAPERBOY_LOG"),
    ({"PAPERBOY_SOURCES": "pigeon"}, 'There is no source "pigeon"'),
    ({"PAPERBOY_SECRET_KEY_FILE": "gone"}, "PAPERBOY_SECRET_KEY_FILE names gone, which cannot be read"),
)


@pytest.mark.parametrize(("settings", "sentence"), TROUBLES)
def test_a_trouble_of_the_operators_is_told_with_the_remedy(paperboy, tmp_path, monkeypatch, settings, sentence):
    spoilt(tmp_path)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    ended = paperboy("subscribe", "x")
    assert ended.status == TROUBLE
    assert sentence in ended.said
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "to do: nothing\n" * 100


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"ALL_PROXY": "socks5://127.0.0.1:1080"}, "ALL_PROXY names a proxy of the kind socks5"),
        ({"HTTPS_PROXY": "http://:3128"}, "HTTPS_PROXY is no address of a proxy"),
        ({"NO_PROXY": "[::1"}, "NO_PROXY names a host that cannot be one"),
        ({"SSL_CERT_FILE": "/nowhere/ca.pem"}, "SSL_CERT_FILE names /nowhere/ca.pem, which cannot be read"),
        ({"HUGGINGFACE_TOKEN": "hf_a\nb"}, "HUGGINGFACE_TOKEN: it holds a line break"),
    ],
)
@pytest.mark.parametrize("command", ["list", "run", "doctor"])
def test_an_environment_that_cannot_be_used_is_told_on_every_command(
    paperboy, monkeypatch, settings, sentence, command
):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    ended = paperboy(command)
    assert (ended.status, ended.out) == (TROUBLE, "")
    assert sentence in ended.said
    assert "bug" not in ended.said


def test_with_json_logs_a_wrong_setting_is_told_as_json_and_a_person_is_answered_as_ever(paperboy, monkeypatch):
    monkeypatch.setenv("PAPERBOY_LOG", "json")
    assert "{" not in paperboy("status").out, "a person asks"
    monkeypatch.setenv("PAPERBOY_PORT", "many")
    wrong = paperboy("run")
    assert json.loads(wrong.said)["sentence"].startswith("A setting is wrong: PAPERBOY_PORT")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_settings_file_of_another_encoding_is_told(paperboy, tmp_path, encoding):
    (tmp_path / ".env").write_text("# für Zoë\nPAPERBOY_ZONE=UTC\n", encoding=encoding)
    ended = paperboy("list")
    assert ended.status == TROUBLE
    assert ".env is" in ended.said
    assert "save it as UTF-8" in ended.said
    assert "bug" not in ended.said


def test_a_newer_and_a_damaged_database_are_left_alone(paperboy):
    assert paperboy("channel", "add", "a").status == FINE
    file = Path("data/paperboy.db")
    body = bytearray(file.read_bytes())
    rows = sqlite3.connect(file)
    rows.execute("pragma user_version = 99")
    rows.commit()
    rows.close()
    newer = paperboy("list")
    assert (newer.status, "written by a newer Paperboy" in newer.said) == (TROUBLE, True)

    body[100:9000] = b"\xff" * 8900
    file.write_bytes(body)
    for words in (("list",), ("run", "--once")):
        damaged = paperboy(*words)
        assert (damaged.status, "is damaged" in damaged.said) == (TROUBLE, True), damaged.said
    assert file.read_bytes() == bytes(body)


def test_a_platform_that_is_named_must_exist_and_have_its_settings(paperboy, monkeypatch):
    monkeypatch.setenv("PAPERBOY_PLATFORMS", "pigeon")
    assert 'There is no platform "pigeon" (PAPERBOY_PLATFORMS); there are: ' in paperboy("run", "--once").said
    monkeypatch.setenv("PAPERBOY_PLATFORMS", "terminal,slak")
    assert "did you mean slack?" in paperboy("run", "--once").said
    monkeypatch.setenv("PAPERBOY_PLATFORMS", "slack")
    lacking = paperboy("run", "--once")
    assert (lacking.status, "lacks its settings" in lacking.said) == (TROUBLE, True)


@each_of(
    ("name", "said"),
    [("cut.json", "That is no JSON"), ("empty.json", "needs the JSON text"), ("gone.json", "cannot be read")],
)
def test_a_set_up_that_cannot_be_read_says_what_is_wrong_with_it(paperboy, tmp_path, name, said):
    (tmp_path / "cut.json").write_text('{"paperboy": 1, "subscriptions": ["RAG"')
    (tmp_path / "empty.json").write_text("")
    ended = paperboy("import", name, "--channel", "demo")
    assert (ended.status, said in ended.said) == (MISTAKE, True), ended.said


def test_a_channel_of_an_unknown_platform_is_refused_and_no_database_is_made(paperboy):
    refused = paperboy("channel", "add", "slakc:T1:C1")
    assert (refused.status, "new database" in refused.said) == (MISTAKE, False)
    assert 'There is no platform "slakc"; did you mean slack?' in refused.said
    assert "there are: discord, email, slack, terminal" in paperboy("channel", "add", "pigeon:a:b").said
    assert paperboy("channel", "add", "slack:T1:C1").status == FINE


def test_a_folder_of_the_database_that_is_a_file_is_said_as_such(paperboy, tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    monkeypatch.setenv("PAPERBOY_DATABASE", str(tmp_path / "taken" / "paperboy.db"))
    for words in (("list",), ("channel", "add", "new"), ("run", "--once")):
        refused = paperboy(*words)
        assert (refused.status, "is a file and not a folder" in refused.said) == (TROUBLE, True), refused.said


def test_swapped_slack_tokens_are_said_at_the_start(paperboy, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xapp-1-a")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xoxb-1-a")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    assert "Are the two swapped?" in paperboy("run", "--once").said
