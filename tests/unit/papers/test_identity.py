"""Ids, links and titles name the same work in many ways."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.papers.identity import canonical_id, ids_named, is_strong, title_key, url_of, weak_id
from tests.each_of import each_of

IDS = {
    "2401.01234": "arxiv:2401.01234",
    "2401.01234v3": "arxiv:2401.01234",
    " arXiv:2401.01234v12 ": "arxiv:2401.01234",
    "arXiv:2401.01234v2 [cs.CL]": "arxiv:2401.01234",
    "ARXIV:2401.01234": "arxiv:2401.01234",
    "arxiv/2401.01234v2": "arxiv:2401.01234",
    "[2401.01234] Counting Kites": "arxiv:2401.01234",
    "[math/0309136v1] Kites, Folded": "arxiv:math/0309136",
    "\u200barXiv:2401.01234\u2060": "arxiv:2401.01234",
    "https://arxiv.org/abs/2401.01234%20": "arxiv:2401.01234",
    "https://journals.example/article/doi/10.1000/kites_1/124200/Kites-That-Fly": "doi:10.1000/kites_1",
    "https://www.nature.com/articles/s41586-024-00001-1_reference.pdf": "doi:10.1038/s41586-024-00001-1",
    '"https://arxiv.org/abs/2401.01234",': "arxiv:2401.01234",
    "“2401.01234”.": "arxiv:2401.01234",
    "0704.0001": "arxiv:0704.0001",
    "1412.9999v1": "arxiv:1412.9999",
    "math.GT/0309136": "arxiv:math/0309136",
    "math/0309136v1": "arxiv:math/0309136",
    "arXiv:hep-th/9901001": "arxiv:hep-th/9901001",
    "cond-mat.str-el/0102536v2": "arxiv:cond-mat/0102536",
    "quant-ph/0201082v1": "arxiv:quant-ph/0201082",
    "https://arxiv.org/abs/2401.01234": "arxiv:2401.01234",
    "http://arxiv.org/abs/2401.01234v2": "arxiv:2401.01234",
    "https://www.arxiv.org/pdf/2401.01234v2.pdf": "arxiv:2401.01234",
    "https://arxiv.org/pdf/2401.01234": "arxiv:2401.01234",
    "https://arxiv.org/html/2401.01234v1/#S3": "arxiv:2401.01234",
    "https://arxiv.org/abs/math.GT/0309136": "arxiv:math/0309136",
    "https://arxiv.org/abs/quant-ph%2F0201082": "arxiv:quant-ph/0201082",
    "https://export.arxiv.org/abs/hep-th/9901001v1?context=cs": "arxiv:hep-th/9901001",
    "arxiv.org/abs/2401.01234": "arxiv:2401.01234",
    "<https://arxiv.org/abs/2401.01234|a title>": "arxiv:2401.01234",
    "<https://arxiv.org/abs/2401.01234>": "arxiv:2401.01234",
    "https://huggingface.co/papers/2401.01234": "arxiv:2401.01234",
    "https://huggingface.co/papers/2401.01234#community": "arxiv:2401.01234",
    "https://hf.co/papers/2401.01234.md": "arxiv:2401.01234",
    "huggingface.co/papers/2401.01234": "arxiv:2401.01234",
    "https://www.alphaxiv.org/abs/2401.01234v1": "arxiv:2401.01234",
    "https://alphaxiv.org/overview/2401.01234": "arxiv:2401.01234",
    "https://ar5iv.labs.arxiv.org/html/2401.01234": "arxiv:2401.01234",
    "https://doi.org/10.48550/arXiv.2401.01234": "arxiv:2401.01234",
    "10.48550/arXiv.2401.01234": "arxiv:2401.01234",
    "10.48550/arXiv.hep-th/9901001": "arxiv:hep-th/9901001",
    "https://doi.org/10.1145/3442188.3445922": "doi:10.1145/3442188.3445922",
    "https://dx.doi.org/10.1038/S41586-021-03819-2.": "doi:10.1038/s41586-021-03819-2",
    "doi:10.1038/s41586-021-03819-2": "doi:10.1038/s41586-021-03819-2",
    "doi: 10.1038/s41586-021-03819-2,": "doi:10.1038/s41586-021-03819-2",
    "doi.org/10.1038/s41586-021-03819-2": "doi:10.1038/s41586-021-03819-2",
    "10.1016/0370-2693(89)90001-5": "doi:10.1016/0370-2693(89)90001-5",
    "10.1000/abc).": "doi:10.1000/abc",
    "https://doi.org/10.1000/a%28b%29": "doi:10.1000/a(b)",
    "https://dl.acm.org/doi/abs/10.1145/3442188.3445922": "doi:10.1145/3442188.3445922",
    "https://www.frontiersin.org/articles/10.3389/fnins.2020.1/full": "doi:10.3389/fnins.2020.1",
    "https://www.biorxiv.org/content/10.1101/2024.01.02.573912v2.full.pdf": "doi:10.1101/2024.01.02.573912",
    "10.1101/2024.01.02.573912v1": "doi:10.1101/2024.01.02.573912",
    "https://openreview.net/forum?id=aBc_-12345": "openreview:aBc_-12345",
    "https://openreview.net/pdf?id=aBc_-12345&noteId=x": "openreview:aBc_-12345",
    "openreview.net/forum?id=aBc_-12345": "openreview:aBc_-12345",
    "openreview:aBc_-12345": "openreview:aBc_-12345",
    "www.biorxiv.org/content/10.1101/2024.01.02.573912v1": "doi:10.1101/2024.01.02.573912",
    "https://www.medrxiv.org/content/10.64898/2026.01.02.26012345v3.full-text": "doi:10.64898/2026.01.02.26012345",
    "https://www.nature.com/articles/s41586-021-03819-2": "doi:10.1038/s41586-021-03819-2",
    "https://www.nature.com/articles/s41586-021-03819-2.pdf?origin=x": "doi:10.1038/s41586-021-03819-2",
    "see arXiv:2401.01234v2.": "arxiv:2401.01234",
    "arXiv preprint arXiv:2401.01234 (2024)": "arxiv:2401.01234",
    "Kites, doi:10.1038/s41586-021-03819-2.": "doi:10.1038/s41586-021-03819-2",
    "https://arxiv.org/abs/2401.01234…": "arxiv:2401.01234",
    "https://www.google.com/url?q=https://arxiv.org/abs/2401.01234&sa=D": "arxiv:2401.01234",
    "https://reader.example/https://arxiv.org/pdf/2401.01234v1": "arxiv:2401.01234",
    "https://www.biorxiv.org/content/biorxiv/early/2024/01/02/2024.01.02.573912.full.pdf": "doi:10.1101/2024.01.02.573912",
    "https://www.biorxiv.org/cgi/content/short/2024.01.02.573912v1?rss=1": "doi:10.1101/2024.01.02.573912",
    "nature.com/articles/nature14539": "doi:10.1038/nature14539",
    "https://elifesciences.org/articles/54321v2#abstract": "doi:10.7554/elife.54321",
    "https://aclanthology.org/2024.acl-long.12/": "doi:10.18653/v1/2024.acl-long.12",
    "https://aclanthology.org/P18-1001.pdf": "doi:10.18653/v1/p18-1001",
    "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0123456": "doi:10.1371/journal.pone.0123456",
    "https://www.pnas.org/doi/10.1073/pnas.2100000118": "doi:10.1073/pnas.2100000118",
    "url:0123456789abcdef": "url:0123456789abcdef",
    "https://arxiv.org/abs/2401.01234)": "arxiv:2401.01234",
    "(https://arxiv.org/abs/2401.01234).": "arxiv:2401.01234",
    "“2401.01234v2”,": "arxiv:2401.01234",
    "[a fine paper](https://arxiv.org/pdf/2401.01234v1)": "arxiv:2401.01234",
    "arXiv:2401.01234v3 [stat.ML] 7 Feb 2024": "arxiv:2401.01234",
    "arXiv 2401.01234": "arxiv:2401.01234",
    "arxiv id: hep-th/9901001": "arxiv:hep-th/9901001",
    "DOI 10.1038/s41586-021-03819-2": "doi:10.1038/s41586-021-03819-2",
    "have you read https://arxiv.org/abs/2401.01234, it is fun": "arxiv:2401.01234",
    "arxiv2401.01234": "arxiv:2401.01234",
    "https://arxiv.org/abs/arXiv:2401.01234": "arxiv:2401.01234",
    "https://iop.example/article/10.1088/1742-6596/2000/012345/pdf": "doi:10.1088/1742-6596/2000/012345",
    "https://kites.example/doi/10.1177/kit.1.full.pdf+html": "doi:10.1177/kit.1",
    "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O": (
        "doi:10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o"
    ),
    "https://scirate.com/arxiv/2401.01234v1": "arxiv:2401.01234",
    "https://papers.cool/arxiv/2401.01234": "arxiv:2401.01234",
    "https://api.semanticscholar.org/arXiv:2401.01234": "arxiv:2401.01234",
    "https://ui.adsabs.harvard.edu/abs/2024arXiv240101234L/abstract": "arxiv:2401.01234",
    "https://www.emergentmind.com/papers/2401.01234": "arxiv:2401.01234",
    "10.1175/1520-0442(2001)014<0953:ATOK>2.0.CO;2": "doi:10.1175/1520-0442(2001)014<0953:atok>2.0.co;2",
    "https://doi.org/10.1175/1520-0442(2001)014%3C0953:ATOK%3E2.0.CO;2": (
        "doi:10.1175/1520-0442(2001)014<0953:atok>2.0.co;2"
    ),
    "https://academic.oup.com/kites/article/doi/10.1093/kites/abc123/6612345": "doi:10.1093/kites/abc123",
    "https://kites.example/doi/full-text/10.1111/kit.1/supplementary-material": "doi:10.1111/kit.1",
    "https://kites.example/doi/10.1111/kit.1;jsessionid=AB12.f1": "doi:10.1111/kit.1",
}
NO_IDS = [
    "", "  ", "attention", "diffusion model", "2401", "2413.01234", "2401.123", "1501.0001", "0808.05394",
    "and/0601001", "docs/2024001", "cs.CL", "title:rag", "arxiv:rag", "doi:rag", "doi:10.", "openreview:a b",
    "url:short", "http://", "https://[::1", "https://a b.org/x", "ftp://arxiv.org/abs/2401.01234", "3.14",
    "GPT-4", "C++", "example.org/x", "x" * 5_000, "https://x.org/" + "y" * 5_000, "\ud83d", "10.1000/",
]  # fmt: skip


@each_of(("typed", "expected"), IDS.items())
def test_every_form_of_an_id_is_one_id(typed, expected):
    assert expected == canonical_id(typed)


@each_of("typed", NO_IDS)
def test_what_is_no_id_is_refused(typed):
    assert canonical_id(typed) is None


@each_of("paper_id", sorted(set(IDS.values())))
def test_a_canonical_id_is_its_own_canonical_form_and_so_is_its_page(paper_id):
    assert paper_id == canonical_id(paper_id)
    assert url_of(paper_id) == "" or canonical_id(url_of(paper_id)) == paper_id


@each_of(
    ("a", "b"),
    [
        ("https://Blog.org/post/", "http://www.blog.org/post"),
        ("https://blog.org/post?utm_source=x&b=2&a=1", "https://blog.org/post?a=1&b=2#rss"),
        ("https://blog.org/post#12", "https://blog.org/post#:~:text=fold"),
        ("https://blog.org/post", "https://blog.org/post#xtor=RSS-16"),
    ],
)
def test_spellings_of_an_unknown_link_are_one_weak_id(a, b):
    assert canonical_id(a) == canonical_id(b)
    assert canonical_id(a).startswith("url:")
    assert not is_strong(canonical_id(a))


def test_different_unknown_links_differ():
    assert canonical_id("https://blog.org/?p=1") != canonical_id("https://blog.org/?p=2")
    assert canonical_id("https://blog.org/list#kites") != canonical_id("https://blog.org/list#boats")


def test_a_part_of_a_page_leads_to_the_page():
    page = canonical_id("https://blog.org/list")
    assert ids_named("https://blog.org/list#kites") == (canonical_id("https://blog.org/list#kites"), page)
    assert ids_named("https://blog.org/list") == (page,)
    assert ids_named("https://arxiv.org/html/2401.01234#S1") == ("arxiv:2401.01234",)
    assert ids_named("kites") == ()


@each_of(
    ("a", "b"),
    [
        ("Pre-Training of X", "pretraining  of\nx"),
        ("Café: naïve Bayes?", "Cafe naive Bayes"),
        ("ＬＬＭｓ are here", "LLMs Are Here!"),
        ("{D}iffusion $L_0$", "Diffusion L0"),
        ("İstanbul", "istanbul"),
    ],
)
def test_titles_that_differ_in_dress_have_one_key(a, b):
    assert title_key(a) == title_key(b)
    assert weak_id(a) == weak_id(b)


@each_of(("a", "b"), [("C++ by example", "C by example"), ("F# now", "F now"), ("कि", "का"), ("一", "二")])
def test_titles_that_differ_in_meaning_have_two_keys(a, b):
    assert title_key(a) != title_key(b)


def test_a_title_of_ascii_alone_has_the_key_that_it_has_among_other_characters():
    """Its key is made in a quicker way."""
    for each in map(chr, range(128)):
        assert title_key(each) + "e" == title_key(f"{each}é"), ascii(each)


def test_a_title_without_letters_still_has_an_id():
    assert title_key("🤗 ?!") == ""
    assert weak_id("🤗 ?!") != weak_id("?!")


@given(st.text(max_size=60))
def test_no_text_breaks_identity(text):
    found = canonical_id(text)
    assert found is None or canonical_id(found) == found
    assert canonical_id(weak_id(text)) == weak_id(text)
    assert title_key(title_key(text)) == title_key(text)


@each_of("text", ["10.1234/half\ud83d", "doi:10.1234/\udcce", "https://doi.org/10.1234/a\ud800b"])
def test_halves_of_characters_are_no_part_of_a_registrys_id(text):
    """Its page would have no address."""
    found = canonical_id(text)
    assert found is None or url_of(found).isascii()


@each_of("name", ["doi:3782.0000\udcff.s", "doi:10.1234/\ud83d", "openreview:\ud800", "arxiv:1"])
def test_a_page_has_an_address_whatever_the_id_holds(name):
    """A fuzzer's find: with a byte that is no text in it there was no address, but an exception."""
    assert url_of(name).isascii()


@each_of("link", ["https://x.org/?q=a\ud83d", "https://x.org/a\udc80b", "https://x.org/#\ud800"])
def test_a_link_with_half_a_character_is_a_link_of_its_own(link):
    assert canonical_id(link).startswith("url:")
    assert canonical_id(link) != canonical_id("https://x.org/")


def test_a_lone_surrogate_has_an_id():
    assert weak_id("half \ud83d of one").startswith("url:")


def test_the_ids_of_recorded_answers_are_all_read(shared):
    files = sorted((shared / "data" / "arxiv_api").glob("*.json"))
    bodies = [json.loads(file.read_text(encoding="utf-8"))["body"] for file in files]
    links = [
        line.split("<id>")[1].split("</id>")[0]
        for body in bodies
        for line in body.splitlines()
        if "/abs/" in line and "<id>" in line
    ]
    assert len(links) > 200
    assert all(is_strong(canonical_id(link)) for link in links)
