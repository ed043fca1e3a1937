"""A paper's other pages, and its picture."""

from bot.views.pages import pages, picture
from tests.each_of import each_of
from tests.fakes.papers import candidate


@each_of(
    ("paper_id", "sources", "found"),
    [
        (
            "arxiv:2401.00001",
            ("huggingface",),
            [
                ("PDF", "https://arxiv.org/pdf/2401.00001"),
                ("Hugging Face page", "https://huggingface.co/papers/2401.00001"),
            ],
        ),
        ("arxiv:math/0309136", ("arxiv",), [("PDF", "https://arxiv.org/pdf/math/0309136")]),
        ("openreview:a1B2c3", ("rss",), [("PDF", "https://openreview.net/pdf?id=a1B2c3")]),
        ("doi:10.1/x", ("rss",), []),
        ("url:0123456789abcdef", ("huggingface",), []),
    ],
)
def test_what_is_known_of_a_paper_is_what_can_be_opened(paper_id, sources, found):
    assert list(pages(candidate(1, "T", id=paper_id, sources=sources))) == found


def test_only_what_hugging_face_listed_has_a_picture():
    shown = candidate(1, "T", id="arxiv:2401.00001")
    assert picture(shown) == "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2401.00001.png"
    assert picture(candidate(1, "T", id="arxiv:2401.00001", sources=("arxiv",))) == ""
