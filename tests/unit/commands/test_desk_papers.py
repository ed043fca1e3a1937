"""Search, similar, paper, trending, through the desk."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.views.blocks import Buttons
from bot.views.plain_text import view_text
from tests.each_of import each_of
from tests.fakes.core import NOW, TITLES, listed, open_office
from tests.unit.commands.shown import cards, commands, text_of, titles


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


async def test_search_shows_numbered_cards_with_their_buttons(office):
    reply = await office.say("search diffusion")
    assert reply.view.summary == "2 papers for “diffusion”"
    assert [card.number for card in cards(reply)] == [1, 2]
    assert [b.command for b in cards(reply)[0].buttons] == ["save arxiv:2611.00002", "similar arxiv:2611.00002"]
    assert cards(reply)[0].snippet[0].mark
    assert commands(reply) == ["subscribe diffusion"]


@each_of("typed", ["2611.00001", "https://arxiv.org/abs/2611.00001v3", "(arXiv:2611.00001)."])
async def test_a_pasted_id_or_link_finds_its_paper(office, typed):
    assert titles(await office.say(f"search {typed}")) == [TITLES[0]]
    assert titles(await office.say(f"paper {typed}")) == [TITLES[0]]


async def test_a_pasted_id_of_an_unknown_paper_offers_to_submit_it(office):
    reply = await office.say("search https://arxiv.org/abs/2301.00001")
    assert "has not come by yet" in reply.view.summary
    assert commands(reply) == ["submit arxiv:2301.00001"]


async def test_a_long_result_is_paged_and_numbered_through(office):
    first = await office.say("search o")
    assert "search o page:~5" in commands(first)
    second = await office.say("search o page:~5")
    assert [card.number for card in cards(second)] == [6, 7]
    assert commands(second) == ["search o page:~0", "subscribe o"]


async def test_a_search_says_what_the_searcher_says(office):
    office.searcher.note = "Showing results for “diffusion”."
    reply = await office.say("search diffusion")
    assert reply.view.summary == "2 papers for “diffusion”"
    assert "Showing results for" in text_of(reply)


async def test_an_empty_search_offers_to_wait_for_papers(office):
    reply = await office.say("search xylophone")
    assert reply.ok
    assert reply.view.summary == "No paper matches “xylophone”."
    assert commands(reply) == ["subscribe xylophone"]


async def test_a_search_of_no_papers_at_all_says_that_there_are_none():
    async with open_office(papers=False) as office:
        office.searcher.matches = ()
        reply = await office.say("search xylophone")
        assert "There are no papers here yet" in text_of(reply)
        assert "Fewer or other words" not in text_of(reply)


async def test_a_tampered_page_gets_a_polite_sentence(office):
    reply = await office.say("search o page:~evil")
    assert (reply.ok, reply.view.summary) == (False, "That button is no longer valid; search again.")


async def test_a_query_with_a_comma_is_not_offered_as_several(office):
    assert commands(await office.say("search diffusion, segment")) == []


@each_of(
    "typed, told",
    [
        ("diffusion 2025", True),
        ('"diffusion 2025"', False),
        ("imagenet-2012", False),
        ("diffusion", False),
        ("diffusion since March", True),
        ("the march of diffusion", False),
    ],
)
async def test_a_year_in_a_search_is_told_to_be_a_word(office, typed, told):
    assert ("does not go by dates" in text_of(await office.say(f"search {typed}"))) == told


async def test_several_ids_are_several_papers_and_what_is_not_here_is_offered(office):
    reply = await office.say("search 2611.00006 2611.00002, 2301.00001")
    assert "2 papers of the 3 named" in text_of(reply)
    assert "arxiv:2301.00001 has not come by yet" in text_of(reply)
    assert "submit arxiv:2301.00001" in commands(reply)
    assert "2301.00001 has not come by yet" in text_of(await office.say("search is 2301.00001 about diffusion"))


async def test_several_ids_are_no_subscription(office):
    reply = await office.say("subscribe 2611.00006 2611.00002")
    assert "Those are papers" in text_of(reply)
    assert commands(reply) == ["search 2611.00006 2611.00002"]


async def test_papers_like_one_that_is_named_are_those_similar_to_it(office):
    shown = text_of(await office.say("search papers similar to Diffusion Models Beat GANs on Image Synthesis?"))
    assert "Papers like Diffusion Models Beat GANs" in shown
    assert "Papers like" not in text_of(await office.say("search papers like diffusion"))


async def test_of_a_link_to_something_else_its_last_part_is_looked_for(office):
    shown = text_of(await office.say("search https://github.com/acme/diffusion?tab=readme"))
    assert "its last part, “diffusion”, was looked for" in shown


async def test_who_asks_in_another_script_is_told_that_papers_are_in_english(office):
    assert "English words may find more" in text_of(await office.say("search 风筝"))
    assert "English words" not in text_of(await office.say("search zeppelins"))


@each_of("typed", ["papers like 2611.00006", "not 2611.00006"])
async def test_a_paper_is_meant_by_the_id_among_a_few_words(office, typed):
    assert "Segment Anything" in text_of(await office.say(f"similar {typed}"))


@each_of("typed", ["papers similar to 2611.00006", "what is arXiv:2611.00006 about?"])
async def test_a_few_words_with_an_id_among_them_find_that_paper(office, typed):
    reply = await office.say(f"search {typed}")
    assert titles(reply) == ["Segment Anything"]
    assert "command='similar arxiv:2611.00006'" in str(reply.view)


async def test_similar_papers_leave_the_paper_out(office):
    reply = await office.say("similar 2611.00002")
    assert "Diffusion Models Beat GANs on Image Synthesis" not in titles(reply)
    assert "A Survey of Diffusion Models" in titles(reply)
    assert "Nothing here is like" in text_of(await office.say("similar 2611.00006"))


@each_of(
    "typed",
    [
        "2611.00006",
        "arXiv:2611.00006v3",
        "https://arxiv.org/abs/2611.00006",
        "<https://arxiv.org/pdf/2611.00006v1.pdf|paper>",
        "https://huggingface.co/papers/2611.00006",
        "segment anything",
        "Segment Any",
        '"Segment Anything"',
    ],
)
async def test_a_paper_is_found_by_id_link_or_part_of_its_title(office, typed):
    assert titles(await office.say(f"paper {typed}")) == ["Segment Anything"]


async def test_the_paper_of_that_name_is_meant_before_others_that_speak_of_it(office):
    titled = ("Zephyr 2: Open Kites", "Notes on Zephyr 2")
    await office.ingest(*(listed(title, 50 + n, NOW.date()) for n, title in enumerate(titled)))
    assert titles(await office.say("paper zephyr 2")) == ["Zephyr 2: Open Kites"]


async def test_a_part_that_several_titles_have_asks_which_one(office):
    reply = await office.say("why diffusion models")
    assert not reply.ok
    assert "Several papers have “diffusion models” in the title" in reply.view.summary
    assert commands(reply) == ["why arxiv:2611.00002", "why arxiv:2611.00005"]


async def test_the_whole_title_wins_over_longer_ones_that_contain_it(office):
    await office.ingest(listed("Segment Anything in Medical Images", 70, NOW.date()))
    assert titles(await office.say("paper segment anything")) == ["Segment Anything"]


async def test_words_that_are_not_in_one_piece_offer_what_was_found(office):
    reply = await office.say("save adaptation low-rank")
    assert "No paper has exactly" in reply.view.summary
    assert commands(reply) == ["save arxiv:2611.00001", "search adaptation low-rank"]


async def test_words_around_a_title_are_no_part_of_it(office):
    assert titles(await office.say("paper the segment anything paper")) == ["Segment Anything"]
    assert "like “Segment Anything”" in text_of(await office.say("similar papers to segment anything"))


async def test_who_asks_why_in_general_may_search(office):
    assert "search do models need low-rank" in commands(await office.say("why do models need low-rank"))


@each_of(
    ("typed", "sentence"),
    [
        ("1706.03762", "submit fetches it from arXiv"),
        ("https://example.org/x", "No paper here has the id or link"),
        ("segment (anything", "No paper here has “segment (anything” in its title"),
        ("xylophone", "No paper here has “xylophone” in its title"),
        ('"', "No paper here has"),
    ],
)
async def test_an_unknown_paper_says_what_to_do(office, typed, sentence):
    reply = await office.say(f"paper {typed}")
    assert not reply.ok
    assert sentence in reply.view.summary


async def test_a_paper_in_full_has_its_abstract_and_facts(office):
    reply = await office.say("paper 2611.00001")
    assert "Results on many tasks" in cards(reply)[0].abstract
    assert "cs.CL" in text_of(reply)
    assert [b.label for b in cards(reply)[0].buttons] == ["Save", "Vote"]
    assert [b.label for b in cards(reply)[0].menu] == ["Similar", "Why", "Not relevant", "Discuss"]


async def test_a_paper_that_several_sources_carry_has_all_its_links(office):
    alone = await office.say("paper 2611.00002")
    assert "huggingface.co/papers/2611.00002" in text_of(alone)
    (paper, listing) = listed("LoRA: low-rank adaptation", 1, NOW.date())
    named = replace(paper, described_by="crossref", also=("doi:10.5555/kites.7", "openreview:abcDEF1234"))
    await office.ingest((named, listing))
    shown = text_of(await office.say("paper 10.5555/kites.7"))
    for page in ("https://doi.org/10.5555/kites.7", "https://openreview.net/forum?id=abcDEF1234"):
        assert page in shown


async def test_trending_is_the_last_days_list_by_upvotes(office):
    reply = await office.say("trending")
    assert reply.view.summary == "Trending on Friday 20 November"
    assert titles(reply) == list(TITLES[:3])
    assert commands(reply) == ["trending week", "trending month"]
    week = await office.say("trending week")
    assert titles(week) == list(TITLES)


@each_of(
    "typed, span", [("this week", "week"), ("of the month", "month"), ("weekly", "week"), ("last week", "week")]
)
async def test_a_span_is_understood_as_people_say_it(office, typed, span):
    assert text_of(await office.say(f"trending {typed}")) == text_of(await office.say(f"trending {span}"))


async def test_trending_on_a_day_without_a_list_says_which_day_it_shows(office):
    reply = await office.say("trending", now=NOW + timedelta(days=2))
    assert reply.view.summary == "Trending on Friday 20 November"
    assert "Nothing is listed today yet" in text_of(reply)


async def test_trending_without_papers_points_to_status(office):
    assert "status" in (await office.say("trending", now=NOW + timedelta(days=60))).view.summary


async def test_a_long_trending_list_has_pages(office):
    await office.ingest(*(listed(f"Paper number {n}", 20 + n, NOW.date()) for n in range(12)))
    assert "trending day page:~10" in commands(await office.say("trending"))
    assert [c.number for c in cards(await office.say("trending day page:~10"))] == [11, 12, 13, 14, 15]


async def test_a_papers_facts_are_given_where_there_are_any(office):
    await office.ingest(
        listed(
            "Everything Known",
            80,
            NOW.date(),
            keywords=("agents", "memory"),
            code_url="https://github.com/x/y",
            categories=(),
        ),
        listed("Nothing Known", 81, NOW.date(), published=None, categories=()),
    )
    shown = text_of(await office.say("paper everything known"))
    for part in ("agents, memory", "https://github.com/x/y", "20 Nov 2026", "huggingface"):
        assert part in shown
    assert "Published" not in text_of(await office.say("paper nothing known"))


@each_of(
    "typed, heading",
    [
        ("latest", "Trending on"),
        ("today's papers", "Trending on"),
        ("what's new", "Trending on"),
        ("top 10 papers", "Trending on"),
        ("top papers of the week", "Trending since"),
        ("trending", "Trending on"),
    ],
)
async def test_who_names_no_subject_is_shown_what_trends(office, typed, heading):
    shown = text_of(await office.say(f"search {typed}"))
    assert heading in shown
    assert "names no subject" in shown


async def test_small_words_alone_are_looked_for_and_told_where_a_days_papers_are(office):
    reply = await office.say("search something interesting")
    assert "listed by /papers trending" in view_text(reply.view)
    assert "trending" in [
        b.command for block in reply.view.blocks if isinstance(block, Buttons) for b in block.buttons
    ]


async def test_what_is_no_span_of_time_is_what_trending_is_about(office):
    assert "“trending diffusion”" in text_of(await office.say("trending diffusion"))
    assert "Did you mean week?" in text_of(await office.say("trending weke"))


async def test_who_asks_for_what_is_cited_is_told_that_it_is_not_known(office):
    shown = text_of(await office.say("search most cited papers on diffusion"))
    assert "How often a paper is cited is not known here" in shown
    assert "is cited" not in text_of(await office.say("search diffusion"))
