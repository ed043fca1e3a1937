"""What mail can be told, and the sentence for what it cannot."""

import pytest

from adapters.email.settings import EmailSettings, Server
from bot.errors import SettingsError
from tests.each_of import each_of


def load(**given: object) -> EmailSettings:
    return EmailSettings.load(**given)


@each_of(
    ("url", "server", "starttls"),
    [
        ("smtp://mail.test", Server("mail.test", 587, tls=False), "optional"),
        ("smtp://mail.test:25", Server("mail.test", 25, tls=False), "optional"),
        (
            "smtps://me:p%40ss@mail.test",
            Server("mail.test", 465, tls=True, user="me", password="p@ss"),
            "required",
        ),
        ("smtp://me%40x.test:pw@mail.test", Server("mail.test", 587, False, "me@x.test", "pw"), "required"),
        ("smtp://me:pw@127.0.0.1:1025", Server("127.0.0.1", 1025, False, "me", "pw"), "optional"),
        ("smtp://[::1]:25", Server("::1", 25, tls=False), "optional"),
    ],
)
def test_a_server_is_named_by_its_url(url, server, starttls):
    settings = load(smtp_url=url)
    assert settings.server == server
    assert settings.starttls == starttls


@each_of(
    "url",
    [
        "mail.test:587",
        "https://me:hunter2@mail.test",
        "smtp://",
        "smtp://me:hunter2@mail.test:port",
        "smtp://me:hunter2#@mail.test",
        "smtp://me:hunter2?@mail.test",
        "smtp://mail.test?starttls=required",
    ],
)
def test_a_url_that_is_none_is_said_without_its_password(url):
    with pytest.raises(SettingsError) as raised:
        load(smtp_url=url)
    assert "SMTP_URL" in raised.value.sentence
    assert "hunter2" not in raised.value.sentence


@each_of("said", ["nobody", "a@b@c", "x@", "@x.test", "Papers <>", "a b@x.test", "ü@x.test"])
def test_a_sender_is_an_address(said):
    with pytest.raises(SettingsError, match="MAIL_FROM: it must be an address"):
        load(mail_from=said)


def test_names_and_addresses_of_the_sender():
    assert load(mail_from="papers@x.test").sender == ("Paperboy", "papers@x.test")
    said = load(mail_from='"Papers, daily" <papers@localhost>', mail_bounces_address="b@x.test")
    assert said.sender == ("Papers, daily", "papers@localhost")
    assert said.envelope_sender == "b@x.test"
    assert load(mail_from="papers@x.test").envelope_sender == "papers@x.test"
    assert load().sender[1] == "paperboy@localhost"


def test_what_a_half_set_up_lacks():
    assert "MAIL_FROM" in load(smtp_url="smtp://x.test").missing
    assert load().missing == ""


def test_no_secret_shows_in_what_is_printed_of_the_settings():
    said = load(smtp_url="smtp://me:hunter2@x.test", mail_bounces_url="imaps://me:hunter3@x.test/In%20box")
    assert "hunter" not in repr(said) + repr(said.server) + str(said.server)
    assert said.bounces is not None
    assert (said.bounces.path, said.bounces.port) == ("In box", 993)


@each_of(("name", "value"), [("mail_bounces_secret", "short"), ("mail_bounces_url", "smtp://x")])
def test_what_bounces_come_by_is_checked(name, value):
    with pytest.raises(SettingsError, match=name.upper()):
        load(**{name: value})


def test_the_folder_is_beside_the_database(monkeypatch, tmp_path):
    monkeypatch.setenv("PAPERBOY_DATABASE", str(tmp_path / "deep" / "papers.db"))
    assert load().mail_folder == tmp_path / "deep" / "mail"
    monkeypatch.setenv("MAIL_FOLDER", str(tmp_path / "elsewhere"))
    assert load().mail_folder == tmp_path / "elsewhere"
