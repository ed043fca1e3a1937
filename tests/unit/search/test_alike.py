"""Papers like a paper: by the words that tell, weighed by their rarity, never the paper itself."""

from bot.search.alike import alike
from tests.fakes.indexed_papers import IndexedPapers
from tests.fakes.papers import candidate

MINE = candidate(1, "Kites in turbulent wind", abstract="Kites fly in wind that is turbulent. We use a policy.")
NEAR = candidate(2, "A policy for kites", abstract="Kites fly in turbulent wind.")
FAR = candidate(3, "A policy for boats", abstract="Boats sail by a policy.")
OTHER = candidate(4, "Tables", abstract="Something about furniture.")
PLAIN = tuple(candidate(n, f"Policies {n}", abstract="We use a policy.") for n in range(10, 30))
LIBRARY = IndexedPapers(MINE, NEAR, FAR, OTHER, *PLAIN)


async def test_the_most_alike_come_first_and_the_paper_itself_never() -> None:
    hits = await alike(MINE, LIBRARY, LIBRARY, 10)
    assert [hit.key for hit in hits][:1] == [2]
    assert MINE.key not in [hit.key for hit in hits]
    assert OTHER.key not in [hit.key for hit in hits]
    assert all(0 <= hit.score <= 1 for hit in hits)
    assert hits[0].score > 2 * hits[1].score, "a policy is what they all have"


async def test_a_copy_is_as_like_as_can_be() -> None:
    copy = candidate(5, MINE.paper.title, abstract=MINE.paper.abstract)
    (first, *_) = await alike(MINE, IndexedPapers(MINE, NEAR, FAR, copy), IndexedPapers(MINE, NEAR, FAR, copy), 3)
    assert first.key == 5
    assert first.score > 0.99


async def test_words_in_the_same_order_are_more_alike_than_words_alone() -> None:
    mine = candidate(1, "Things", abstract="graph neural network pruning")
    same = candidate(2, "Others", abstract="graph neural network pruning")
    mixed = candidate(3, "Others", abstract="pruning network neural graph")
    library = IndexedPapers(mine, same, mixed)
    first, second = await alike(mine, library, library, 2)
    assert (first.key, second.key) == (2, 3)
    assert first.score > second.score


async def test_only_so_many_are_told_and_only_those_that_were_there() -> None:
    assert len(await alike(MINE, LIBRARY, LIBRARY, 3)) == 3
    assert {hit.key for hit in await alike(MINE, LIBRARY, LIBRARY, 9, before_key=3)} == {2, 3}


async def test_a_paper_of_words_that_nobody_else_has_is_like_none() -> None:
    alone = candidate(9, "Zygomorphic", abstract="")
    assert await alike(alone, LIBRARY, LIBRARY, 5) == ()
    assert await alike(candidate(9, "", abstract="and the of"), LIBRARY, LIBRARY, 5) == ()
