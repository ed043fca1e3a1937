"""Readers of what people have lying about: saved pages, BibTeX, and telling formats apart."""

import html
import json
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sources.parse.bibtex import is_bibtex, read_bibtex
from adapters.sources.parse.bibtex_fields import text_of
from adapters.sources.parse.detect import Format, detect
from adapters.sources.parse.saved_html import read_saved_html
from adapters.sources.parse.saved_text import is_saved_text, read_saved_text
from bot.papers.identity import weak_id
from tests.each_of import each_of
from tests.fakes import bodies

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LONG = "This abstract goes on and on about what was studied and why. " * 8
BANNER = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK and the research community\n"


@each_of(
    ("text", "day", "titles"),
    [
        (f"{BANNER}\nMar 12\n\nOne\n\n{LONG}\n\nTwo\n\n{LONG}", date(2026, 3, 12), ["One", "Two"]),
        (f"{BANNER}\nNov 21\n\nOne\n\n{LONG}", date(2025, 11, 21), ["One"]),
        (f"{BANNER}\nFeb 29\n\nOne\n\n{LONG}", date(2024, 2, 29), ["One"]),
        (f"{BANNER}\nDecember 3, 2024\n\nOne\n\n{LONG}", date(2024, 12, 3), ["One"]),
        (
            f"Get trending papers in your email inbox once a day!\nSubscribeOne: A\n{LONG}\nTwo\n{LONG}",
            None,
            ["One: A", "Two"],
        ),
        (f"{BANNER}\n\nOne\n\nA short abstract.\n\nTwo\n\n{LONG}", None, ["One", "Two"]),
        (f"{BANNER}\n\nOne\n\nTwo\n\n{LONG}", None, ["One", "Two"]),
        (f"{BANNER}\n\nOne\n\n{LONG}\n\n{LONG}\n\nTwo\n\n{LONG}", None, ["One", "Two"]),
        (f"{BANNER}\n\nOne\n\n{LONG}\n{BANNER}\nMar 11\n\nTwo\n\n{LONG}", date(2026, 3, 11), ["One", "Two"]),
        (f"\ufeff{BANNER}\r\n\r\nOne\r\n\r\n{LONG}\r\n", None, ["One"]),
        (f"{BANNER}\nMarch of the Models\n{LONG}", None, ["March of the Models"]),
        (f"{BANNER}\nFeb 31\n{LONG}", None, ["Feb 31"]),
    ],
)
def test_a_saved_text_page_is_read(text, day, titles):
    found, papers, faults = read_saved_text(text, TODAY)
    assert day == found
    assert titles == [paper.title for paper in papers]
    assert [weak_id(title) for title in titles] == [paper.id for paper in papers]
    assert faults == ()


def test_text_without_a_title_is_a_fault_at_its_line():
    _, papers, faults = read_saved_text(f"{BANNER}\n{LONG}\nOne\n{LONG}", TODAY)
    assert [paper.title for paper in papers] == ["One"]
    assert faults == ((9, "text without a title"),)


def test_all_saved_pages_give_493_entries_and_447_papers(shared):
    counts, ids = [], set()
    for file in sorted((shared / "seeds").glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        assert detect(text.encode()[:65_536]) is Format.TEXT
        _, papers, faults = read_saved_text(text, TODAY)
        assert not faults
        assert all(paper.title and len(paper.abstract) > 500 for paper in papers)
        counts.append(len(papers))
        ids |= {paper.id for paper in papers}
    assert counts == [70, 49, 63, 67, 244]
    assert sum(counts) == 493
    assert len(ids) == 447


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_no_text_breaks_the_reader_of_pages(text):
    read_saved_text(BANNER + text, TODAY)
    is_saved_text(text)


def page(items, before="", **props):
    inside = html.escape(json.dumps({"query": {}, "dailyPapers": items, **props}), quote=True)
    nav, list_ = (
        '<div data-target="Nav" data-props="{}"></div>',
        f'<div data-target="DailyPapers" data-props="{inside}">',
    )
    return f"<!DOCTYPE html>{before}<html><body>{nav}{list_}</div></body></html>"


def test_the_json_inside_a_saved_html_page_is_read():
    items = [bodies.daily_item("2611.00001", TODAY), 7, bodies.daily_item("2611.00002", TODAY, upvotes=9)]
    fetched = read_saved_html(page(items), TODAY, NOW)
    assert [paper.id for paper in fetched.papers] == ["arxiv:2611.00001", "arxiv:2611.00002"]
    assert [listing.upvotes for listing in fetched.listings] == [3, 9]
    assert len(fetched.faults) == 1


def test_a_saved_page_knows_its_day_from_its_own_address():
    item = bodies.daily_item("2611.00001", TODAY, submittedOnDailyAt=None)
    saved = "<!-- saved from url=(0046)https://huggingface.co/papers/date/2026-11-18 -->"
    assert read_saved_html(page([item], saved), TODAY, NOW).listings[0].list_date == date(2026, 11, 18)
    assert read_saved_html(page([item]), TODAY, NOW).listings[0].list_date == TODAY


ARTICLES = """<html><head><link rel="canonical" href="https://huggingface.co/papers/date/2026-11-19"></head><body>
<article><div class="leading-none">42</div><h3><a href="/papers/2611.00001">A   study &amp; more</a></h3>
<p>An abstract.</p>
<ul><li title="Ann Lee"></li><li title="Bo Chen"></li></ul></article>
<article><h3><a href="https://lab.example/x">Another study</a></h3></article>
<article><p>An advertisement</p></article>
</body></html>"""


def test_plain_articles_are_read():
    fetched = read_saved_html(ARTICLES, TODAY, NOW)
    first, second = fetched.papers
    assert (first.id, first.title, first.abstract) == ("arxiv:2611.00001", "A study & more", "An abstract.")
    assert first.authors == ("Ann Lee", "Bo Chen")
    assert second.url == "https://lab.example/x"
    assert [(x.upvotes, x.list_date) for x in fetched.listings] == [
        (42, date(2026, 11, 19)),
        (0, date(2026, 11, 19)),
    ]
    assert [fault.where for fault in fetched.faults] == ["article 3"]


@each_of("text", ["<html></html>", "<div data-props='{'>", "<div data-props='[1]'></div>", "<", "<x" * 5_000])
def test_a_page_without_papers_says_so(text):
    fetched = read_saved_html(text, TODAY, NOW)
    assert not fetched.ok
    assert fetched.faults


BIBTEX = r"""
% a comment
@string{nips = "NeurIPS"}
@article{one, title={{D}iffusion {M}odels and Caf\'e}, author={Lee, Ann and Bo Chen and others},
  year=2024, month=mar, eprint={2401.01234v2}, archivePrefix={arXiv}, primaryClass={cs.CL}, abstract={We study
  it.}, keywords={diffusion, models}}
@inproceedings{two, title="A DOI paper", author="Cy Wu", booktitle=nips, doi={10.1145/1.2},
  url={https://x.example/2}, year={2023}}
@misc{three, title={Cited by journal}, month=undefinedstring,
  journal={arXiv preprint arXiv:2402.00001}, date={2024-02-01}}
@misc{four, title={Only a link}, howpublished={\url{https://lab.example/p}}}
@misc{five, title={Nothing but a title}, year={n.d.}}
@misc{six, author={No Title}}
"""


def test_bibtex_is_read_with_the_strongest_id_of_each_entry():
    fetched = read_bibtex(BIBTEX, TODAY, NOW)
    one, two, three, four, five = fetched.papers
    assert (one.id, one.title, one.abstract) == ("arxiv:2401.01234", "Diffusion Models and Café", "We study it.")
    assert one.authors == ("Ann Lee", "Bo Chen")
    assert (one.categories, one.keywords) == (("cs.CL",), ("diffusion", "models"))
    assert (one.published, two.published, three.published, five.published) == (
        date(2024, 3, 1),
        date(2023, 1, 1),
        date(2024, 2, 1),
        None,
    )
    assert (two.id, two.url) == ("doi:10.1145/1.2", "https://doi.org/10.1145/1.2")
    assert three.id == "arxiv:2402.00001"
    assert four.url == "https://lab.example/p"
    assert five.id == weak_id("Nothing but a title")
    assert [fault.where for fault in fetched.faults] == ["entry six"]
    expected = [date(2024, 3, 1), date(2023, 1, 1), date(2024, 2, 1), TODAY, TODAY]
    assert expected == [listing.list_date for listing in fetched.listings]


@each_of(
    ("written", "title"),
    [
        (
            r"Kites at {$\sqrt{s_{NN}}$} and $\beta$, {\'a} la {BERT}",
            r"Kites at $\sqrt{s_{NN}}$ and $\beta$, á la BERT",
        ),
        (r"{\em Kites at $x$} and more", "Kites at x and more"),
        (r"Kites for \$5", "Kites for $5"),
    ],
)
def test_a_titles_formulas_stay_formulas(written, title):
    (paper,) = read_bibtex(f"@misc{{k, title={{{written}}}}}", TODAY, NOW).papers
    assert paper.title == title


def test_an_entry_with_an_open_brace_loses_itself_alone():
    text = """@misc{one, title={Open, author={Ada Fold}}

@misc{two, title={Whole}, author={Bo Wind}}
@misc{three, title={Closed twice}}, author={Bo Wind}}
@misc{four, title={Whole as well}}
"""
    fetched = read_bibtex(text, TODAY, NOW)
    assert [paper.title for paper in fetched.papers] == ["Whole", "Whole as well"]
    assert [fault.reason for fault in fetched.faults] == [
        "2 of its entries are malformed (an unclosed brace, perhaps)"
    ]


@each_of("before", ['@string{k = "Kites"} ', "@comment{by hand} ", '@preamble{"x"} '])
def test_a_file_may_begin_with_what_is_no_entry_in_the_same_line(before):
    assert is_bibtex(f"{before}@misc{{one, title={{Kites}}}}")


@each_of(
    ("written", "authors"),
    [
        ("{Fold, Ada and {Kite and Wind Team}}", ["Ada Fold", "Kite and Wind Team"]),
        ('"{Fold and Sons, Inc.} and Wind, Bo C."', ["Fold and Sons, Inc.", "Bo C. Wind"]),
        ("{Fold, Jr., Ada M. and van den Wind, Bo and others}", ["Ada M. Fold Jr.", "Bo van den Wind"]),
        ("{Ada de la Fold AND Bo Wind}", ["Ada de la Fold", "Bo Wind"]),
        (r"{{\"O}zg{\"u}r K{\i}te and Wind, {\L}ukasz}", ["Özgür Kıte", "Łukasz Wind"]),
        ("{Fold, Ada, Jr. and Wind, III, Bo}", ["Ada Fold Jr.", "Bo Wind III"]),
        ("{Fold, Ada; Wind, Bo}", ["Ada Fold", "Bo Wind"]),
        ("{Ada Fold, Bo Wind, Cy Rain}", ["Ada Fold", "Bo Wind", "Cy Rain"]),
        (r"{{\O{}}re, {\AA}se and Nguy{\~{\^e}}n, Bo}", ["Åse Øre", "Bo Nguyễn"]),
        ("{Fold, A, B, C, D}", ["Fold", "A", "B", "C", "D"]),
        ("{}", []),
        ("{Lee AB and Chen C}", ["A. B. Lee", "C. Chen"]),
        ("{Wei LI and Chen C}", ["Wei LI", "Chen C"]),
        ("{Ann Lee 0001 and Bo Chen}", ["Ann Lee", "Bo Chen"]),
    ],
)
def test_bibtexs_names_are_read_as_bibtex_reads_them(written, authors):
    (paper,) = read_bibtex(f"@misc{{k, title={{Kites}}, author={written}}}", TODAY, NOW).papers
    assert list(paper.authors) == authors


@each_of(
    ("fields", "day"),
    [
        ("date={2024-05}", date(2024, 5, 1)),
        ("date={2024-05-17/2024-06}", date(2024, 5, 17)),
        ("date={2024}", date(2024, 1, 1)),
        ('year=2024, month="10~" # may', date(2024, 5, 10)),
        ("year={2024}, month={May--June}", date(2024, 5, 1)),
        ("year={2024}, month={Okt}", date(2024, 10, 1)),
        ("year={2024}, month={05}, day={17}", date(2024, 5, 1)),
        ("year={2024}, month=MAY, day={17}", date(2024, 5, 17)),
        ("year={2024}, month={Feb}, day={31}", date(2024, 2, 1)),
        ("year={2024a}, month={13}", date(2024, 1, 1)),
        ("year={in press}", None),
    ],
)
def test_months_and_days_are_kept(fields, day):
    (paper,) = read_bibtex(f"@misc{{k, title={{Kites}}, {fields}}}", TODAY, NOW).papers
    assert paper.published == day


def test_strings_are_put_together_and_keys_may_repeat():
    text = """@string{k = "Kites"} @string{kk = k # " that fly"}
@misc{a, title = kk # {, again}, doi = {10.1000/a\\_b}}
@misc{a, title = {Boats}, title = {Ships}, url = {\\url{https://x.example/a\\_b}}}"""
    one, two = read_bibtex(text, TODAY, NOW).papers
    assert (one.title, one.id) == ("Kites that fly, again", "doi:10.1000/a_b")
    assert (two.title, two.url) == ("Boats", "https://x.example/a_b")


@each_of(
    ("written", "printed"),
    [
        (r"{\textless}i{\textgreater}Kites{\textless}/i{\textgreater} \& boats", "Kites & boats"),
        ("Kites &amp; <i>boats</i>", "Kites & boats"),
        ("Kites &#8211; a study", "Kites – a study"),
        (r"Kites with p {\textless} 0.05", "Kites with p < 0.05"),
        ("Kites <b and boats", "Kites <b and boats"),
    ],
)
def test_markup_that_publishers_and_zotero_export_is_no_text(written, printed):
    (paper,) = read_bibtex(f"@misc{{k, title={{{written}}}, abstract={{{written}}}}}", TODAY, NOW).papers
    assert (paper.title, paper.abstract) == (printed, printed)


def test_who_edited_a_work_without_authors_stands_for_them():
    (paper,) = read_bibtex("@book{k, title={Kites}, editor={Lee, Ann and Chen, Bo}}", TODAY, NOW).papers
    assert paper.authors == ("Ann Lee", "Bo Chen")


def test_a_malformed_entry_is_told_and_the_rest_is_read():
    fetched = read_bibtex(
        "@article{a, title={Fine}}\n@article{b, title={Unclosed\n\n@article{c, title={Fine too}}", TODAY, NOW
    )
    assert "Fine" in [paper.title for paper in fetched.papers]
    assert "malformed" in fetched.faults[-1].reason


@each_of("text", ["@", "@article{", "@article{x", "@{}", "@article{x,,,}", "@x{y, title=}", "@string{a = b}"])
def test_no_bibtex_breaks_the_reader(text):
    assert read_bibtex(text, TODAY, NOW).papers == ()


@each_of(
    ("written", "meant"),
    [
        (r"Erd{\H{o}}s and Poincar\'e", "Erdős and Poincaré"),
        (r"{\'E}cole, M{\"u}ller, \c{C}elik, \v{S}t, \v s", "École, Müller, Çelik, Št, š"),
        (r"{\o}rsted \L{}ukasz stra{\ss}e \'{\i}", "ørsted Łukasz straße í"),
        (r"R\&D 5\% a\_b {BERT}", "R&D 5% a_b BERT"),
        (r"$\alpha$-divergence and \textbf{x}", "α-divergence and x"),
        (r"{{Kites} at $\sqrt{s_{NN}}$}", "Kites at √s_NN"),
        ("plain", "plain"),
    ],
)
def test_tex_accents_are_read(written, meant):
    assert meant == text_of(written)


@each_of(
    ("head", "kind"),
    [
        (bodies.daily([]), Format.JSON),
        (b'  {"error": "x"}', Format.JSON),
        (b'{\n "data": []\n}', Format.JSON),
        (b'{"date": "2026-11-20", "body": []}\n', Format.LINES),
        (b'{"date": "2026-11-20", "body": []}\n{"date"', Format.LINES),
        (bodies.query(["2611.00001"]), Format.FEED),
        (bodies.rss(["https://x.example"]), Format.FEED),
        (page([]).encode(), Format.HTML),
        (BIBTEX.encode(), Format.BIBTEX),
        (BANNER.encode(), Format.TEXT),
        (f"One\n{LONG}\nTwo\n{LONG}".encode(), Format.TEXT),
        (f"\ufeff{BANNER}".encode(), Format.TEXT),
    ],
)
def test_a_format_is_told_by_the_content(head, kind):
    assert detect(head) is kind


@each_of(
    ("head", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04\x00\x00", "binary"),
        (b"\x81\x02\xff\x1b" * 50, "binary"),
        (b"# A readme\n\nWith some words.\n", "no format"),
        (b"hello", "no format"),
    ],
)
def test_what_is_no_list_of_papers_is_refused_with_a_reason(head, reason):
    assert reason in detect(head)
