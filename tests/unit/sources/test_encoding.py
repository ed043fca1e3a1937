"""Files in the encodings that people keep."""

from datetime import date

from adapters.sources.parse.detect import Format, detect
from adapters.sources.parse.encoding import decoded
from adapters.sources.parse.whole import read_body
from tests.each_of import each_of

TEXT = "@misc{k, title={Über Drachen}, author={Noël Çelik}}"


@each_of("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_a_file_is_read_in_its_encoding(encoding):
    body = TEXT.encode(encoding)
    assert decoded(body) == TEXT
    assert detect(body) is Format.BIBTEX
    (paper,) = read_body(body, Format.BIBTEX, "refs.bib", date(2026, 11, 20)).papers
    assert (paper.title, paper.authors) == ("Über Drachen", ("Noël Çelik",))


def test_a_file_may_say_its_encoding():
    text = "% Encoding: windows-1251\n@misc{k, title={Змеи}}"
    assert decoded(text.encode("cp1251")) == text
    assert decoded(b"% Encoding: klingon\n\xe9") == "% Encoding: klingon\né"


def test_a_letter_cut_in_two_at_the_end_is_no_other_encoding():
    assert decoded("Çé".encode()[:-1], whole=False) == "Ç"
    assert decoded(b"\x81\x8d\xe9").endswith("é")
