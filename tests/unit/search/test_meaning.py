"""Similar papers by meaning, where a model is there to tell."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from adapters import embedding
from bot.errors import SettingsError
from bot.model.paper import Candidate, Paper, Signals
from bot.ports import Hit
from bot.search.meaning import Meaning, text


class Directions:
    """Places a text by its first word: a fake that counts what it is asked."""

    def __init__(self, **places: Sequence[float]) -> None:
        self.places = places
        self.asked: list[str] = []

    async def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return np.array([self.places[each.split(".")[0]] for each in texts], np.float32)


def paper(key: int, title: str) -> Candidate:
    return Candidate(
        key=key,
        paper=Paper(id=f"arxiv:2611.{key:05}", title=title, url="https://x.example", abstract="It says so."),
        signals=Signals(first_listed=date(2026, 1, 1), last_listed=date(2026, 1, 1)),
    )


async def test_meaning_moves_a_paper_that_says_the_same_in_other_words_up():
    model = Directions(forgetting=(1, 0), retention=(1, 0), weather=(0, 1))
    mine, same, other = paper(1, "forgetting"), paper(2, "retention"), paper(3, "weather")
    order = await Meaning(model).order(mine, [Hit(3, 0.9), Hit(2, 0.5)], [other, same])
    assert order == (2, 3)


async def test_without_a_difference_in_meaning_the_words_decide():
    model = Directions(a=(1, 0), b=(1, 0), c=(1, 0))
    order = await Meaning(model).order(paper(1, "a"), [Hit(2, 0.5), Hit(3, 0.9)], [paper(2, "b"), paper(3, "c")])
    assert order == (3, 2)


async def test_a_paper_is_placed_once():
    model = Directions(a=(1, 0), b=(0, 1))
    meaning = Meaning(model)
    for _ in range(2):
        await meaning.order(paper(1, "a"), [Hit(2, 0.5)], [paper(2, "b")])
    assert model.asked == [text(paper(1, "a")), text(paper(2, "b"))]


def test_without_the_setting_there_is_no_model():
    assert embedding.configured() is None


def test_a_folder_that_is_no_model_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("PAPERBOY_MODEL", str(tmp_path))
    with pytest.raises(SettingsError, match=r"holds no sentence-transformers model \(modules.json is missing\)"):
        embedding.configured()


def test_a_model_without_the_extra_says_how_to_install_it(monkeypatch, tmp_path):
    try:
        import sentence_transformers  # noqa: F401, PLC0415
    except ImportError:
        (tmp_path / "modules.json").write_text("[]")
        monkeypatch.setenv("PAPERBOY_MODEL", str(tmp_path))
        with pytest.raises(SettingsError, match=r"pip install -e '.\[semantic\]'"):
            embedding.configured()
    else:
        pytest.skip("the extra is installed here")
