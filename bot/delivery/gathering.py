"""Gathering: calls that come while one is under way go together in the next one, and each has its own answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Gathering(Generic[Item, Answer]):
    """Asks for many items in one hop when busy, and for one at once when not."""

    def __init__(self, ask: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]]) -> None:
        """`ask` answers each item, in their order."""
        self._ask = ask
        self._waiting: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def put(self, item: Item) -> Answer:
        """The answer to this item; raises what asking for it raised."""
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._asking is None:
            self._asking = asyncio.create_task(self._run())
        return await done

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._answer(batch)
        finally:
            self._asking = None

    async def _answer(self, batch: Sequence[tuple[Item, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._ask([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 -- handed to whoever waits for the item
            if len(batch) == 1:
                if not batch[0][1].done():  # whoever waited was cancelled
                    batch[0][1].set_exception(error)
                return
            for one in batch:  # one bad item must not fail its neighbours
                await self._answer([one])
        else:
            for (_, done), answer in zip(batch, answers, strict=True):
                if not done.done():
                    done.set_result(answer)
