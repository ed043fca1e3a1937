"""Titles and links together tell one work from two."""

from bot.model.paper import Paper
from bot.papers.identity import weak_id
from bot.papers.same_work import only_mentions, same_paper
from tests.each_of import each_of

TITLE = "A Study of Continual Pre-Training"


def paper(paper_id, title=TITLE, authors=(), url="", by=""):
    return Paper(id=paper_id, title=title, url=url, authors=authors, described_by=by)


def post(number, site="club.example", authors=()):
    return paper(f"url:{number:016x}", "Notes of our kite club", authors, f"https://{site}/notes/{number}")


@each_of(
    ("a", "b", "same"),
    [
        (paper("arxiv:2401.01234"), paper("arxiv:2401.01234", "Other words"), True),
        (paper("arxiv:2401.01234"), paper(weak_id(TITLE)), True),
        (paper("arxiv:2401.01234"), paper("openreview:abcdefgh"), True),
        (paper("arxiv:2401.01234"), paper("doi:10.1/x", "A study of continual pretraining."), True),
        (paper("arxiv:2401.01234"), paper("arxiv:2401.99999"), False),
        (paper("doi:10.1/x"), paper("doi:10.1/y"), False),
        (paper("url:0123456789abcdef"), paper("url:fedcba9876543210"), True),
        (paper("arxiv:2401.01234"), paper("url:0123456789abcdef", "A Study of Diffusion"), False),
        (paper("arxiv:2401.01234", authors=("Ann Lee",)), paper("doi:10.1/x", authors=("Lee, A.",)), True),
        (paper("arxiv:2401.01234", authors=("Ann Lee",)), paper("doi:10.1/x", authors=("Bo Chen",)), False),
        (
            paper("arxiv:2401.01234", authors=("Ann Lee et al",)),
            paper("doi:10.1/x", authors=("Bo et al.",)),
            False,
        ),
        (paper("arxiv:2401.01234", authors=("José Núñez",)), paper("doi:10.1/x", authors=("J. Nunez",)), True),
        (paper("arxiv:2401.01234", "Deep Learning"), paper("doi:10.1/x", "Deep learning"), False),
        (
            paper("arxiv:2401.01234", "Deep Learning", ("Y. LeCun",)),
            paper("doi:10.1/x", "Deep learning", ("LeCun",)),
            True,
        ),
        (paper("arxiv:2401.01234", "News", ("Lee",)), paper("doi:10.1/x", "News", ("Lee",)), False),
        (paper("arxiv:2401.01234", "???"), paper("doi:10.1/x", "???"), False),
    ],
)
def test_one_work_is_told_from_two(a, b, same):
    assert same == same_paper(a, b) == same_paper(b, a)


@each_of(
    ("a", "b", "same"),
    [
        (post(7), post(8), False),
        (post(7, authors=("Ann Lee",)), post(8, authors=("Ann Lee",)), False),
        (post(7, authors=("Ann Lee",)), post(9, "mirror.example", ("Ann Lee",)), True),
        (post(7), post(9, "mirror.example"), False),
        (post(7), paper(weak_id("Notes of our kite club"), "Notes of our kite club"), True),
        (post(7), paper("doi:10.1/x", "Notes of our kite club"), True),
        (
            paper("url:1", "Kites", url="https://x.example/k"),
            paper("url:2", "Kites", url="https://x.example/k#rss"),
            True,
        ),
    ],
)
def test_two_links_speak_against_one_title(a, b, same):
    assert same == same_paper(a, b) == same_paper(b, a)


KNOWN = paper("arxiv:2401.01234", "$\\beta$-Kites: folding paper that flies", by="huggingface")


@each_of(
    ("title", "by", "talks"),
    [
        ("Ask the club: does anybody fold?", "rss", True),
        ("β-Kites: Folding Paper That Flies", "rss", False),
        ("[2401.01234] β-Kites: folding paper that flies (arXiv)", "rss", False),
        ("Ask the club: does anybody fold?", "arxiv", False),
    ],
)
def test_a_feeds_entry_with_another_title_only_mentions_the_paper_it_links_to(title, by, talks):
    entry = Paper(id=KNOWN.id, title=title, url=KNOWN.url, described_by=by, also=("url:0123456789abcdef",))
    assert only_mentions(entry, KNOWN) is talks
