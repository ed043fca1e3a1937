"""Word vectors that tell meaning, of WordLlama's two files: `pip install 'paperboy[semantic]'`.

A text's place is the mean of its tokens' vectors: a table is looked up, no network is run, and nothing is ever
downloaded. https://github.com/dleemiller/WordLlama, https://github.com/huggingface/safetensors#format
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from bot.errors import SettingsError
from bot.ports.embedding import Embedder
from bot.settings import AdapterSettings

REMEMBERED = 2**16  # words whose tokens are known, in 10 MB: a year of abstracts has about as many
_PACKAGE = "wordllama"
_TYPES = {"F16": "<f2", "F32": "<f4"}
_LONGEST_HEADER = 10**6  # bytes
_HINT = "the extra is not installed: .venv/bin/pip install -e '.[semantic]'"


class EmbeddingSettings(AdapterSettings):
    """Where the word vectors are."""

    paperboy_model: Path | None = Field(
        None,
        description="folder of word vectors (WordLlama's `.safetensors`, its tokenizer's `.json`) for search,"
        " similar papers; else those of the extra `semantic`, where installed",
    )


class _Tokens(dict[str, tuple[int, ...]]):
    """The tokens of each word, which are the same in every text; all are forgotten when there are too many."""

    def __init__(self, encode: Callable[[str], Sequence[int]]) -> None:
        super().__init__()
        self._encode = encode

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[word] = tuple(self._encode(word))
        return found


class WordVectors:
    """`bot.ports.Embedder` by a table of vectors, one for each token."""

    def __init__(self, table: NDArray[np.float32], encode: Callable[[str], Sequence[int]]) -> None:
        self._table = table
        self._tokens = _Tokens(encode)

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A text without any token lies nowhere: its row is of zeros."""
        return await asyncio.to_thread(self._embed, texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._place(text) for text in texts])

    def _place(self, text: str) -> NDArray[np.float32]:
        tokens = [*chain.from_iterable(map(self._tokens.__getitem__, text.split()))]
        whole = self._table.take(tokens, axis=0).sum(axis=0)
        length = float(np.linalg.norm(whole))
        return np.asarray(whole / (length or 1.0), np.float32)


class Lazy:
    """Reads the files when meaning is asked for first: most commands never ask."""

    def __init__(self, vectors: Path, tokenizer: Path) -> None:
        self._files = vectors, tokenizer
        self._read: WordVectors | None = None
        self._turn = asyncio.Lock()

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """SettingsError if the files are not what they should be."""
        async with self._turn:
            if self._read is None:
                self._read = await asyncio.to_thread(_opened, *self._files)
        return await self._read.embed(texts)


def configured() -> Embedder | None:
    """The vectors that the settings name, or that the extra brought; None without either.

    SettingsError says what is missing.
    """
    folder = EmbeddingSettings.load().paperboy_model
    if folder is None:
        spec = find_spec(_PACKAGE)
        places = spec.submodule_search_locations if spec else None
        if not places or find_spec("tokenizers") is None:
            return None
        folder = Path(places[0])
    vectors, tokenizers = sorted(folder.rglob("*.safetensors")), sorted(folder.rglob("*tokenizer*.json"))
    if not vectors or not tokenizers:
        raise SettingsError(
            f"PAPERBOY_MODEL: {folder} holds no word vectors (a .safetensors and a tokenizer's .json)."
        )
    if find_spec("tokenizers") is None:
        raise SettingsError(f"PAPERBOY_MODEL is set, but {_HINT}")
    return Lazy(vectors[0], tokenizers[0])


def _opened(vectors: Path, tokenizer: Path) -> WordVectors:
    from tokenizers import Tokenizer  # noqa: PLC0415 -- optional

    try:
        table = table_of(vectors)
        tokens = Tokenizer.from_file(str(tokenizer))
    except Exception as error:  # tokenizers raises Exception itself
        raise SettingsError(f"The word vectors in {vectors.parent} cannot be read: {error}.") from error
    tokens.no_truncation()
    tokens.no_padding()
    return WordVectors(table, lambda word: tokens.encode(word, add_special_tokens=False).ids)


def table_of(path: Path) -> NDArray[np.float32]:
    """The one matrix of a safetensors file. ValueError for another file."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > _LONGEST_HEADER:
            raise ValueError("no safetensors file")
        held = {name: each for name, each in json.loads(file.read(length)).items() if name != "__metadata__"}
    if len(held) != 1:
        raise ValueError(f"{len(held)} tables instead of one")
    (one,) = held.values()
    if one["dtype"] not in _TYPES or len(one["shape"]) != 2:
        raise ValueError(f"a table of {one['dtype']} in {len(one['shape'])} dimensions")
    start = 8 + length + one["data_offsets"][0]
    rows = np.memmap(path, dtype=_TYPES[one["dtype"]], mode="r", offset=start, shape=tuple(one["shape"]))
    return rows.astype(np.float32)  # 32 MB instead of 16; adding up half-precision rows takes four times as long
