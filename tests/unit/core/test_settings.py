"""Settings: from the environment, a file for each secret, or `.env`, in that order; no value is ever repeated."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import settings, settings_file
from bot.errors import SettingsError
from bot.settings import AdapterSettings, PaperboySettings
from tests.each_of import each_of


class Some(AdapterSettings):
    some_token: SecretStr | None = None
    some_number: int = 3


def test_without_anything_the_defaults_hold():
    settings = PaperboySettings.load()
    assert str(settings.paperboy_database) == "data/paperboy.db"
    assert settings.paperboy_secret_key is None


def test_the_environment_goes_before_a_file_and_a_file_before_dotenv(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("SOME_TOKEN=dotenv\nSOME_NUMBER=5\nOTHER=1\n", encoding="utf-8")
    assert Some.load().some_token.get_secret_value() == "dotenv"
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("SOME_TOKEN_FILE", str(tmp_path / "secret"))
    assert Some.load().some_token.get_secret_value() == "from a file"
    monkeypatch.setenv("SOME_TOKEN", "environment")
    assert Some.load().some_token.get_secret_value() == "environment"
    assert Some.load().some_number == 5


def test_an_empty_variable_is_none_at_all(monkeypatch):
    monkeypatch.setenv("SOME_NUMBER", "")
    assert Some.load().some_number == 3


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("SOME_TOKEN_FILE", str(tmp_path / "gone"))
    with pytest.raises(SettingsError, match=r"SOME_TOKEN_FILE names .*gone, which cannot be read \(No such file"):
        Some.load()


def test_a_wrong_value_is_told_without_being_repeated(monkeypatch):
    monkeypatch.setenv("SOME_NUMBER", "hunter2")
    with pytest.raises(SettingsError) as told:
        Some.load()
    assert "SOME_NUMBER" in told.value.sentence
    assert ".env" in told.value.sentence
    assert "hunter2" not in told.value.sentence
    assert told.value.__cause__ is None


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PAPERBOY_PORT", "70000", "it takes 65535 at most"),
        ("PAPERBOY_PORT", "-1", "it takes 0 at least"),
        ("PAPERBOY_PORT", "1.5", "it takes a whole number"),
        ("PAPERBOY_PORT", "9" * 5000, "it takes a smaller number"),
        ("PAPERBOY_GRACE_DAYS", "4000", "at most"),
        ("PAPERBOY_KEEP_DAYS", "30", "31"),
        ("PAPERBOY_KEEP_DAYS", "-1", "it takes 0 at least"),
        ("PAPERBOY_LOG", "xml", "it takes 'text' or 'json'"),
    ],
)
def test_what_is_out_of_bounds_is_refused_in_our_own_words(monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name}: .*{said}"):
        PaperboySettings.load()


def test_a_secret_never_shows_in_the_settings_text(monkeypatch):
    monkeypatch.setenv("SOME_TOKEN", "hunter2")
    assert "hunter2" not in repr(Some.load())


def test_dotenv_may_name_a_file_beside_itself(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    (tmp_path / ".env").write_text("SOME_TOKEN_FILE=secret\n", encoding="utf-8")
    assert Some.load().some_token.get_secret_value() == "from a file"


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path):
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfSOME_NUMBER=5\n")
    assert Some.load().some_number == 5


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("# für Zoë\nSOME_NUMBER=5\n".encode("latin-1"), r"\.env is not UTF-8 text \(line 1\): save it as UTF-8"),
        *[
            ("SOME_NUMBER=5\n".encode(name), r"\.env is UTF-16 text, or UTF-32: save it as UTF-8")
            for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be")
        ],
        (b"# fine\n\nSOME NUMBER 5\n", r"\.env cannot be read at line 3: write NAME=value"),
        (b'SOME_NUMBER="5\nOTHER=6\n', r"\.env cannot be read at line 1: .* close quotes"),
    ],
)
def test_a_settings_file_of_another_encoding_is_told(tmp_path, body, why):
    (tmp_path / ".env").write_bytes(body)
    with pytest.raises(SettingsError, match=why):
        Some.load()


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that refuses to be read")
def test_a_settings_file_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / ".env").symlink_to("/proc/self/mem")
    with pytest.raises(SettingsError, match=r"\.env cannot be read \(.*\): make it readable"):
        Some.load()


def test_a_virtual_environment_of_that_name_is_no_settings_file(tmp_path):
    (tmp_path / ".env").mkdir()
    (tmp_path / ".env/pyvenv.cfg").touch()
    assert Some.load().some_number == 3


def test_a_folder_or_a_link_to_nothing_in_its_place_is_told(tmp_path):
    (tmp_path / ".env").mkdir()  # as a container's mount makes it where there is no such file
    with pytest.raises(SettingsError, match=r"\.env is a folder: make it a text file, or take it away"):
        Some.load()
    (tmp_path / ".env").rmdir()
    (tmp_path / ".env").symlink_to("nowhere")
    with pytest.raises(SettingsError, match=r"\.env cannot be read \(No such file"):
        Some.load()


def test_in_a_folder_that_is_gone_the_person_is_told_to_leave_it(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(SettingsError, match="is gone: cd to one that is there"):
        Some.load()


def test_a_path_may_begin_with_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PAPERBOY_DATABASE", "~/x.db")
    assert PaperboySettings.load().database == tmp_path / "x.db"
    monkeypatch.delenv("PAPERBOY_DATABASE")
    (tmp_path / ".env").write_text("PAPERBOY_DATABASE=~/y.db\n", encoding="utf-8")
    assert PaperboySettings.load().database == tmp_path / "y.db"


@pytest.mark.parametrize("value", ["xoxb-1\n", " xoxb-1 ", "xoxb-1\r\n"])
def test_space_around_a_value_is_taken_off(monkeypatch, value):
    monkeypatch.setenv("SOME_TOKEN", value)
    assert Some.load().some_token.get_secret_value() == "xoxb-1"


@pytest.mark.parametrize("value", ["xoxb\n-1", "xoxb-1\x1b", "xoxb-…", "xoxb-1\nxoxb-2"])
def test_what_no_token_can_hold_is_told_without_being_repeated(monkeypatch, value):
    monkeypatch.setenv("SOME_TOKEN", value)
    with pytest.raises(SettingsError, match=r"SOME_TOKEN: it holds .*copy it again") as told:
        Some.load()
    assert "xoxb" not in told.value.sentence


@pytest.mark.parametrize("name", ["PAPERBOY_DATABASE", "PAPERBOY_ZONE", "PAPERBOY_ADMIN"])
def test_bytes_that_are_no_text_are_told_and_not_repeated(monkeypatch, name):
    monkeypatch.setenv(name, "slack:T1:\udcd8")  # as the environment gives b"\xd8"
    with pytest.raises(SettingsError, match=f"{name}: it holds bytes that are no UTF-8"):
        PaperboySettings.load()


def test_outside_a_clone_everything_is_in_the_folder_it_was_started_in(tmp_path):
    (tmp_path / ".env").write_text("PAPERBOY_DATABASE=here.db\n", encoding="utf-8")
    assert PaperboySettings.load().paperboy_database == Path("here.db")


def test_anywhere_in_a_clone_it_is_the_clones_settings_file_and_data_folder(monkeypatch):
    clone = Path(settings.__file__).parents[1]
    monkeypatch.chdir(clone / "bot" / "app")
    assert settings_file.home() == clone
    if not (clone / ".env").exists():
        assert PaperboySettings.load().paperboy_database == clone / "data/paperboy.db"
    monkeypatch.setenv("PAPERBOY_DATABASE", "mine.db")
    assert PaperboySettings.load().paperboy_database == Path("mine.db")


def test_the_public_address_is_an_origin():
    assert PaperboySettings.load(paperboy_public_url="https://papers.example.org/").paperboy_public_url == (
        "https://papers.example.org"
    )
    for wrong in ("papers.example.org", "https://example.org/papers", "ftp://example.org"):
        with pytest.raises(SettingsError, match=r"PAPERBOY_PUBLIC_URL.*http:// or https:// and a host alone"):
            PaperboySettings.load(paperboy_public_url=wrong)


@each_of(
    ("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1"), ("::1", "[::1]"), ("10.0.0.1", "10.0.0.1")]
)
def test_where_it_listens_is_shown_as_an_address_that_leads_there(host, shown):
    assert settings.reachable(host) == shown


def test_a_database_on_a_server_is_a_secret_and_no_path(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("PAPERBOY_DATABASE=postgresql://u:pw@h/d\n", encoding="utf-8")
    read = PaperboySettings.load()
    assert read.database == "postgresql://u:pw@h/d"
    assert "pw" not in repr(read)
    monkeypatch.setenv("PAPERBOY_DATABASE", "elsewhere/x.db")
    assert PaperboySettings.load().database == Path("elsewhere/x.db")


def test_what_is_changed_while_it_runs_is_read_by_whoever_asks_next(tmp_path: Path, monkeypatch):
    (tmp_path / ".env").write_text("PAPERBOY_LOG=json\n", encoding="utf-8")
    first = PaperboySettings.load()
    first.paperboy_port = 1  # of whoever has it alone
    assert (PaperboySettings.load().paperboy_log, PaperboySettings.load().paperboy_port) == ("json", 8080)
    monkeypatch.setenv("PAPERBOY_PORT", "9000")
    assert PaperboySettings.load().paperboy_port == 9000
    (tmp_path / ".env").write_text("PAPERBOY_LOG=text\n", encoding="utf-8")
    assert PaperboySettings.load().paperboy_log == "text"
    (tmp_path / "zone").write_text("UTC", encoding="utf-8")
    monkeypatch.setenv("PAPERBOY_ZONE_FILE", str(tmp_path / "zone"))
    assert PaperboySettings.load().paperboy_zone == "UTC"
    (tmp_path / "zone").write_text("Europe/Paris", encoding="utf-8")
    assert PaperboySettings.load().paperboy_zone == "Europe/Paris"


def test_a_group_is_read_once_though_a_variable_of_another_program_names_a_file(monkeypatch):
    looked = []

    class Counted(AdapterSettings):
        counted_words: str = "none"

        def model_post_init(self, _context: object, /) -> None:
            looked.append(self.counted_words)

    monkeypatch.setenv("SSL_CERT_FILE", "/etc/ssl/cert.pem")
    for _ in range(3):
        assert Counted.load().counted_words == "none"
    assert looked == ["none"]
    monkeypatch.setenv("COUNTED_WORDS", "some")
    assert Counted.load().counted_words == "some"
