"""What people and sources write may be long; what is kept once is kept once all the same, on each engine."""

import random

from bot.model.paper import Paper
from bot.papers.identity import canonical_id
from bot.ports import Fault, Fetched
from bot.query.lexer import MAX_QUERY_LENGTH
from storage.rows.faults import LONGEST
from tests.contract.furnishing import NOW, channel


def chinese(length: int, seed: int = 1) -> str:
    """Text that no compression makes short: three bytes a character."""
    drawn = random.Random(seed)
    return "".join(chr(drawn.randrange(0x4E00, 0x9FA5)) for _ in range(length))


async def test_the_longest_query_is_kept_once_and_found_again(store):
    text, other = chinese(MAX_QUERY_LENGTH), chinese(MAX_QUERY_LENGTH - 1) + "x"
    one, two = await channel(store, "C1"), await channel(store, "C2")
    assert await store.channels.subscribe(one.key, [text, other, text], "U1", NOW) == [True, True, False]
    assert await store.channels.subscribe(two.key, [text], "U1", NOW) == [True]
    assert await store.channels.unsubscribe(one.key, [text]) == [True]
    assert [each.query for each in await store.channels.subscriptions(one.key)] == [other]
    assert [each.query for each in await store.channels.subscriptions(two.key)] == [text]


async def test_the_longest_id_link_title_and_fault_spoil_no_fetch(store):
    doi = "10.1234/" + chinese(1_900)
    link = f"https://doi.org/{doi}"
    by_link = canonical_id(link) or ""
    long_doi = canonical_id("10.1234/" + chinese(300)) or ""
    assert canonical_id(doi) is None
    assert by_link.startswith("url:")
    assert long_doi.startswith("doi:")
    papers = tuple(
        Paper(id=paper_id, title=chinese(4_000, seed), url=link, authors=(chinese(3_000),))
        for seed, paper_id in enumerate((by_link, long_doi), 1)
    )
    faults = (Fault(chinese(4_000), chinese(4_000)), Fault(chinese(4_000), chinese(4_000)), Fault("a", "b"))
    done = await store.papers.ingest("rss", Fetched(papers=papers, faults=faults), NOW)
    assert done.papers_new == 2
    assert {each.paper.id for each in await store.papers.by_id([by_link, long_doi])} == {by_link, long_doi}
    kept = [fault for _, _, fault in await store.journal.faults(10)]
    assert sorted(len(each.where) for each in kept) == [1, LONGEST]
