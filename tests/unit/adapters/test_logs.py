"""Logs hold what happened and no secret."""

import contextlib
import io
import json
import logging
import unicodedata

import pytest

from adapters import logs


@pytest.fixture(autouse=True)
def _restore_logging():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-" + "1234567890-abcdefGHI",
        "xapp-" + "1-A0-123-abcdef",
        "hf_" + "abcdefghijklmnop",
        "Bearer " + "abcdefghijklmnopqrstuvwxyz",
        "MTIzNDU2Nzg5MDEyMzQ1Njc4" + ".Gabcde.abcdefghijklmnopqrstuvwxyz1",
    ],
)
def test_a_token_never_reaches_a_log(secret, capsys):
    logs.configure("text")
    try:
        raise ValueError(f"could not use {secret}")
    except ValueError:
        logging.getLogger("x").exception("failed", extra={"answer": f"<{secret}>"})
    err = capsys.readouterr().err
    assert secret.removeprefix("Bearer ") not in err
    assert "…secret…" in err


def test_a_password_in_an_address_never_reaches_a_log():
    assert "hunter2" not in logs.without_secrets("smtp://bob:hunter2@mail.example:587")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("email:mail:ada.lovelace+x@lab.org", "email:mail:a…@lab.org"),
        ("550 <ada@lab.org>: user unknown", "550 <a…@lab.org>: user unknown"),
        ("用户@例子.广告 refused", "用…@例子.广告 refused"),
        ("a@b.org,bob@c.org", "a…@b.org,b…@c.org"),
        ("@paperboy at 9:00, user@host", "@paperboy at 9:00, user@host"),
    ],
)
def test_an_address_of_e_mail_is_masked_in_every_line(said, kept, capsys):
    logs.configure("text")
    logging.getLogger("x").warning("x", extra={"channel": said})
    assert kept in capsys.readouterr().err


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_line_says_anything_to_the_terminal_that_shows_it(form, capsys):
    obeyed = "\x1b]52;c;eA==\x07 \x9b2J \r\x08 \u202e \u2066 \u2028 \x00"
    logs.configure(form)
    logging.getLogger("x").warning("feed %s", obeyed, extra={"why": f"a\nlevel=info {obeyed}"})
    try:
        raise ValueError(obeyed)
    except ValueError:
        logging.getLogger("x").exception("failed")
    said = capsys.readouterr().err
    assert [c for c in said if unicodedata.category(c) in {"Cc", "Cf", "Zl"} and c != "\n"] == []
    assert len(said.split("\n")) == 3, "two lines, each ended"
    assert said.count("x1b]52") == 3


def test_json_logs_are_one_object_a_line_with_the_extras(capsys):
    logs.configure("json")
    logging.getLogger("x").info("digest planned", extra={"channel": "a:b:c", "picks": 3})
    logging.getLogger("x").info("half \ud800 surrogate")
    first, second = capsys.readouterr().err.splitlines()
    event = json.loads(first)
    assert {"event": "digest planned", "channel": "a:b:c", "picks": 3, "level": "info"}.items() <= event.items()
    assert json.loads(second)["event"].startswith("half")


def test_a_line_goes_to_what_stands_for_standard_error_just_now():
    logs.configure("text")
    above_the_bar = io.StringIO()
    with contextlib.redirect_stderr(above_the_bar):
        logging.getLogger("x").warning("polled")
    assert "event=polled" in above_the_bar.getvalue()
