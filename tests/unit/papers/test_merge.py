"""A second sight of a paper adds and freshens, and takes nothing away."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.model.paper import Paper
from bot.papers.merge import MAX_KEYWORDS, merge
from tests.each_of import each_of

OLD = Paper(
    id="arxiv:2401.01234",
    title="Continual Pre-Training",
    url="https://arxiv.org/abs/2401.01234",
    abstract="A long enough abstract.",
    authors=("Ann Lee", "Bo Chen"),
    published=date(2024, 1, 2),
    tldr="It trains on.",
    categories=("cs.CL",),
    keywords=("Pre-training",),
    organization="Lab",
    code_url="https://github.com/a/b",
    stars=5,
)
BARE = Paper(id="url:0123456789abcdef", title="Continual pretraining", url="")


def test_the_same_sight_changes_nothing():
    assert merge(OLD, OLD) == OLD


def test_a_bare_sight_takes_nothing_away():
    assert merge(OLD, BARE) == OLD


def test_a_stronger_id_wins_id_link_and_title_and_keeps_the_rest():
    merged = merge(replace(BARE, abstract="kept", stars=1), replace(OLD, abstract=""))
    assert (merged.id, merged.url, merged.title) == (OLD.id, OLD.url, OLD.title)
    assert (merged.abstract, merged.stars) == ("kept", 5)


def test_equal_strength_keeps_the_first_id():
    doi, review = replace(OLD, id="doi:10.1/x"), replace(OLD, id="openreview:abcdef")
    assert merge(doi, review).id == "doi:10.1/x"
    assert merge(review, doi).id == "openreview:abcdef"
    assert merge(doi, OLD).id == OLD.id


@each_of(
    ("change", "expected"),
    [
        ({"title": "Continual Pretraining"}, {"title": OLD.title}),
        ({"title": "Continual Pre-Training, Revisited"}, {"title": "Continual Pre-Training, Revisited"}),
        ({"abstract": OLD.abstract + " And more."}, {"abstract": OLD.abstract + " And more."}),
        ({"abstract": "Short."}, {"abstract": OLD.abstract}),
        ({"authors": ("Ann Lee",)}, {"authors": OLD.authors}),
        ({"authors": ("Ann Lee", "Bo Chen", "Cy Wu")}, {"authors": ("Ann Lee", "Bo Chen", "Cy Wu")}),
        ({"published": date(2024, 5, 5)}, {"published": date(2024, 1, 2)}),
        ({"published": date(2023, 12, 31)}, {"published": date(2023, 12, 31)}),
        ({"tldr": "Newer."}, {"tldr": "Newer."}),
        ({"tldr": ""}, {"tldr": "It trains on."}),
        ({"categories": ("cs.LG", "cs.CL")}, {"categories": ("cs.CL", "cs.LG")}),
        ({"keywords": ("pre-training", "replay")}, {"keywords": ("Pre-training", "replay")}),
        ({"stars": 9}, {"stars": 9}),
        ({"stars": 0}, {"stars": 5}),
        ({"code_url": "https://github.com/c/d", "stars": 0}, {"code_url": "https://github.com/c/d", "stars": 0}),
        ({"organization": "Other"}, {"organization": "Other"}),
        ({"withdrawn": True}, {"withdrawn": True}),
    ],
)
def test_a_second_sight_with_the_same_id(change, expected):
    merged = merge(OLD, replace(OLD, **change))
    assert merged == replace(OLD, **expected)


def test_a_withdrawal_sticks():
    assert merge(replace(OLD, withdrawn=True), OLD).withdrawn


def test_a_sight_without_a_registry_id_never_replaces_what_a_registry_said():
    noisy = replace(BARE, title="BLOG: Continual pretraining", abstract="x" * 5_000, authors=("a", "b", "c"))
    merged = merge(OLD, noisy)
    assert (merged.title, merged.abstract, merged.authors) == (OLD.title, OLD.abstract, OLD.authors)
    assert merge(replace(OLD, abstract="", authors=()), noisy).abstract == "x" * 5_000


def test_keywords_do_not_grow_without_bound():
    merged = OLD
    for number in range(100):
        merged = merge(merged, replace(OLD, keywords=(f"word {number}",)))
    assert len(merged.keywords) == MAX_KEYWORDS


texts = st.sampled_from(["", "a", "bb", "A"])
papers = st.builds(
    Paper,
    id=st.sampled_from(["arxiv:2401.01234", "doi:10.1/x", "url:0123456789abcdef"]),
    title=texts,
    url=texts,
    abstract=texts,
    authors=st.lists(texts).map(tuple),
    published=st.none() | st.dates(),
    tldr=texts,
    keywords=st.lists(texts, unique=True).map(tuple),
    code_url=texts,
    stars=st.integers(0, 9),
    withdrawn=st.booleans(),
)


@given(papers, papers)
def test_seeing_the_same_again_changes_nothing_more(old, new):
    once = merge(old, new)
    assert merge(once, new) == once
