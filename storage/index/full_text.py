"""The search index as the core sees it: searching, words, and keeping in step with the papers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import tantivy

from bot.errors import StorageError
from bot.ports import ChangedPapers, Found, PapersState
from bot.query.tree import Query
from storage import gc_pause
from storage.index import words
from storage.index.fields import KEY, TEXT, Row, entry
from storage.index.folder import SUFFIX, BusyError, Folder, TornError, torn
from storage.index.looking import search, weekly
from storage.index.second_process import Reader
from storage.sqlite.database import MEMORY

BATCH = 1_000  # papers read at once
STEP = 10_000  # papers after which what an index made anew has so far can be found: each step is written to disk
THREADS = 3  # one writes while two read
WRITER_BYTES = 40_000_000  # what a step takes, so that it is one segment: of many the index is a tenth larger
T = TypeVar("T")

_DAMAGED = "The search index was damaged or of another version; it was built anew from the papers."
_MISSING = "There was no search index; it was built from the papers."
_UNFIT = "The search index did not fit the papers; it was built anew from them."


class FullTextIndex:
    """`bot.ports.Index` on tantivy, in a folder beside the papers' database.

    One process writes at a time, and only while it repairs; all read what was last written. Every call is a hop
    into a thread.
    """

    def __init__(self, papers: ChangedPapers, *, beside: str) -> None:
        self._papers = papers
        self._folder = Folder(None if beside == MEMORY else Path(beside + SUFFIX))
        self._why = ""  # what the next repair has to say
        self._torn = self._checked = False
        self._share = 1.0
        self._repairing = asyncio.Lock()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="index")

    @classmethod
    @asynccontextmanager
    async def open(cls, papers: ChangedPapers, *, beside: str) -> AsyncIterator["FullTextIndex"]:
        """The index of these papers in a folder beside their database (`:memory:`: in none).

        A folder that is not as it should be is emptied; `repair` fills it.
        """
        index = cls(papers, beside=beside)
        with index._threads:
            if await index._hop(index._folder.open):
                index._why = _DAMAGED
            state = await papers.state()
            if state.revision and not index._why and not index._folder.state.revision:
                index._why = _MISSING
            await index._count(state)
            yield index

    @property
    def share(self) -> float:
        """As of the opening, and each batch since."""
        return self._share

    async def search(self, query: Query, *, limit: int, before_key: int | None = None) -> Found:
        """See `storage.index.looking`."""
        return await self._read(lambda searcher: search(self._folder.schema, searcher, query, limit, before_key))

    async def newest(self, query: Query, *, limit: int) -> Found:
        """By the date first listed."""
        return await self._read(lambda searcher: search(self._folder.schema, searcher, query, limit, newest=True))

    async def weekly(self, query: Query, last: date, weeks: int) -> Sequence[int]:
        """Counted by the engine: no paper is read."""
        return await self._read(lambda searcher: weekly(self._folder.schema, searcher, query, last, weeks))

    async def papers_with(self, terms: Sequence[str]) -> Mapping[str, int]:
        """A lookup a term."""
        return await self._read(lambda searcher: {term: searcher.doc_freq(TEXT, term) for term in terms})

    async def complete(self, prefix: str, limit: int) -> Sequence[str]:
        """The commonest words that begin so."""
        return await self._read(lambda searcher: words.complete(searcher, prefix, limit))

    async def spellings(self, words_: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Close words for those that the corpus hardly has."""
        return await self._read(lambda searcher: words.spellings(searcher, words_))

    async def repair(self, progress: Callable[[int, int], None] | None = None) -> str:
        """Catch up with the papers in batches; a paper can be found as soon as its batch is in.

        While another process writes the index, it is left to that.
        """
        async with self._repairing:
            try:
                try:
                    if self._torn:
                        await self._start_anew(_DAMAGED)
                    await self._catch_up(progress)
                except TornError:
                    await self._start_anew(_DAMAGED)
                    await self._catch_up(progress)
            except BusyError:
                await self._count(await self._papers.state())
                return ""
            except TornError as error:
                raise StorageError(f"The search index {self._folder.path} cannot be written: {error}.") from error
            said, self._why = self._why, ""
            return said

    async def _catch_up(self, progress: Callable[[int, int], None] | None) -> None:
        state = await self._papers.state()
        mine = await self._hop(self._folder.read_state)
        if mine.revision > state.revision or (mine.identity and state.identity not in {"", mine.identity}):
            await self._start_anew(_UNFIT)
        await self._apply(state, progress)
        now = await self._papers.state()
        if not self._checked and now.revision == self._folder.state.revision:  # else papers have just come in
            if await self._within(lambda: self._folder.searcher().num_docs) != now.papers:
                await self._start_anew(_UNFIT)
                await self._apply(state, progress)
            self._checked = True
        self._share = 1.0

    async def _apply(self, state: PapersState, progress: Callable[[int, int], None] | None) -> None:
        first = self._folder.state.revision
        if (changed := await self._papers.after(first, BATCH)) is None:
            return
        behind = await self._papers.behind(first)
        writer = await self._within(partial(self._folder.writer, WRITER_BYTES))
        reader, waiting = Reader(behind), 0  # papers that are not committed
        reading = self._start(partial(reader.rows, changed.papers))
        try:
            while changed:
                since, gone, waiting = changed.revision, changed.gone, waiting + len(changed.papers)
                changed = await self._papers.after(since, BATCH)
                rows = await asyncio.shield(reading)
                if changed:  # they are read while those before are written
                    reading = self._start(partial(reader.rows, changed.papers))
                await self._hop(partial(_take, writer, gone, rows))
                if progress:
                    progress(min(since, state.revision) - first, state.revision - first)
                if waiting < STEP and changed:
                    continue
                await self._within(writer.commit)
                await self._within(partial(self._folder.committed, since, state.identity))
                waiting = 0
                if self._share < 1:
                    await self._count(state)
        except BaseException:
            await self._within(writer.rollback)
            raise
        finally:
            await asyncio.gather(reading, return_exceptions=True)
            await self._hop(reader.end)
            await self._within(writer.wait_merging_threads)
            await self._hop(gc_pause.give_back)

    async def _count(self, state: PapersState) -> None:
        """Which share of the papers has not changed since the index last looked."""
        behind = await self._papers.behind(self._folder.state.revision)
        self._share = 1 - behind / max(state.papers, behind, 1)

    async def _start_anew(self, why: str) -> None:
        await self._hop(self._folder.start_anew)
        self._why, self._torn, self._share = why, False, 0.0

    async def _read(self, job: Callable[[tantivy.Searcher], T]) -> T:
        try:
            return await self._within(lambda: job(self._folder.searcher()))
        except TornError as error:
            self._torn = True
            await self._hop(self._folder.forget)
            raise StorageError(
                f"The search index {self._folder.path} is damaged; it is built anew from the papers at the next"
                " poll or start, so ask again."
            ) from error

    async def _within(self, job: Callable[[], T]) -> T:
        return await self._hop(partial(torn, job))

    def _start(self, job: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, job)

    async def _hop(self, job: Callable[[], T]) -> T:
        """Whoever is cancelled waits for the thread: the engine refuses to be used beside it by what follows."""
        running = self._start(job)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait({running})
            raise


def _take(writer: tantivy.IndexWriter, gone: Sequence[int], rows: Iterable[Row]) -> None:
    """Hand papers to the engine, which writes them while the next are read; whatever it had of those keys goes."""

    def hand_over() -> None:
        for key in gone:
            writer.delete_documents_by_term(KEY, key)
        for each in rows:
            writer.delete_documents_by_term(KEY, each[0][0])
            writer.add_document(entry(each))

    with gc_pause.asleep():
        torn(hand_over)
