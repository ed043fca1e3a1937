"""Subscribing with foresight, and unsubscribing, through the desk."""

from datetime import timedelta

import pytest

from bot.commands.handlers.unsubscribe import meant
from bot.model.channel import Subscription
from bot.model.paper import Candidate, Paper, Signals
from bot.ports.request import Person
from bot.query.parser import parse
from bot.search.outlook import TRIED, Trial, outlook, respelt
from bot.views.blocks import Buttons, Note, PaperCard, Tone
from tests.each_of import each_of
from tests.fakes.core import NOW, listed, open_office
from tests.unit.commands.shown import text_of


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


def notes(reply, tone):
    return [
        "".join(part.text for part in b.line) for b in reply.view.blocks if isinstance(b, Note) and b.tone is tone
    ]


async def test_subscribing_says_what_the_last_month_would_have_brought(office):
    reply = await office.say("subscribe low-rank, segment")
    assert reply.public
    assert reply.view.summary == "Subscribed to “low-rank”, “segment”."
    assert "2 of 8 papers since 18 Nov, about 5 a week" in text_of(reply)
    titles = [b.title for b in reply.view.blocks if isinstance(b, PaperCard)]
    assert sorted(titles) == sorted(
        [
            "Low-Rank Adaptation of Large Language Models",
            "Mixture of Experts with Low-Rank Routing",
            "Segment Anything",
        ]
    )
    assert await office.queries() == ["low-rank", "segment"]


async def test_already_subscribed_is_told_apart_and_is_no_change(office):
    await office.say("subscribe low-rank | segment")
    again = await office.say("subscribe low-rank OR segment")
    assert again.view.summary == "Already subscribed to “low-rank OR segment”."
    assert "(as “low-rank | segment”)" in text_of(again)
    assert not again.public
    both = await office.say("subscribe low-rank | segment, diffusion")
    assert both.view.summary == "Subscribed to “diffusion”."
    assert "Already subscribed to “low-rank | segment”." in text_of(both)
    assert await office.queries() == ["low-rank | segment", "diffusion"]


async def test_too_broad_a_query_is_warned_about(office):
    reply = await office.say("subscribe study")
    assert "“study” is broad: 100% of all papers." in notes(reply, Tone.WARNING)[0]


async def test_a_misspelt_query_is_kept_and_offered_in_spellings_that_the_corpus_has(office):
    reply = await office.say("subscribe difusion")
    assert "matched nothing" in notes(reply, Tone.WARNING)[0]
    assert "command='subscribe diffusion'" in text_of(reply)
    assert "command='subscribe infusion'" in text_of(reply)
    assert await office.queries() == ["difusion"]


async def test_a_query_about_nothing_yet_waits(office):
    reply = await office.say("subscribe xylophone")
    assert notes(reply, Tone.WARNING) == ["“xylophone” matched nothing; it waits for papers to come."]


@each_of(
    "typed, meant, more",
    [
        ("latest papers about diffusion models", "diffusion models", 2),
        ("papers by Alan Turing", 'author:"Alan Turing"', 8),
        ("diffusion by alan turing?", 'diffusion author:"alan turing"', 2),
        ("how do you make low-rank", "low-rank", 2),
        ("diffusion but not segmentation", "diffusion -segmentation", 2),
        ("diffusion or low-rank", "diffusion OR low-rank", 4),
    ],
)
async def test_what_asks_in_plain_words_is_kept_and_what_it_may_mean_is_offered(office, typed, meant, more):
    reply = await office.say(f"subscribe {typed}")
    waits = f"“{typed}” waits for papers with every one of these words"
    assert f"{waits}; “{meant}” brings {more} more in 3 days." in notes(reply, Tone.WARNING)
    assert f"subscribe {meant}" in [
        b.command for each in reply.view.blocks if isinstance(each, Buttons) for b in each.buttons
    ]
    assert typed in await office.queries()


@each_of("typed", ["everything", "all papers", "the"])
async def test_who_subscribes_to_everything_is_offered_what_most_people_liked(office, typed):
    reply = await office.say(f"subscribe {typed}")
    assert any("brings the day's most upvoted papers" in said for said in notes(reply, Tone.WARNING))
    assert "command='subscribe trending'" in text_of(reply)
    assert "brings the day's" not in text_of(await office.say("subscribe trending"))


async def test_many_words_that_no_paper_has_all_of_are_told_to_be_many(office):
    reply = await office.say("subscribe agents that discover new chemistry")
    assert "fewer bring more" in notes(reply, Tone.WARNING)[0]


async def test_a_known_name_is_offered_though_nothing_of_theirs_is_about_it(office):
    reply = await office.say("subscribe kites by Alan Turing")
    waits = "“kites by Alan Turing” waits for papers with every one of these words"
    brings = '“author:"Alan Turing"” brings 8 more in 3 days'
    assert notes(reply, Tone.WARNING) == [f"{waits}; no paper by Alan Turing has “kites”; {brings}."]
    assert "command='subscribe author:\"Alan Turing\"'" in text_of(reply)


@each_of(
    "typed",
    [
        "mixture of experts",
        "low-rank",
        "deep research",
        "best of n",
        "learning from noise",
        "author:Turing",
        "latest | newest",
    ],
)
async def test_a_query_that_asks_for_something_is_taken_at_its_word(office, typed):
    assert "every one of these words" not in text_of(await office.say(f"subscribe {typed}"))


async def test_what_plain_words_may_mean_is_offered_before_there_are_papers():
    async with open_office(papers=False) as office:
        reply = await office.say("subscribe latest on RAG")
        assert "“latest on RAG” waits for papers with every one of these words." in notes(reply, Tone.WARNING)
        assert "subscribe RAG" in text_of(reply)


async def test_one_bad_query_among_several_adds_none(office):
    reply = await office.say('subscribe RAG, "unclosed')
    assert not reply.ok
    assert "unclosed quote" in reply.view.summary
    assert await office.store.channels.within(None) == []


async def test_foresight_without_any_paper_says_so():
    async with open_office(papers=False) as office:
        assert "no papers of the last days yet" in text_of(await office.say("subscribe RAG"))


async def test_foresight_takes_in_new_papers_within_the_hour_or_when_there_are_many(office):
    assert "0 of 8 papers since 18 Nov" in text_of(await office.say("subscribe quantum"))
    await office.ingest(listed("Quantum Everything", 50, NOW.date()))
    await office.say("unsubscribe *")
    assert "1 of 9 papers since 18 Nov" in text_of(await office.say("subscribe quantum"))
    await office.ingest(*(listed(f"Quantum Thing {n}", 60 + n, NOW.date()) for n in range(10)))
    await office.say("unsubscribe *")
    later = NOW + timedelta(hours=2)
    assert "11 of 19 papers since 18 Nov, about 4 a day" in text_of(
        await office.say("subscribe quantum", now=later)
    )


async def test_a_channel_has_a_bounded_number_of_subscriptions(office):
    for start in range(0, 200, 50):
        await office.say("subscribe " + ", ".join(f"word{n}" for n in range(start, start + 50)))
    assert "at most 200" in (await office.say("subscribe another")).view.summary
    assert "at most 50 at once" in (await office.say("subscribe " + ", ".join(map(str, range(51))))).view.summary


async def test_subscribing_in_a_paused_channel_says_that_it_is_paused(office):
    await office.say("pause")
    assert any("paused" in said for said in notes(await office.say("subscribe RAG"), Tone.WARNING))


async def test_unsubscribing_by_text_number_or_all_says_what_is_left(office):
    await office.say("subscribe RAG, diffusion, segment")
    assert "2 subscriptions left" in text_of(await office.say("unsubscribe 2"))
    assert "1 subscription left" in text_of(await office.say("unsubscribe rag"))
    last = await office.say("unsubscribe *")
    assert "most upvoted" in text_of(last)
    assert await office.queries() == []


async def test_a_small_word_behind_the_command_is_none_of_the_query(office):
    await office.say("subscribe to RAG, from scratch")
    assert await office.queries() == ["RAG", "from scratch"]
    assert (await office.say("unsubscribe from RAG")).ok
    assert (await office.say("unsubscribe from scratch")).ok
    assert await office.queries() == []
    assert (await office.say("subscribe to")).ok
    assert await office.queries() == ["to"]


async def test_a_button_subscribes_to_a_query_that_begins_with_that_small_word(office):
    found = text_of(await office.say("search to infinity"))
    assert "command='subscribe to to infinity'" in found
    await office.say("subscribe to to infinity")
    await office.say("", command="subscribe", arguments={"query": "to be"})
    assert await office.queries() == ["to infinity", "to be"]
    assert "command='subscribe to to infinity, to be'" in text_of(await office.say("unsubscribe *"))


async def test_unsubscribing_can_be_taken_back_in_one_click(office):
    await office.say("subscribe RAG, diffusion")
    reply = await office.say("unsubscribe *")
    assert "command='subscribe RAG, diffusion'" in text_of(reply)
    assert reply.view.summary == "Unsubscribed from everything."


async def test_not_subscribed_is_told_apart_from_nothing_at_all(office):
    assert "no subscriptions" in (await office.say("unsubscribe RAG")).view.summary
    await office.say("subscribe RAG")
    reply = await office.say("unsubscribe GANs")
    assert (reply.ok, reply.public) == (False, False)
    assert "not subscribed to “GANs”" in reply.view.summary


HAD = [Subscription(n, query, NOW) for n, query in enumerate(["RAG", "rag", "a | b", '"x, y"', "2"], 1)]


@each_of(
    ("typed", "numbers"),
    [
        ("RAG", [1]),
        ("rag", [2]),
        ("Rag", [2]),
        ("a OR b", [3]),
        ("A | B", [3]),
        ('"x, y"', [4]),
        ("2", [5]),
        ("1", [1]),
        ("#3", [3]),
        ("1, 3", [1, 3]),
        ("1 and 3 and 3", [1, 3]),
        ("9", []),
        ("1, 9", []),
        ("RAG, a | b", [1, 3]),
        ("RAG, nothing", []),
        ("*", [1, 2, 3, 4, 5]),
        ("all", [1, 2, 3, 4, 5]),
        ('"unclosed', []),
    ],
)
def test_what_is_to_be_removed_is_what_was_meant(typed, numbers):
    assert [s.number for s in meant(typed, HAD)] == numbers


def test_every_unknown_word_is_mended_in_the_query_as_typed():
    close = {"difusion": ["diffusion", "infusion"], "modle": ["model"]}
    text = '"difusion modle" -video'
    assert respelt(text, ["difusion", "modle", "video"], close) == (
        '"diffusion model" -video',
        '"infusion model" -video',
    )
    assert respelt("x", ["x"], {}) == ()


async def test_trending_is_not_called_too_broad(office):
    reply = await office.say("subscribe trending")
    assert "brings the most upvoted papers of the day" in text_of(reply)
    assert not notes(reply, Tone.WARNING)


def test_a_great_many_papers_are_tried_by_an_even_sample():
    signals = Signals(first_listed=NOW.date(), last_listed=NOW.date())
    papers = [
        Candidate(key=n, paper=Paper(id=f"arxiv:{n}", title="even" if n % 2 else "odd", url=""), signals=signals)
        for n in range(TRIED * 5 // 2)
    ]
    found = outlook(parse("even"), Trial.of(papers, NOW.date()))
    assert (found.papers, found.sampled, len(found.best)) == (5000, True, 3)
    assert 2400 <= found.matched <= 2600


async def test_a_long_farewell_names_the_first_ten(office):
    await office.say("subscribe " + ", ".join(f"word{n}" for n in range(14)))
    reply = await office.say("unsubscribe " + ", ".join(str(n) for n in range(1, 13)))
    assert reply.view.summary.endswith("“word9” and 2 more.")


def commands_of(reply):
    return [b.command for block in reply.view.blocks if isinstance(block, Buttons) for b in block.buttons]


async def test_a_number_names_what_was_shown_last_or_is_asked_about(office):
    await office.say("subscribe one, two, three, four")
    await office.say("list")
    await office.say("unsubscribe 2")
    reply = await office.say("unsubscribe 3")
    assert (reply.ok, commands_of(reply)) == (False, ["unsubscribe three", "unsubscribe four"])
    gone = await office.say("unsubscribe 2")
    assert "number 2 has gone, and now it is “three”" in text_of(gone)
    last = await office.say("unsubscribe 4")
    assert commands_of(last) == ["unsubscribe four"], "what the person saw, though no number 4 is left"
    assert await office.queries() == ["one", "three", "four"]
    await office.say("list")
    assert (await office.say("unsubscribe 3")).ok
    assert await office.queries() == ["one", "three"]


async def test_a_number_is_what_this_person_saw(office):
    await office.say("subscribe one, two, three")
    somebody = Person(id="U9", manager=True)
    await office.say("list", person=somebody)
    await office.say("unsubscribe 1")
    assert (await office.say("unsubscribe 1")).ok, "who never saw a list means the one there is"
    assert not (await office.say("unsubscribe 1", person=somebody)).ok


async def test_everything_unsubscribed_comes_back_by_its_buttons(office):
    queries = [f'"a long phrase of a query number {n}" -survey author:"Somebody {n}"' for n in range(120)]
    for start in range(0, 120, 40):
        assert (await office.say(f"subscribe {', '.join(queries[start : start + 40])}")).ok
    undo = commands_of(await office.say("unsubscribe *"))
    assert await office.queries() == []
    assert len(undo) > 1
    for command in undo:
        assert (await office.say(command)).ok
    assert await office.queries() == queries
