"""The README's picture of the page: the bundled sample as a day, in chromium (`python -m docs.page_picture`)."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import async_playwright
from starlette.applications import Starlette

from adapters.sources.sample import sample
from adapters.web.reading import reading_routes
from adapters.web.server import listen, serve
from adapters.web.services import WebServices
from bot.search.searcher import Search
from storage.store import open_store
from tools.browser import LACKING, browser

PICTURE = Path(__file__).with_name("page.png")
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
SIZE = {"width": 1180, "height": 820}


class Then:
    """The clock of the picture: it is always that morning."""

    def now(self) -> datetime:
        """That morning."""
        return NOW

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """The page over the sample; its address."""
    async with open_store(":memory:") as store:
        fetched = sample(NOW)
        listings = tuple(replace(each, source="huggingface") for each in fetched.listings)
        await store.papers.ingest("huggingface", replace(fetched, listings=listings), NOW)
        await store.index.repair()
        server = listen("127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        services = WebServices.of(store, Search(store.index, store.papers), Then(), address)
        task = asyncio.create_task(serve(Starlette(routes=list(reading_routes(services))), server))
        yield address
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def main() -> None:
    """Take it."""
    chromium = browser() or sys.exit(LACKING)
    async with served() as address, async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await opened.new_page(viewport=SIZE, base_url=address)
        await page.goto("/papers")
        await page.screenshot(path=PICTURE)
        await opened.close()


if __name__ == "__main__":
    asyncio.run(main())
