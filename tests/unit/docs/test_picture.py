"""The README's picture shows what the program prints today."""

from docs.picture import PICTURE, edition, picture


def test_the_picture_is_what_make_docs_draws():
    assert PICTURE.read_text(encoding="utf-8") == picture(), "run make docs and look at docs/digest.svg"


def test_it_shows_a_full_digest_and_fetches_nothing():
    drawn = picture()
    assert len(edition().digest.picks) == 5
    assert "matched&#160;" in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "").replace("https://www.textualize.io", "")
