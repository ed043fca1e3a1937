"""Search, similar, paper, trending, the team's memory and submitting, through the desk."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from bibtexparser.entrypoint import parse_string

from bot.ports import Fault, Fetched
from bot.ports.request import Person
from bot.views.blocks import Buttons, File, Heading, Note, PaperCard
from bot.views.plain_text import view_text
from tests.each_of import each_of
from tests.fakes.core import HERE, NOW, TITLES, listed, open_office


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


def cards(reply):
    return [block for block in reply.view.blocks if isinstance(block, PaperCard)]


def titles(reply):
    return [card.title for card in cards(reply)]


def commands(reply):
    return [b.command for block in reply.view.blocks if isinstance(block, Buttons) for b in block.buttons]


def text_of(reply):
    return "\n".join(str(block) for block in reply.view.blocks)


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


async def test_saving_is_told_apart_from_saved_already(office):
    first, second = await office.say("save 2611.00001"), await office.say("save 2611.00001")
    assert (first.public, second.public) == (False, False), "it shows in the digest"
    assert (commands(first), commands(second)) == (["unsave arxiv:2611.00001"],) * 2
    assert first.view.summary.startswith("Saved “Low-Rank")
    assert second.view.summary.endswith("is saved already.")
    assert (await office.say("unsave 2611.00001")).view.summary.endswith("is no longer saved.")
    assert "not among" in (await office.say("unsave 2611.00001")).view.summary


async def test_saved_papers_are_listed_newest_first_and_exported(office):
    await office.say("save 2611.00001")
    await office.say("save 2611.00002", now=NOW + timedelta(minutes=1))
    assert titles(await office.say("saved")) == [TITLES[1], TITLES[0]]
    files = {}
    for kind in ("bibtex", "csv", "json"):
        (files[kind],) = [b for b in (await office.say(f"saved {kind}")).view.blocks if isinstance(b, File)]
    assert len(parse_string(files["bibtex"].text).entries) == 2
    assert len(files["csv"].text.splitlines()) == 3
    assert [row["id"] for row in json.loads(files["json"].text)] == ["arxiv:2611.00002", "arxiv:2611.00001"]


async def test_nothing_saved_says_how_to_save(office):
    for command in ("saved", "saved bibtex"):
        assert "Nothing is saved here yet" in (await office.say(command)).view.summary


async def test_another_channels_saved_papers_are_not_shown(office):
    await office.say("save 2611.00001")
    other = HERE.__class__("slack", "T2", "C1")
    assert "Nothing is saved here yet" in (await office.say("saved", address=other)).view.summary


async def test_many_saved_papers_have_pages(office):
    await office.ingest(*(listed(f"Paper number {n}", 20 + n, NOW.date()) for n in range(5)))
    for number in [*range(1, 9), *range(20, 25)]:
        await office.say(f"save 2611.{number:05}")
    assert "saved page:~10" in commands(await office.say("saved"))
    assert len(cards(await office.say("saved page:~10"))) == 3
    assert "The list has become shorter" in (await office.say("saved page:~20")).view.summary


async def test_hiding_is_told_apart_from_hidden_already(office):
    hidden = await office.say("hide 2611.00001")
    assert (hidden.public, commands(hidden)) == (False, ["unhide arxiv:2611.00001"])
    assert "not relevant already" in (await office.say("hide 2611.00001")).view.summary
    assert "Ada marked it as not relevant" in text_of(await office.say("why 2611.00001"))
    assert "is relevant again" in (await office.say("unhide 2611.00001")).view.summary
    assert "not marked" in (await office.say("unhide 2611.00001")).view.summary
    assert "not relevant" not in text_of(await office.say("why 2611.00001"))


async def test_votes_are_counted_one_a_person(office):
    assert "It has 1 vote from" in (await office.say("vote 2611.00001")).view.summary
    assert "taken back. It has no votes" in (await office.say("vote 2611.00001")).view.summary
    assert "have not voted" in (await office.say("unvote 2611.00001")).view.summary
    first, other = (
        await office.say("vote 2611.00001"),
        await office.say("vote 2611.00001", person=Person(id="U2", name="Grace")),
    )
    assert commands(first) == ["unvote arxiv:2611.00001"]
    assert "It has 2 votes" in other.view.summary
    assert "It has 1 vote from" in (await office.say("undo vote 2611.00001")).view.summary


async def test_a_submitted_paper_is_fetched_once_and_joins_the_candidates(office):
    paper, _ = listed("Attention Is All You Need", 99, NOW.date(), id="arxiv:1706.03762")
    office.finder.papers[paper.id] = paper
    await office.say("subscribe RAG")
    reply = await office.say("submit https://arxiv.org/abs/1706.03762v7")
    assert reply.public
    assert "it is a candidate for the next digest" in reply.view.summary
    assert cards(reply)[0].community
    again = await office.say("submit 1706.03762")
    assert (again.public, "submitted already" in again.view.summary) == (False, True)


async def test_whatever_a_source_finds_can_be_submitted_not_arxiv_alone(office):
    paper, _ = listed("A Paper of a Journal", 99, NOW.date(), id="doi:10.1000/xyz")
    office.finder.papers[paper.id] = paper
    reply = await office.say("submit https://doi.org/10.1000/xyz")
    assert "it is a candidate" in reply.view.summary
    assert cards(reply)[0].id == paper.id


async def test_a_paper_that_has_not_come_by_can_be_saved_by_its_link(office):
    paper, _ = listed("A Paper of a Journal", 99, NOW.date(), id="doi:10.1000/xyz")
    office.finder.papers[paper.id] = paper
    assert "Saved “A Paper of a Journal”" in (await office.say("save https://doi.org/10.1000/xyz")).view.summary
    assert titles(await office.say("saved")) == ["A Paper of a Journal"]
    shown = await office.say("paper doi:10.1000/other")
    assert commands(shown) == ["submit doi:10.1000/other"], "reading fetches nothing, but says how"


@each_of(
    ("typed", "sentence"),
    [
        ("doi:10.1000/xyz", "doi:10.1000/xyz could not be fetched"),  # no source here finds DOIs
        ("https://example.org/x", "Give its DOI"),
        ("hello", "no id or link of a paper"),
        ("1706.03762", "could not be fetched: arXiv has no such paper"),
    ],
)
async def test_what_cannot_be_submitted_says_why(office, typed, sentence):
    reply = await office.say(f"submit {typed}")
    assert not reply.ok
    assert sentence in reply.view.summary


async def test_help_shows_all_one_or_the_query_language(office):
    assert "/papers schedule <HH:MM> [days] [zone] – When" in view_text((await office.say("help")).view)
    assert "low-rank adaptation" in text_of(await office.say("help queries"))
    one = await office.say("help schedule")
    assert isinstance(one.view.blocks[0], Heading)
    assert "schedule 9am" in view_text(one.view)
    assert "Did you mean schedule?" in (await office.say("help shedule")).view.summary


async def test_status_says_how_the_sources_are(office):
    reply = await office.say("status")
    assert "huggingface: " in text_of(reply)
    assert "'8'" in text_of(reply)
    await office.say("settings picks 2")
    assert "settings picks 2" in text_of(await office.say("status"))


async def test_status_of_an_empty_house_says_so():
    async with open_office(papers=False) as office:
        shown = [b for b in (await office.say("status")).view.blocks if isinstance(b, Note)]
        assert "No source has been asked yet." in str(shown)


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


async def test_what_a_channel_has_had_cannot_be_submitted_again(office):
    await office.say("hide 2611.00001")
    reply = await office.say("submit 2611.00001")
    assert (reply.public, reply.ok) == (False, True)
    assert "why arxiv:2611.00001" in reply.view.summary


async def test_status_tells_a_failing_source_from_a_quiet_one_and_shows_faults(office):
    quiet = Fetched(note="weekend", faults=(Fault("2026-11-15", "the body is no JSON"),))
    failing = Fetched(ok=False, note="HTTP 503", retry_after=600)
    await office.store.papers.ingest("rss", quiet, NOW)
    await office.store.papers.ingest("arxiv", failing, NOW)
    shown = text_of(await office.say("status"))
    for part in (
        "(weekend)",
        "(the last try failed: HTTP 503)",
        "asked again from",
        "rss, 2026-11-15: the body is",
    ):
        assert part in shown


async def test_status_says_what_was_planned_last(office):
    await office.say("subscribe diffusion")
    await office.say("now")
    assert "20 Nov: 2 of 2 matching papers" in text_of(await office.say("status"))
    await office.say("now", now=NOW + timedelta(minutes=1))
    assert "20 Nov: nothing to post" in text_of(await office.say("status", now=NOW + timedelta(minutes=2)))


async def test_help_on_a_command_without_parameters_is_short(office):
    reply = await office.say("help resume")
    assert "/papers settings changes says who may" in view_text(reply.view)
    assert "For example" not in text_of(await office.say("help list"))


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
