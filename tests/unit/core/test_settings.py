"""Settings: from the environment, a file for each secret, or `.env`, in that order; no value is ever repeated."""

import pytest
from pydantic import SecretStr

from bot.errors import SettingsError
from bot.settings import AdapterSettings, PaperboySettings


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
    ("name", "value"),
    [
        ("PAPERBOY_PORT", "70000"),
        ("PAPERBOY_PORT", "-1"),
        ("PAPERBOY_GRACE_DAYS", "4000"),
        ("PAPERBOY_LOG", "xml"),
    ],
)
def test_what_is_out_of_bounds_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        PaperboySettings.load()


def test_a_secret_never_shows_in_the_settings_text(monkeypatch):
    monkeypatch.setenv("SOME_TOKEN", "hunter2")
    assert "hunter2" not in repr(Some.load())
