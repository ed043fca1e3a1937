"""Every line of the README's first five minutes is typed as it stands there, on the bundled sample, and succeeds."""

import re
import shlex
from pathlib import Path

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def first_five_minutes() -> list[list[str]]:
    """The words of each command, without the folder it is in."""
    section = re.search(r"## First five minutes\n\n```sh\n(.*?)```", README, re.DOTALL)
    assert section
    lines = [shlex.split(line, comments=True) for line in section[1].splitlines()]
    return [["paperboy", "run", "--once"] if words[:2] == ["make", "run"] else words for words in lines]


def test_every_line_succeeds_and_finds_something(paperboy):
    lines = first_five_minutes()
    assert [Path(words[0]).name for words in lines] == ["paperboy"] * len(lines)
    assert {"run", "subscribe", "schedule", "preview", "search", "why", "doctor"} <= {words[1] for words in lines}
    shown = "PAPER"
    for _, *words in lines:
        ended = paperboy(*(shown if word == "PAPER" else word for word in words))
        if words == ["doctor"]:  # there is no internet in this test, which is what it says
            assert (ended.status, "1 of" in ended.said) == (1, True), ended.out
            continue
        assert ended.status == 0, (words, ended.said)
        if words == ["preview"]:
            shown = re.findall(r"arxiv:[\d.]+", ended.out)[0]
        if words[0] in {"run", "subscribe", "preview", "search", "why"}:
            assert "arxiv:" in ended.out, (words, ended.out)
        assert "matched nothing" not in ended.out, words
