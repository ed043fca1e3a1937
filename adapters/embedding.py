"""A sentence-embedding model from a local folder (all-MiniLM-L6-v2 format): `pip install 'paperboy[semantic]'`.

Nothing is ever downloaded. https://sbert.net/docs/package_reference/sentence_transformer/SentenceTransformer.html
"""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from bot.errors import SettingsError
from bot.ports import Embedder
from bot.settings import AdapterSettings


class EmbeddingSettings(AdapterSettings):
    """Where the model is."""

    paperboy_model: Path | None = Field(
        None,
        description="folder of a sentence-embedding model (all-MiniLM-L6-v2 format) that helps similar papers",
    )


class LocalModel:
    """Runs the model in a thread, one call at a time: it uses every core by itself."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._turn = asyncio.Lock()

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 for each text."""
        async with self._turn:
            return await asyncio.to_thread(self._embed, list(texts))

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        rows = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(rows, np.float32)


def configured() -> Embedder | None:
    """The model that the settings name; None without one. SettingsError says what is missing."""
    folder = EmbeddingSettings.load().paperboy_model
    if folder is None:
        return None
    if not (folder / "modules.json").is_file():
        raise SettingsError(
            f"PAPERBOY_MODEL: {folder} holds no sentence-transformers model (modules.json is missing)."
        )
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 -- optional, and seconds to load
    except ImportError as error:
        raise SettingsError(
            "PAPERBOY_MODEL is set, but the extra is not installed: .venv/bin/pip install -e '.[semantic]'"
        ) from error
    return LocalModel(SentenceTransformer(str(folder), device="cpu", local_files_only=True))
