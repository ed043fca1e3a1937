"""The full-text index as the core sees it: searching, words, likeness, and keeping in step with the papers."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from bot.errors import StorageError
from bot.model.paper import Candidate
from bot.ports import ChangedPapers, Found, Hit, PaperChanges, PapersState
from bot.query.tree import Query
from storage import gc_pause
from storage.index import catching_up, commonest, file, pairs, words
from storage.index.facts import IDENTITY, REVISION, keep, kept, survey
from storage.index.looking import search
from storage.index.topics import Topics
from storage.sqlite.database import MEMORY, Bulk, Database, Job, T, Transaction

MET = 1 << 17  # terms remembered as met; among a million papers a poll's are nearly all among them
REBUILT = 10 * catching_up.BATCH  # changes after which the whole index is worth merging
_DAMAGED = "The search index was damaged or of another version; it was built anew from the papers."
_MISSING = "There was no search index; it was built from the papers."
_UNFIT = "The search index did not fit the papers; it was built anew from them."


class FullTextIndex:
    """`bot.ports.Index` on SQLite FTS5, in a file beside the papers' database.

    Searches read on a connection of their own, so that neither a rebuild nor a night's planning is waited for.
    """

    def __init__(self, papers: ChangedPapers, *, beside: str) -> None:
        self._papers = papers
        self._path = MEMORY if beside == MEMORY else beside + file.SUFFIX
        self._opened = AsyncExitStack()
        self._index: Database
        self._topics = Topics()
        self._met: set[str] = set()  # terms that this process knows to be in the index
        self._why = ""  # what the next repair has to say
        self._torn = False
        self._share = 1.0
        self._checked = False
        self._repairing = asyncio.Lock()
        self._there = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def open(cls, papers: ChangedPapers, *, beside: str) -> AsyncIterator["FullTextIndex"]:
        """The index of these papers in a file beside their database (`:memory:`: in none).

        A file that is not as it should be is emptied; `repair` fills it.
        """
        index = cls(papers, beside=beside)
        try:
            await index._open()
            yield index
        finally:
            await index._opened.aclose()

    @property
    def share(self) -> float:
        """As of the opening, and each batch since."""
        return self._share

    async def search(self, query: Query, *, limit: int, before_key: int | None = None) -> Found:
        """In two phases; see `storage.index.looking`."""
        return await self._read(lambda index: search(index, query, limit, before_key))

    async def complete(self, prefix: str, limit: int) -> Sequence[str]:
        """The commonest words that begin so."""
        return await self._read(lambda index: words.complete(index, prefix, limit))

    async def spellings(self, words_: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Close words for those that the corpus hardly has."""
        return await self._read(lambda index: words.spellings(index, words_))

    async def similar(self, key: int, limit: int) -> Sequence[Hit]:
        """The nearest in the space of topics; see `storage.index.topics`."""
        return await self._read(lambda index: self._topics.similar(index, key, limit))

    async def repair(self, progress: Callable[[int, int], None] | None = None) -> str:
        """Catch up with the papers in batches; a paper can be found as soon as its batch is in.

        Only then the words and topics of new papers are worked out.
        """
        async with self._repairing:
            if self._torn:
                await self._start_anew(_DAMAGED)
            try:
                await self._catch_up(progress)
            except StorageError:
                if not self._torn:  # the papers' database, or a full disk: not the index's to mend
                    raise
                await self._start_anew(_DAMAGED)
                await self._catch_up(progress)
            said, self._why = self._why, ""
            return said

    async def _catch_up(self, progress: Callable[[int, int], None] | None) -> None:
        state = await self._papers.state()
        await self._same_papers(state)
        before = await self._read(_since)
        await self._apply(state, progress)
        if not self._checked:
            if await self._index.write(survey) != (await self._papers.state()).papers:
                await self._start_anew(_UNFIT)
                await self._apply(state, progress)
                await self._index.write(survey)
            self._checked = True
        elif await self._read(_since) != before:
            await self._index.write(survey)
        while keys := await self._read(catching_up.waiting):
            papers = await self._papers.current(keys)
            await self._bulk(partial(_learn, self._topics, keys, papers))
        await self._bulk(self._topics.keep_up)
        await self._bulk(commonest.keep_up)
        await self._bulk(pairs.keep_up)
        if (more := await self._read(_since) - before) > 0:
            await self._bulk(partial(catching_up.tidy, wholly=more > REBUILT))

    async def _same_papers(self, state: PapersState) -> None:
        """An index that was made from other papers than these gives way."""
        since, identity = await self._read(lambda index: (_since(index), kept(index, IDENTITY)))
        if since > state.revision or (identity and state.identity and identity != state.identity):
            await self._start_anew(_UNFIT)
        if state.identity and identity != state.identity:
            await self._index.write(lambda index: keep(index, IDENTITY, state.identity))

    async def _apply(self, state: PapersState, progress: Callable[[int, int], None] | None) -> None:
        first = since = await self._read(_since)
        while changed := await self._papers.after(since, catching_up.BATCH):
            since = await self._bulk(partial(_apply, changed, self._met))
            if progress:
                progress(min(since, state.revision) - first, state.revision - first)
            if self._share < 1:
                self._share = await self._reached(since)
        self._share = 1.0

    async def _reached(self, since: int) -> float:
        behind = await self._papers.behind(since)
        return 1 - behind / max((await self._papers.state()).papers, behind, 1)

    async def _open(self) -> None:
        try:
            self._index = await self._opened.enter_async_context(file.opened(self._path))
            self._there.set()
        except StorageError:
            await self._start_anew(_DAMAGED)
        state, since = await self._papers.state(), await self._read(_since)
        if state.revision and not self._why and not since:
            self._why = _MISSING
        self._share = await self._reached(since)

    async def _start_anew(self, why: str) -> None:
        """Another, empty file; who searches meanwhile waits for it."""
        self._there.clear()
        await self._opened.aclose()
        file.remove(self._path)
        self._index = await self._opened.enter_async_context(file.opened(self._path))
        self._topics, self._met = Topics(), set()
        self._why, self._torn, self._share = why, False, 0.0
        self._there.set()

    async def _read(self, job: Job[T]) -> T:
        await self._there.wait()
        try:
            return await self._index.read(job)
        except StorageError as error:
            raise self._judged(error) from error

    async def _bulk(self, job: Bulk[T]) -> T:
        try:
            return await self._index.in_batches(job)
        except StorageError as error:
            raise self._judged(error) from error

    def _judged(self, error: StorageError) -> StorageError:
        """Damage is the next repair's to mend; anything else is as the database says."""
        if not isinstance(error.__cause__, sqlite3.DatabaseError) or not _is_damage(error.__cause__):
            return error
        self._torn = True
        return StorageError(
            f"The search index {self._path} is damaged; it is built anew from the papers at the next poll."
        )


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """SQLITE_CORRUPT, SQLITE_NOTADB (https://sqlite.org/rescode.html), and tables that are gone."""
    said = str(error).lower()
    return any(sign in said for sign in ("malformed", "corrupt", "not a database", "no such table", "vtable"))


def _since(index: sqlite3.Connection) -> int:
    return int(kept(index, REVISION) or 0)


def _apply(changed: PaperChanges, met: set[str], index: sqlite3.Connection, transaction: Transaction) -> int:
    with gc_pause.asleep(), transaction():
        since = _since(index)
        if since != changed.since:  # another process has been quicker
            return since
        new = catching_up.apply(index, changed, met)
    if len(met) + len(new) > MET:
        met.clear()
    met.update(new)  # not before it is committed
    return changed.revision


def _learn(
    topics: Topics,
    keys: Sequence[int],
    papers: Sequence[Candidate],
    index: sqlite3.Connection,
    transaction: Transaction,
) -> None:
    with gc_pause.asleep(), transaction():
        words.learn(index, papers)
        terms = catching_up.terms_of(index, keys)
        catching_up.count_terms(index, terms)
        commonest.learn(index, terms)
        pairs.learn(index, keys)
        topics.learn(index, keys)
        catching_up.done(index, keys)
