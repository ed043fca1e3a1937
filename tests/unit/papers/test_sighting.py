"""What a fetch makes of the papers that are known."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.model.paper import Listing, Paper
from bot.papers.identity import entry_id
from bot.papers.merge import merge
from bot.papers.sighting import Sighting
from tests.each_of import each_of

PAPER = Paper(
    id="arxiv:2611.01234",
    title="Folding paper that flies",
    url="https://arxiv.org/abs/2611.01234",
    abstract="We fold.",
    authors=("Ann Lee",),
    described_by="huggingface",
)
OWN = entry_id("club", "17")


def entry(title, guid, link, paper_id=None, **more):
    own = entry_id(link, guid)
    return Paper(
        id=paper_id or own, title=title, url=link, described_by="rss", also=(entry_id("guid", guid),), **more
    )


def sighting(*papers):
    known = Sighting()
    for paper in papers:
        known.sight(paper)
    return known


def titles(known):
    return [known.papers[key].title for key in known.added]


@each_of("first", [True, False])
def test_the_higher_standing_describes_a_paper_whichever_comes_first(first):
    noisy = Paper(
        id=PAPER.id,
        title="Folding paper that flies!!",
        url="https://club.example/x",
        abstract="A teaser that is longer than the abstract.",
        authors=("admin", "Ann Lee"),
        published=date(2026, 1, 1),
        described_by="rss",
    )
    merged = merge(PAPER, noisy) if first else merge(noisy, PAPER)
    assert (merged.title, merged.abstract, merged.authors, merged.url, merged.described_by) == (
        PAPER.title,
        PAPER.abstract,
        PAPER.authors,
        PAPER.url,
        "huggingface",
    )
    assert merge(merged, PAPER) == merge(merged, noisy) == merged


def test_a_lower_standing_fills_what_is_missing():
    bare = Paper(id=PAPER.id, title="Folding", url="", described_by="arxiv")
    merged = merge(bare, PAPER)
    assert (merged.title, merged.abstract, merged.url) == ("Folding", PAPER.abstract, PAPER.url)
    assert merged.described_by == "arxiv"


def test_an_entry_that_talks_about_a_known_paper_is_one_of_its_own():
    post = Paper(id=PAPER.id, title="Does anybody fold?", url=PAPER.url, described_by="rss", also=(OWN,))
    known = sighting(PAPER, post)
    assert titles(known) == [PAPER.title, post.title]
    listed = Listing(
        paper_id=PAPER.id, source="rss", list_date=date(2026, 11, 1), rank=1, observed=datetime.now(UTC)
    )
    assert known.papers[known.key_of(listed)].title == post.title
    known.sight(post)
    assert titles(known) == [PAPER.title, post.title]


def test_one_link_with_many_guids_is_many_entries():
    page = "https://lab.example/list"
    known = sighting(entry("Kites", "k", page), entry("Boats", "b", page), entry("Kites", "k", page))
    assert titles(known) == ["Kites", "Boats"]


def test_two_of_guid_link_and_title_name_an_entry_again():
    page = "https://lab.example/kites"
    known = sighting(entry("Kites that fly", "k", page))
    known.sight(entry("Kites that fly far", "k", page))
    known.sight(entry("Kites that fly far", "k", "https://lab.example/kites-that-fly"))
    known.sight(entry("Kites that fly far", "k2", page))
    assert titles(known) == ["Kites that fly far"]
    known.sight(entry("Boats that sink", "k", "https://lab.example/boats"))
    assert titles(known) == ["Kites that fly far", "Boats that sink"]


def test_a_link_without_a_guid_finds_the_entry_that_has_one():
    page = "https://lab.example/kites"
    known = sighting(entry("Kites that fly", "k", page))
    bare = Paper(id=known.papers[1].id, title="Kites that fly", url=page, described_by="rss")
    known.sight(bare)
    assert titles(known) == ["Kites that fly"]


def test_an_id_that_two_sources_share_makes_one_paper_of_two():
    journal = Paper(
        id="doi:10.1/k", title="A kite that flies", url="https://doi.org/10.1/k", described_by="crossref"
    )
    preprint = Paper(id=PAPER.id, title=PAPER.title, url=PAPER.url, described_by="arxiv", also=("doi:10.1/k",))
    known = sighting(journal, preprint)
    assert titles(known) == [PAPER.title]  # of two registries' the stronger id leads
    assert known.by_id["doi:10.1/k"] == known.by_id[PAPER.id] == 1
    assert known.papers[1].id == PAPER.id


def test_a_revision_changes_what_is_known_and_adds_nothing():
    known = sighting(PAPER)
    known.revise(Paper(id=PAPER.id, title=PAPER.title, url=PAPER.url, withdrawn=True, described_by="arxiv"))
    known.revise(Paper(id="arxiv:2301.00001", title="An old study", url="", described_by="arxiv"))
    assert titles(known) == [PAPER.title]
    assert known.papers[1].withdrawn


PREPRINT = Paper(
    id="doi:10.1101/2026.11.01.1", title="A first title", url="https://x.example/1", described_by="biorxiv"
)
ARTICLE = Paper(
    id="doi:10.5555/kites.7", title="The title in print", url="https://x.example/2", described_by="crossref"
)


def test_a_preprint_and_its_article_are_one_where_a_registry_says_so():
    known = sighting(PREPRINT, ARTICLE)
    assert len(known.papers) == 2
    known.sight(replace(ARTICLE, also=(PREPRINT.id,)))
    assert len(known.papers) == 1
    assert known.by_id[ARTICLE.id] == known.by_id[PREPRINT.id]
    again = sighting(replace(PREPRINT, also=(ARTICLE.id,)), ARTICLE)
    assert len(again.papers) == 1, "whichever comes first"


def test_a_feed_cannot_make_two_works_of_a_registry_one():
    known = sighting(PREPRINT, ARTICLE, replace(ARTICLE, described_by="rss", also=(PREPRINT.id,)))
    assert len(known.papers) == 2


def test_two_preprints_of_one_article_stay_two():
    parts = [
        replace(PAPER, id=f"arxiv:2611.0777{n}", title=f"Part {n} of a work on kites", described_by="arxiv")
        for n in (1, 2)
    ]
    known = sighting(*(replace(part, also=(ARTICLE.id,)) for part in parts))
    assert len(known.papers) == 2


def test_an_article_is_the_preprint_whose_authors_named_it():
    preprint = replace(PAPER, title="Another title then", described_by="arxiv", also=(ARTICLE.id,))
    for order in ((preprint, ARTICLE), (ARTICLE, preprint)):
        known = sighting(*order)
        assert [paper.id for paper in known.papers.values()] == [PAPER.id]
