"""What a subscription in plain words may mean."""

from bot.query.parser import parse
from bot.search.foresight import Foresight
from storage.store import open_store
from tests.each_of import each_of
from tests.integration.searching import NOW, add, made


@each_of(
    "typed, meant",
    [
        ("lecun", 'author:"lecun"'),
        ("@yann lecun", 'author:"yann lecun"'),
        ("lecun kites", 'kites author:"lecun"'),
        ("kites or boats", "kites OR boats"),
        ("kites but not storms", "kites -storms"),
        ("everything except storms", "upvotes:>=0 -storms"),
        ("kites", ""),
        ("storms", ""),
    ],
)
async def test_what_is_offered_is_what_a_search_would_take_it_for(typed: str, meant: str) -> None:
    async with open_store(":memory:") as store:
        await add(store, [made(1, "Kites", authors=("Yann LeCun",)), made(2, "Boats", "at sea")])
        await store.index.repair()
        (found,) = await Foresight(store.papers, store.index).look([parse(typed)], NOW)
        assert (found.meant.query if found.meant else "") == meant


async def test_what_is_offered_for_a_slip_is_what_a_search_would_look_for() -> None:
    async with open_store(":memory:") as store:
        await add(store, [made(n, f"A policy gradient, part {n}") for n in range(8)])
        await store.index.repair()
        (found,) = await Foresight(store.papers, store.index).look([parse("police gradient")], NOW)
        assert found.spellings == ("policy gradient",)
