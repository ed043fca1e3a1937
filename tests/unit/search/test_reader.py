"""Reading what was typed: as it stands, mended, in small letters, as a question, as pasted text; and what is said."""

import pytest

from bot.errors import QueryError
from bot.search import mending
from bot.search.blend import blend
from bot.search.reader import read
from bot.search.reading import Reading
from tests.each_of import each_of
from tests.fakes.indexed_papers import IndexedPapers
from tests.fakes.papers import TODAY, candidate

PAPERS = (
    candidate(
        1,
        "Kites that learn",
        abstract="A kite is flown by a policy with lora adapters.",
        authors=("Yann LeCun", "Lee-Ann O'Brien"),
    ),
    candidate(2, "Boats that learn", abstract="A boat is sailed by a policy, V-Net beside MEGA-Bench."),
    candidate(3, "Trains", abstract="Trains learn with lora as well, on the V* Bench of trains."),
    *(candidate(n, f"Policies, part {n}", abstract="A policy is a policy.") for n in range(4, 10)),
)
LIBRARY = IndexedPapers(
    *PAPERS, close={"polciy": ("police", "policy"), "kitse": ("kites",), "trains": ("trails",)}
)


async def said(text: str) -> Reading:
    return await read(text, LIBRARY, None)


def keys(found: Reading) -> list[int]:
    return [hit.key for hit in found.found.hits]


async def test_what_finds_something_is_read_as_it_stands() -> None:
    found = await said("policy")
    assert (found.found.total, found.note, found.text) == (8, "", "policy")


async def test_of_close_spellings_the_one_that_finds_something_is_taken_and_said() -> None:
    found = await said("polciy")
    assert (found.text, found.found.total) == ("policy", 8)
    assert found.note == 'no papers for "polciy"; showing "policy"'


async def test_a_word_that_finds_a_little_is_kept_unless_another_finds_very_much_more(monkeypatch) -> None:
    assert keys(await said("trains")) == [3]
    monkeypatch.setattr(mending, "COMMONER", 0)
    library = IndexedPapers(*PAPERS, close={"lora": ("policies",), "trains": ("policies",)})
    found = await read("lora", library, None)
    assert ({*keys(found)[:2]}, found.note) == (
        {1, 3},
        'only 2 papers for "lora"; behind them those for "policies"',
    )
    assert keys(await read("trains", library, None)) == [3], "a title has it"


async def test_a_word_is_no_slip_for_another_that_stands_beside_it() -> None:
    library = IndexedPapers(*PAPERS, close={"qlora": ("lora",)})
    assert "lora and" in (await read("lora and qlora", library, None)).text


async def test_a_phrase_that_few_have_is_no_title_to_look_for() -> None:
    assert keys(await said('"v-net beside"')) == [2]


async def test_a_slip_is_mended_where_no_paper_has_all_of_the_words_either() -> None:
    found = await said("kitse boat")
    assert (keys(found), found.text) == ([1, 2], "kites boat")
    assert found.note == (
        'no papers for "kitse"; showing "kites" · no paper has all of these words; showing those with most of them'
    )
    library = IndexedPapers(candidate(1, "A boat"), close={"kitse": ("kites",), "kit": ("kites" * 9,)})
    assert (await read("kitse", library, None)).note == ""
    assert keys(await read("kit " * 400 + "boat", library, None)) == [1]


async def test_several_slips_are_mended_together() -> None:
    assert (await said("kitse polciy")).text == "kites policy"


async def test_capitals_that_no_paper_has_are_read_small() -> None:
    found = await said("LORA")
    assert (found.text, found.found.total) == ("lora", 2)
    assert found.note == "no paper has “LORA” in capitals; 2 have “lora”"


async def test_a_question_is_about_its_words_without_the_small_ones() -> None:
    found = await said("how is a kite flown by policy?")
    assert keys(found)[0] == 1
    assert "these words" in found.note or found.note == "without the small words"


async def test_of_a_question_with_a_word_that_nobody_has_the_rest_is_looked_for() -> None:
    found = await said("zeppelins kite policy")
    assert keys(found)[0] == 1
    assert found.note == "no paper has all of these words; showing those with most of them"


async def test_where_few_papers_have_all_of_it_they_are_counted() -> None:
    found = await said("kite boat policy learn")
    assert found.note == "no paper has all of these words; showing those with most of them"
    found = await said("which boats sailed with a policy")
    assert keys(found)[0] == 2
    assert found.note == "only 1 paper has all of these words; showing those with most too"


async def test_a_question_that_a_paper_has_word_for_word_finds_the_others_about_it_behind_that() -> None:
    """`how` and `do` stand anywhere: two papers that happen to have them are no answer to a question."""
    found = await said("a kite is flown by policy with adapters")
    assert keys(found)[0] == 1
    assert set(keys(found)[1:]) == {2, *range(4, 10)}
    assert found.note == "only 1 paper has all of these words; showing those with most too"


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("kite lora", False),
        ("kite policy boat lora trains", True),
        ("how do policy adapters of kites sail", True),
        ("a kite is flown by policy with adapters", False),
    ],
)
async def test_it_is_told_whether_all_that_was_found_may_lack_words(text: str, lacking: bool) -> None:
    found = await said(text)
    assert found.found.hits
    assert found.lacking is lacking


async def test_no_popular_paper_that_lacks_a_word_goes_before_one_that_has_all() -> None:
    words = [f"kite{letter}" for letter in "abcdefghijklmnopqrst"]
    whole = candidate(1, "Kites", abstract=f"The {' '.join(words)}.")
    popular = candidate(2, "More", abstract=f"The {' '.join(words[:-1])}.", upvotes=9_999)
    found = await read(f"the {' '.join(words)}", IndexedPapers(whole, popular), None)
    papers = {1: whole, 2: popular}
    assert blend([(papers[hit.key], hit.score) for hit in found.found.hits], TODAY) == [whole, popular]


async def test_of_two_words_none_may_be_missing_where_a_paper_has_both() -> None:
    assert keys(await said("is a kite learning")) == [1]
    assert keys(await said("a boat is sailed by a policy")) == [2]
    assert keys(await said("with a boat")) == [2], "nor is one word a question"


async def test_keywords_that_one_paper_has_find_that_one() -> None:
    found = await said("kite flown policy")
    assert (keys(found), found.note) == ([1], "")


async def test_of_a_short_pasted_name_the_words_next_to_each_other_count_most() -> None:
    found = await said("V* Bench")
    assert keys(found) == [3, 2]
    assert found.note.startswith("read as plain words: too short a beginning at 1")


async def test_long_text_is_never_a_mistake() -> None:
    text = 'Kites: "that learn" (a policy, flown | sailed) -- lora* -adapters by NOT AND OR title: (('
    found = await said(text)
    assert keys(found)[0] == 1
    assert found.note.startswith("read as plain words")


@each_of("text", ["title:(kites", "(-policy", "upvotes:many", '"un'])
async def test_a_short_query_with_a_mistake_is_told_of_it(text: str) -> None:
    with pytest.raises(QueryError):
        await said(text)


@each_of("text", ["风筝学会飞行，" * 400, "风筝学会(飞行" * 50])
async def test_nor_is_one_of_a_script_without_spaces(text: str) -> None:
    found = await read(text, IndexedPapers(candidate(1, "风筝学会飞行"), *PAPERS), None)
    assert (keys(found), found.note.partition(" ·")[0]) == ([1], "read as plain words")


async def test_what_nobody_has_finds_nothing_without_a_note() -> None:
    found = await said("zeppelins")
    assert (found.found.total, found.note) == (0, "")


async def test_papers_that_came_later_are_left_out_in_every_reading() -> None:
    for text in ("policy", "polciy", "how is a policy flown by kite"):
        found = await read(text, LIBRARY, 2)
        assert found.found.hits
        assert max(keys(found)) <= 2


@each_of("typed", ["Yann LeCun", '"Yann LeCun"', "yann lecun", "Lee-Ann O'Brien", "Y. LeCun"])
async def test_a_name_that_papers_are_by_and_none_is_about_finds_those(typed: str) -> None:
    found = await said(typed)
    assert keys(found) == [1]
    assert found.note == f"no paper has these words; showing those by {typed.strip(chr(34))}"
    assert found.text.startswith('author:"')


async def test_a_sentence_that_was_copied_with_its_quotes_finds_what_it_is_about() -> None:
    found = await said('"how a kite is flown in a storm by adapters of lora"')
    assert keys(found)[0] == 1
    assert found.note == "no paper has all of these words; showing those with most of them"


@each_of(
    "typed, note",
    [
        ("papers by Yann LeCun", "papers by Yann LeCun"),
        ("latest by yann lecun?", "papers by yann lecun"),
        ("kites by Yann LeCun", "papers by Yann LeCun"),
        ("Yann LeCun's recent papers", "papers by Yann LeCun"),
        ("trains by Yann LeCun", "no paper by Yann LeCun has “trains”; showing all by Yann LeCun"),
        ("papers by Yan LeCun", "no paper here is by Yan LeCun; showing all by Y. LeCun"),
        ("kites by Yan LeCun", "no paper here is by Yan LeCun; showing those by Y. LeCun with “kites”"),
        ("yann lecun kites", "no paper has these words; showing those by yann lecun"),
        ("trains yann lecun", "no paper by yann lecun has “trains”; showing all by yann lecun"),
        ("Kites flown by Yann LeCun", "papers by Yann LeCun"),
        ("lecun", "no paper has these words; showing those by lecun"),
        ("Yann LeCun kites", "no paper has these words; showing those by Yann LeCun"),
        ("papers from Lee-Ann O'Brien", "papers from Lee-Ann O'Brien"),
    ],
)
async def test_whoever_asks_whose_papers_gets_those(typed: str, note: str) -> None:
    found = await said(typed)
    assert (keys(found), found.note) == ([1], note)
    assert 'author:"' in found.text


@each_of(
    "typed, note",
    [
        (
            "papers by Yann LeCun and Tom Boats",
            "no paper here is by Yann LeCun and Tom Boats; showing all by Yann LeCun",
        ),
        (
            "by Yann LeCun, Saining Xie",
            "no paper here is by Yann LeCun and Saining Xie; showing all by Yann LeCun or Saining Xie",
        ),
        (
            "kites by Yann LeCun & Saining Xie",
            "no paper here is by Yann LeCun and Saining Xie; showing those by Yann LeCun with “kites”",
        ),
        (
            '"Yann LeCun" "Saining Xie"',
            "no paper here is by Yann LeCun and Saining Xie; showing all by Yann LeCun or Saining Xie",
        ),
        (
            'author:"Yann LeCun" author:"Saining Xie"',
            "no paper here is by Yann LeCun and Saining Xie; showing all by Yann LeCun or Saining Xie",
        ),
        (
            "Yann LeCun Saining Xie",
            "no paper here is by Yann LeCun and Saining Xie; showing all by Yann LeCun or Saining Xie",
        ),
        (
            "Yann LeCun, Lee-Ann O'Brien",
            "no paper has these words; showing those by Yann LeCun and Lee-Ann O'Brien",
        ),
    ],
)
async def test_whoever_asks_for_papers_by_several_gets_those_of_each_where_they_have_none_together(
    typed: str, note: str
) -> None:
    library = IndexedPapers(*PAPERS, candidate(20, "Nets", authors=("Saining Xie",)))
    found = await read(typed, library, None)
    assert found.note == note
    assert 1 in keys(found)


async def test_small_letters_behind_from_are_somebody_where_papers_of_theirs_are_about_it() -> None:
    library = IndexedPapers(
        *PAPERS,
        candidate(20, "Storms", organization="Calm Weather Lab"),
        candidate(21, "Sails by night", abstract="Sailing needs calm weather."),
    )
    found = await read("sailing from calm weather", library, None)
    assert (keys(found)[0], found.text) == (21, "sailing from calm weather")
    assert keys(await read("storms from calm weather", library, None)) == [20]
    assert keys(await read("boats from calm weather", library, None)) == [20]


@each_of(
    "typed, text",
    [
        ("Kalmo team", 'org:"Kalmo"'),
        ("papers by the Kalmo team", 'org:"Kalmo"'),
        ("Storm team", "Storm team"),
        ("kalmo team", "kalmo team"),
        ("AI lab", "AI lab"),
        ("Kalmo Weather Lab's latest", 'org:"Kalmo Weather"'),
        ("papers from researchers at Deep Kalmo Weather", 'org:"Kalmo Weather"'),
        ('kites by "Yann LeCun"', 'kites author:"Yann LeCun"'),
        ("author: Ann Long", 'author:"Ann Long"'),
        ("Long et al.", 'author:"Long"'),
    ],
)
async def test_teams_are_whose_papers_are_meant_unless_more_papers_say_the_words(typed: str, text: str) -> None:
    library = IndexedPapers(
        *PAPERS,
        candidate(20, "Sails", organization="Kalmo Weather Lab", authors=("Ann Long", "Ann Other")),
        candidate(21, "Masts", organization="Storm"),
        *(candidate(n, f"Mast {n}", organization="Acme AI") for n in range(24, 28)),
        candidate(28, "An AI in a lab"),
        candidate(22, "A storm of a team"),
        candidate(23, "Teams in storms"),
    )
    assert (await read(typed, library, None)).text == text


@each_of("typed", ["Foo Bar", '"Foo Bar"', "foo"])
async def test_so_few_letters_of_which_many_would_be_others_are_no_slip(typed: str) -> None:
    library = IndexedPapers(candidate(1, "Kites for far boats"), close={"foo": ("for",), "bar": ("far",)})
    assert keys(await read(typed, library, None)) == []


async def test_capitals_that_hardly_anybody_writes_go_before_the_many_that_are_written_otherwise() -> None:
    many = (candidate(n, f"Mixing, part {n}", abstract="A MoE.") for n in range(30, 60))
    library = IndexedPapers(*many, candidate(1, "Boats", abstract="A MOE."))
    found = await read("MOE", library, None)
    assert (keys(found)[0], found.found.total, found.wanted) == (1, 31, "MOE")
    assert found.note == "only 1 paper with “MOE” in capitals; behind it those with “moe”"


async def test_a_spelling_that_few_have_is_what_is_subscribed_to() -> None:
    many = (candidate(n, f"Action {n}") for n in range(30, 60))
    library = IndexedPapers(*many, candidate(1, "Boats", abstract="An acton."), close={"acton": ("action",)})
    found = await read("acton", library, None)
    assert (found.text, found.wanted) == ("action", "acton")


async def test_words_that_people_shorten_are_found_as_papers_say_them() -> None:
    said = (candidate(n, f"Part {n}", abstract="The mechanistic interpretability.") for n in range(30, 42))
    others = (candidate(n, f"Part {n}", abstract="A mechanism that is interpreted.") for n in range(50, 70))
    library = IndexedPapers(*said, *others)
    found = await read("mech interp", library, None)
    assert (found.text, found.found.total) == ("mechanistic interpretability", 12)
    assert found.note == 'no papers for "mech interp"; showing "mechanistic interpretability"'
    assert (await read("interp", library, None)).text == "interp*"
    assert (await read("boat interp", library, None)).text == "boat interp"


async def test_of_a_reference_the_title_is_looked_for() -> None:
    found = await said("LeCun, Y., O'Brien, L., et al. (2017). Kites that learn. In Proc. 30.")
    assert keys(found)[0] == 1
    assert found.note.startswith("read as a reference: its title was looked for")


async def test_a_name_that_nobody_has_is_no_slip() -> None:
    library = IndexedPapers(*PAPERS, close={"polcy": ("policy",), "yan": ("ann",)})
    found = await read("papers by Yan Polcy", library, None)
    assert (found.text, found.note) == ("papers by Yan Polcy", "no paper here is by Yan Polcy")


async def test_a_title_of_small_words_goes_before_what_has_them_apart() -> None:
    library = IndexedPapers(
        candidate(1, "Kites are all you need"),
        *(candidate(n, f"Kites {n}", abstract="Kites, kites. All that you are is a need.") for n in range(2, 9)),
    )
    assert keys(await read("kites are all you need", library, None))[0] == 1


async def test_a_word_of_english_is_no_slip_unless_papers_have_another_next_to_what_stands_beside_it() -> None:
    many = (
        candidate(n, f"Part {n}", abstract=f"A policy gradient. Power {'agents' * (n < 36)}.")
        for n in range(30, 40)
    )
    apart = (candidate(n, f"Part {n}", abstract="The agents of power.") for n in range(40, 70))
    close = {"police": ("policy",), "poker": ("power",), "whale": ("while",), "grdient": ("gradient",)}
    library = IndexedPapers(*many, *apart, close=close)
    assert (await read("police gradient", library, None)).text == "policy gradient"
    assert (await read("poker agents", library, None)).text == "poker agents"
    assert (await read("poker", library, None)).text == "poker"
    assert (await read("whale grdient", library, None)).text == "whale gradient"


async def test_what_is_left_out_in_words_is_left_out() -> None:
    found = await said("policy but not boats")
    assert (found.text, found.found.total) == ("policy -boats", 7)
    library = IndexedPapers(*PAPERS, candidate(20, "Policy, but not Boats: a tale"))
    found = await read("policy but not boats", library, None)
    assert (found.text, 20 in keys(found)) == ("policy but not boats", True)


@each_of("typed, text", [("the Kites paper", "Kites"), ("storms paper", "storms paper")])
async def test_the_word_paper_is_not_looked_for_behind_what_titles_have(typed: str, text: str) -> None:
    library = IndexedPapers(*PAPERS, candidate(20, "Sails", abstract="A paper on storms and kites, the best."))
    assert (await read(typed, library, None)).text == text


@each_of("typed", ["lecun kites", "kites lecun", "LeCun kites flown"])
async def test_a_word_that_no_paper_has_may_be_the_name_of_somebody_who_writes_about_the_others(
    typed: str,
) -> None:
    found = await said(typed)
    assert (keys(found), found.note.lower()) == ([1], "no paper has these words; showing those by lecun")


async def test_capitals_in_a_longer_text_are_no_name_that_says_nothing_of_the_rest() -> None:
    library = IndexedPapers(*PAPERS, candidate(20, "Sails", authors=("Ann Long",)))
    assert "author:" not in (await read("Kites Policy Ann Long System Boats", library, None)).text


async def test_a_word_that_papers_have_is_nobodys_name_beside_others() -> None:
    library = IndexedPapers(*PAPERS, candidate(20, "Sails", authors=("Ann Policy",)))
    assert "author:" not in (await read("policy sails", library, None)).text


async def test_a_condition_that_no_paper_fulfils_is_no_word() -> None:
    library = IndexedPapers(*PAPERS, candidate(20, "CL", abstract="cat"))
    assert keys(await read("cat:cs.CL kites", library, None)) == []


@each_of("typed, key", [("fly by policy", 1), ("kites that learn from lora", 1), ("polciy by kites", 1)])
async def test_words_behind_by_and_from_that_are_nobodys_name_are_words(typed: str, key: int) -> None:
    found = await said(typed)
    assert key in keys(found)
    assert "author:" not in found.text


@each_of("typed", ["papers by Policy", "latest papers from policy", "Policy's papers"])
async def test_whose_papers_there_are_none_of_is_said_with_those_that_name_them(typed: str) -> None:
    found = await said(typed)
    assert 2 in keys(found)
    assert found.note.startswith("no paper here is ")


@each_of("typed", ["learns by policy", "by policy", "papers on learning by policy", "papers by LeCun"])
async def test_what_asks_for_nobodys_papers_is_told_of_nobody(typed: str) -> None:
    assert "no paper here" not in (await said(typed)).note


async def test_a_single_word_is_rather_a_slip_than_a_name() -> None:
    library = IndexedPapers(
        *PAPERS, candidate(20, "On air", authors=("Ann Polciy",)), close={"polciy": ("policy",)}
    )
    assert (await read("polciy", library, None)).text == "policy"


@each_of("typed", ["this week's best papers on kites", "most upvoted papers about kites", "latest on kites"])
async def test_words_that_only_ask_are_not_looked_for(typed: str) -> None:
    found = await said(typed)
    assert keys(found) == [1]
    assert found.note in {"without the small words", ""}


async def test_of_three_words_one_may_be_missing_behind_the_few_papers_that_have_them() -> None:
    found = await said("how can boats be sailed by lora")
    assert keys(found)[0] == 2
    found = await said("how can boats be sailed by a policy")
    assert (keys(found)[0], found.note) == (2, "only 1 paper has all of these words; showing those with most too")
    assert 1 in keys(found)


@each_of("typed", ["what is a boat", "how do kites"])
async def test_what_a_question_is_about_decides_and_not_its_small_words(typed: str) -> None:
    library = IndexedPapers(
        candidate(1, "Storms", abstract="What is a boat? How do kites?"),
        candidate(2, "Boats and kites, boats and kites"),
        candidate(3, "Boats and kites"),
    )
    assert sorted(keys(await read(typed, library, None))) == [1, 2, 3]


async def test_what_has_the_words_next_to_each_other_comes_first() -> None:
    library = IndexedPapers(
        candidate(1, "Speech and text", abstract="From one to the other."),
        candidate(2, "Voices", abstract="A text-to-speech model."),
    )
    found = await read("text to speech", library, None)
    assert (keys(found), found.found.total) == ([2, 1], 2)


@each_of("typed", ["kite-policy", '"kite policy"', "policy-kite"])
async def test_words_that_nobody_has_next_to_each_other_are_found_apart_and_that_is_said(typed: str) -> None:
    found = await said(typed)
    assert (keys(found), found.note) == ([1], "no paper has these words next to each other")


async def test_in_a_long_text_nobody_is_looked_for(monkeypatch) -> None:
    asked = []
    search = LIBRARY.search

    async def counted(query, **more):
        asked.append(query.text)
        return await search(query, **more)

    monkeypatch.setattr(LIBRARY, "search", counted)
    text = "Kites Fly By Policy and Boats Sail from Lora Adapters " * 4
    await said(text.strip())
    assert [each for each in asked if ":" in each] == []
    assert (await said(f"{'kites ' * 331}by Yann LeCun")).found.hits


@each_of(
    "typed",
    [
        " ".join(f"{first}{second}" for first in "ABCDEF" for second in "ghkmnp"),
        " ".join(f"Ab{letter}" for letter in "cdefghklmnopqrstuvwxyz"),
        "Ef -web | zz paper 2024",
        "& not except Ef",
    ],
)
async def test_what_may_or_may_not_be_a_name_is_no_error(typed: str) -> None:
    assert (await read(typed, IndexedPapers(*PAPERS), None)).found.total == 0
