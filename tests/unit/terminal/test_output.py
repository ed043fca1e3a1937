"""Output of any encoding: what it cannot show is replaced by the nearest plain characters."""

import io
import json
import sys

import pytest

from adapters.terminal import output
from adapters.terminal.speech import json_line


class Piped(io.TextIOWrapper):
    """A stream into a file, of some encoding."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    @property
    def held(self) -> bytes:
        self.flush()
        return self.buffer.getvalue()


@pytest.mark.parametrize(
    ("encoding", "text", "shown"),
    [
        ("ascii", "✓ Zoë – “RAG” ▲ 7…", b'+ Zoe - "RAG" ^ 7...'),
        ("latin-1", "✓ Zoë ▲ 7", "+ Zoë ^ 7".encode("latin-1")),
        ("cp1252", "• “RAG” → 谷", "• “RAG” -> ?".encode("cp1252")),
        ("ascii", "\ud800 \u0301", b"? ?"),
        ("utf-8", "✓ Zoë", "✓ Zoë".encode()),
    ],
)
def test_what_a_stream_cannot_show_is_replaced(monkeypatch, encoding, text, shown):
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, Piped(encoding))
    output.prepare()
    for stream in (sys.stdout, sys.stderr):
        stream.write(text)
        assert stream.held == shown


def test_a_file_is_utf8_whatever_the_stream_speaks():
    stream = Piped("latin-1")
    stream.write("before\n")
    output.write_file('{"a": "谷"}\n', stream)
    assert stream.held == 'before\n{"a": "谷"}\n'.encode()


OBEYED = "\x1b]52;c;eA==\x07 \x9b2J \u202e \ud83d"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_a_file_on_a_screen_tells_it_nothing():
    screen = Screen()
    output.write_file(f"@misc{{a,\n\ttitle = {{{OBEYED}}}\n}}\n", screen)
    assert screen.getvalue() == "@misc{a,\n title = {]52;c;eA== 2J  }\n}\n"


def test_a_file_with_half_a_character_goes_into_a_pipe_all_the_same():
    stream = Piped("utf-8")
    output.write_file(f"{OBEYED}\n", stream)
    assert stream.held == f"{OBEYED[:-1]}?\n".encode()


def test_a_line_for_programs_tells_the_screen_nothing_and_is_json():
    line = json_line("shown", "info", {"title": OBEYED})
    assert json.loads(line)["title"] == "\x1b]52;c;eA==\x07 2J  "
    assert "\x1b" not in line
    assert line.encode()
