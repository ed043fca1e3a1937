"""Output of any encoding: what it cannot show is replaced by the nearest plain characters."""

import io
import sys

import pytest

from adapters.terminal import output


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
