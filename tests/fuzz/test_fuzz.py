"""What `make fuzz` does a million times, some dozens of times; and what it found, for good."""

import pytest

from adapters.sources.parse.saved_html import read_saved_html
from adapters.web import paths
from bot.commands.handlers.setup_json import read_setup
from bot.commands.typed_schedule import read_days, read_schedule
from bot.daily.elsewhere import elsewhere
from bot.errors import PaperboyError, UserError
from bot.model.paper import Candidate, Paper, Signals
from bot.papers.identity import canonical_id
from tests.fuzz.catalogue import catalogue
from tests.fuzz.doors import Doors
from tests.fuzz.run import by_chance
from tests.fuzz.target import Target
from tests.fuzz.typed import CHANNEL, NOW


def test_nothing_but_our_own_errors_comes_out_of_any_reader():
    doors = Doors()
    for target in catalogue(doors).values():
        for body in target.bodies():
            target(body)
        for data in by_chance(target, 12 if target.share > 2 else 3, seed=11):
            target(data)
    doors.close()


def test_a_run_would_see_what_is_not_ours():
    def broken(text):
        if "x" in text:
            raise PaperboyError("ours")
        if "y" in text:
            raise KeyError("not ours")

    target = Target("broken", broken, ("a",), ("x", "y"))
    target(b"x")
    with pytest.raises(KeyError):
        list(map(target, by_chance(target, 200, seed=1)))


@pytest.mark.parametrize("number", ["1" * 5_000, "-" + "9" * 5_000])
def test_a_set_up_with_an_endless_number_is_refused_in_a_sentence(number):
    with pytest.raises(UserError, match="far too long"):
        read_setup(f'{{"settings": {{"picks": {number}}}}}', CHANNEL, ())


def test_blanks_between_words_mean_nothing_however_many():
    gap = " \t" * 3_000
    assert read_days(f"mon{gap}-{gap}wed,{gap}fri") == {0, 1, 2, 4}
    assert read_schedule(f"9{gap}pm{gap}mon{gap}Europe/Paris") == {
        "at": "9pm",
        "days": "mon",
        "zone": "Europe/Paris",
    }


@pytest.mark.parametrize(
    "wrapped",
    [
        "((https://arxiv.org/abs/2611.00001))",
        "[(2611.00001).]",
        "https://arxiv.org/abs/2611.00001))).",
        "“2611.00001”,",
    ],
)
def test_brackets_around_an_id_are_taken_off(wrapped):
    assert canonical_id(wrapped) == "arxiv:2611.00001"


def test_articles_within_articles_are_one_paper_not_thousands():
    article = '<article><h3><a href="/papers/2611.{:05}">A study</a></h3>'
    page = "".join(article.format(number) for number in range(1, 60))
    assert [paper.id for paper in read_saved_html(page, NOW.date(), NOW).papers] == ["arxiv:2611.00001"]


@pytest.mark.parametrize("cut", ["2611.\ud83d", "\udcb1", "10.1234/\ud83d"])
def test_links_made_of_a_text_that_was_cut_in_a_character_are_links(cut):
    paper = Paper(id=f"arxiv:{cut}", title="A study", url="https://x.example")
    signals = Signals(first_listed=NOW.date(), last_listed=NOW.date(), sources=("huggingface",))
    made = elsewhere(Candidate(key=1, paper=paper, signals=signals), [f"doi:{cut}"])
    links = [*(each.url for each in made), paths.paper(cut), paths.search(cut), paths.keyword(cut)]
    assert all(link.isascii() for link in links)
