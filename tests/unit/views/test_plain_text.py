"""One plain text of a view, whoever shows it: every block has its lines, and nothing said is lost."""

from datetime import UTC, date, datetime

from bot.views import plain_text
from bot.views.blocks import (
    Bullets,
    Button,
    Buttons,
    Code,
    Facts,
    File,
    Heading,
    Link,
    Moment,
    Note,
    PaperCard,
    Paragraph,
    Text,
    ThreadBreak,
    Tone,
    View,
    plain,
)
from tests.each_of import each_of

WHEN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
CARD = PaperCard(
    id="arxiv:2611.00001",
    title="Asking First",
    url="https://arxiv.org/abs/2611.00001",
    number=2,
    authors=("Ada Lovelace", "Emmy Noether"),
    organization="Acme",
    listed=date(2026, 11, 5),
    summary="It asks.",
    snippet=(Text("a model that is "), Text("asking", mark=True)),
    upvotes=1_234,
    code_url="https://github.com/acme/ask",
    stars=1_420,
    community=True,
    why="matched “asking” in title",
    abstract="The whole of it.",
)


def said(block, typed=None):
    return [plain_text.words(line) for line in plain_text.lines(block, typed)]


@each_of(
    ("block", "expected"),
    [
        (Heading("Papers"), ["Papers"]),
        (Paragraph((Text("so "), Link("here", "https://a.example/b"))), ["so here (https://a.example/b)"]),
        (Paragraph((Link("https://a.example/b", "https://a.example/b"),)), ["https://a.example/b"]),
        (Paragraph((Link("click", "javascript:alert(1)"),)), ["click"]),
        (Paragraph((Moment(WHEN, "Asia/Tokyo"),)), ["Mon 5 Jan 2026, 17:00 (Asia/Tokyo)"]),
        (Bullets((plain("one"), plain("two"))), ["• one", "• two"]),
        (Bullets((plain("one"), plain("two")), start=3), ["3. one", "4. two"]),
        (Facts((("zone", plain("UTC")),)), ["zone: UTC"]),
        (Note(plain("quiet")), ["quiet"]),
        (Note(plain("careful"), Tone.WARNING), ["⚠ careful"]),
        (Code("a\nb"), ["a\nb"]),
        (File("a.bib", "text/x-bibtex", "@misc{a}"), ["a.bib", "@misc{a}"]),
        (Buttons((Button("Save", "save x"),)), []),
        (ThreadBreak(), []),
    ],
)
def test_a_block_is_said_in_lines(block, expected):
    assert said(block) == expected


def test_a_button_is_what_one_would_type_where_one_can():
    assert said(Buttons((Button("Save", "save x"),)), "/papers {}".format) == ["Save: /papers save x"]


def test_a_paper_says_everything_known_of_it_and_nothing_that_is_not():
    assert said(CARD) == [
        "2. Asking First (https://arxiv.org/abs/2611.00001)",
        "Ada Lovelace, Emmy Noether · Acme · 5 Nov 2026",
        "It asks.",
        "a model that is asking",
        "▲ 1,234 · code ★ 1,420 (https://github.com/acme/ask) · submitted by your team · matched “asking” in title",
        "The whole of it.",
    ]
    assert said(PaperCard(id="doi:10.1/x", title="", url="ftp://a.example")) == ["doi:10.1/x"]


def test_a_brief_paper_is_one_line_with_the_same_facts():
    brief = PaperCard(id="x", title="T", url="", upvotes=3, code_url="https://c.example", why="rag", brief=True)
    assert said(brief) == ["T · ▲ 3 · code (https://c.example) · rag"]


def test_what_a_paper_is_about_and_what_the_team_made_of_it_stands_below_a_brief_one_as_below_any_other():
    more = {"summary": "It asks.", "marks": "Saved by Ada · 2 votes"}
    assert said(PaperCard(id="x", title="T", url="", brief=True, **more)) == ["T", *more.values()]
    assert said(PaperCard(id="x", title="T", url="", **more)) == ["T", *more.values()]


@each_of(
    ("names", "shown"),
    [(0, ""), (1, "A1"), (4, "A1, A2, A3, A4"), (5, "A1, A2, A3 and 2 more"), (3_000, "A1, A2, A3 and 2997 more")],
)
def test_authors_beyond_a_few_are_counted(names, shown):
    authors = tuple(f"A{number}" for number in range(1, names + 1))
    assert plain_text.authors(PaperCard(id="x", title="T", url="", authors=authors)) == shown


def test_a_whole_view_reads_as_a_page_and_an_empty_one_as_its_summary():
    view = View((Heading("Papers"), Note(plain("two of five")), CARD, ThreadBreak(), Heading("More")), "2 papers")
    text = plain_text.view_text(view)
    assert text.startswith("Papers\ntwo of five\n\n2. Asking First")
    assert text.endswith("\n\nMore")
    assert plain_text.view_text(View((Buttons((Button("Save", "save x"),)),), "2 papers")) == "2 papers"
    assert "\n" not in plain_text.view_text(View((Heading("Papers"),), ""))
