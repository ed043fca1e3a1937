"""One browser for all that is shown in one: it starts in some seconds, most of which are work."""

import shutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
)  # the first does nothing that is not needed here


# Not for the session: Playwright's own loop would run beside those of the tests that come after these.
@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        pytest.skip("there is no chromium here (apt install chromium-headless-shell)")
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()
