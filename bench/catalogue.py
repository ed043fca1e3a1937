"""A database with so many papers and its search index, made once and kept in the temporary folder."""

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from pathlib import Path

from bench.corpus import real_papers, recombined
from bot.model.paper import Candidate
from storage.index.folder import SUFFIX
from storage.rows.papers import columns, names
from storage.store import open_store

_ROW = """
INSERT INTO paper (id, canonical, title, url, abstract, authors, published, tldr, categories, keywords,
                   organization, code_url, stars, withdrawn, described_by, title_key, added, revision, first_listed,
                   last_listed, upvotes, velocity, comments, sources)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, ?, ?, ?, ?, 0, 0, ?)
"""


async def library(papers: int) -> Path:
    """The path of the database; minutes for a million papers the first time, nothing after that."""
    folder = Path(tempfile.gettempdir()) / "paperboy-bench"
    path, making = folder / f"{papers}.db", folder / f"making-{papers}.db"
    if _there(path, making):
        async with open_store(path) as store:
            await (
                store.index.repair()
            )  # of another format, it is made anew here and not while something is measured
        return path
    started = time.perf_counter()
    async with open_store(making):
        pass
    add(making, recombined(real_papers(), papers))
    async with open_store(making) as store:
        await store.index.repair()
    _rename(making, path)
    print(f"(made {path} in {time.perf_counter() - started:.0f} s)", flush=True)
    return path


def copied(path: Path, folder: Path) -> Path:
    """The library in another folder, for what changes it."""
    copy = folder / "paperboy.db"
    shutil.copyfile(path, copy)
    shutil.copytree(f"{path}{SUFFIX}", f"{copy}{SUFFIX}")
    return copy


def _there(path: Path, making: Path) -> bool:
    """Whether it has been made; if not, what an interrupted making left is removed."""
    path.parent.mkdir(exist_ok=True)
    shutil.rmtree(f"{making}{SUFFIX}", ignore_errors=True)
    for kind in ("", "-wal", "-shm"):
        Path(f"{making}{kind}").unlink(missing_ok=True)
    return path.exists()


def _rename(making: Path, path: Path) -> None:
    """The database last: where it is, all of it is."""
    Path(f"{making}{SUFFIX}").replace(f"{path}{SUFFIX}")
    making.replace(path)


def add(path: Path, papers: Iterable[Candidate]) -> None:
    """Papers as rows, as ingest leaves them, but without a look for their twins: recombined titles are alike."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        (revision,) = database.execute("SELECT coalesce(max(revision), 0) FROM paper").fetchone()
        coming = iter(papers)
        while part := list(islice(coming, 10_000)):
            database.execute("BEGIN")
            rows = [_row(each, revision + step) for step, each in enumerate(part, start=1)]
            database.executemany(_ROW, rows)
            database.execute("COMMIT")
            revision += len(part)


def _row(each: Candidate, revision: int) -> tuple[object, ...]:
    signals = each.signals
    listed = signals.first_listed.isoformat()
    return (each.key, *columns(each.paper), revision, listed, listed, signals.upvotes, names(("huggingface",)))
