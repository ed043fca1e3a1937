"""Similar papers by meaning, where a model is there to tell."""

import json
from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np
import pytest

from adapters import embedding
from bot.errors import SettingsError
from bot.model.paper import Candidate
from bot.ports import Hit
from bot.search.meaning import Meaning, text
from tests.fakes.papers import candidate


class Directions:
    """Places a text by its first word: a fake that counts what it is asked."""

    def __init__(self, **places: Sequence[float]) -> None:
        self.places = places
        self.asked: list[str] = []

    async def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return np.array([self.places[each.split(".")[0]] for each in texts], np.float32)


def paper(key: int, title: str) -> Candidate:
    return candidate(key, title, abstract="It says so.")


async def test_meaning_moves_a_paper_that_says_the_same_in_other_words_up():
    model = Directions(forgetting=(1, 0), retention=(1, 0), weather=(0, 1))
    mine, same, other = paper(1, "forgetting"), paper(2, "retention"), paper(3, "weather")
    order = await Meaning(model).order(mine, [Hit(3, 0.6), Hit(2, 0.5)], [other, same])
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


async def test_of_two_papers_with_the_same_words_the_one_that_means_what_was_asked_comes_first():
    model = Directions(asked=(1, 0), first=(0, 1), second=(1, 0))
    scores = await Meaning(model).scores("asked", [(paper(1, "first"), 1.0), (paper(2, "second"), 1.0)])
    assert scores[1] > scores[0]


async def test_what_has_far_more_of_the_words_stays_in_front_of_what_means_a_little_more():
    model = Directions(asked=(1, 0), first=(0.6, 0.8), second=(0.9, 0.4))
    first, second = paper(1, "first"), paper(2, "second")
    scores = await Meaning(model).scores("asked", [(first, 9.0), (second, 3.0)])
    assert scores[0] > scores[1]
    scores = await Meaning(model).scores("asked", [(first, 9.0), (second, 8.0)])
    assert scores[1] > scores[0]


def table(path, header, numbers):
    said = json.dumps(header).encode()
    path.write_bytes(len(said).to_bytes(8, "little") + said + np.array(numbers, "<f2").tobytes())


HEADER = {"__metadata__": {"by": "us"}, "vectors": {"dtype": "F16", "shape": [3, 2], "data_offsets": [0, 12]}}


async def test_a_text_lies_in_the_middle_of_its_tokens(tmp_path):
    table(tmp_path / "a.safetensors", HEADER, [[1, 0], [0, 1], [0, 2]])
    asked: list[str] = []

    def encode(word: str) -> list[int]:
        asked.append(word)
        return [int(each) for each in word if each.isdigit()]

    vectors = embedding.WordVectors(embedding.table_of(tmp_path / "a.safetensors"), encode)
    rows = await vectors.embed(["0 1", "12 2", "no token", "0 1"])
    assert rows.round(3).tolist() == pytest.approx(np.array([[0.707, 0.707], [0, 1], [0, 0], [0.707, 0.707]]))
    assert asked == ["0", "1", "12", "2", "no", "token"]  # a word is cut once


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({}, "0 tables instead of one"),
        ({"a": HEADER["vectors"], "b": HEADER["vectors"]}, "2 tables"),
        ({"a": {"dtype": "I8", "shape": [3, 2], "data_offsets": [0, 6]}}, "a table of I8"),
    ],
)
def test_another_file_is_told(tmp_path, header, said):
    table(tmp_path / "a.safetensors", header, [])
    with pytest.raises(ValueError, match=said):
        embedding.table_of(tmp_path / "a.safetensors")


def test_a_file_of_anything_is_told(tmp_path):
    (tmp_path / "a.safetensors").write_bytes(b"\xff" * 20)
    with pytest.raises(ValueError, match="no safetensors file"):
        embedding.table_of(tmp_path / "a.safetensors")


def test_without_setting_and_extra_there_is_no_model(monkeypatch):
    monkeypatch.setattr(embedding, "find_spec", lambda name: None)
    assert embedding.configured() is None


def test_a_folder_without_the_files_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("PAPERBOY_MODEL", str(tmp_path))
    with pytest.raises(SettingsError, match=r"holds no word vectors"):
        embedding.configured()


def test_vectors_without_the_extra_say_how_to_install_it(monkeypatch, tmp_path):
    for name in ("a.safetensors", "a_tokenizer_config.json"):
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setenv("PAPERBOY_MODEL", str(tmp_path))
    monkeypatch.setattr(embedding, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install -e '.\[semantic\]'"):
        embedding.configured()


async def test_files_that_cannot_be_read_are_a_sentence(monkeypatch, tmp_path):
    pytest.importorskip("tokenizers", reason="the extra `semantic` is not installed")
    for name in ("a.safetensors", "a_tokenizer_config.json"):
        (tmp_path / name).write_bytes(b"nothing")
    monkeypatch.setenv("PAPERBOY_MODEL", str(tmp_path))
    model = embedding.configured()
    assert model is not None
    with pytest.raises(SettingsError, match="cannot be read"):
        await model.embed(["a"])


async def test_like_meanings_lie_close_in_the_vectors_of_the_extra():
    if find_spec("wordllama") is None or find_spec("tokenizers") is None:
        pytest.skip("the extra `semantic` is not installed")
    model = embedding.configured()
    assert model is not None
    rows = await model.embed(["a car on the road", "automobiles and motorways", "protein folding"])
    near, far = float(rows[0] @ rows[1]), float(rows[0] @ rows[2])
    assert near > far + 0.1
