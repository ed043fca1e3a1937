"""One browser for all that is shown in one: it starts in some seconds, most of which are work."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import tools.browser


# Not for the session: Playwright's own loop would run beside those of the tests that come after these.
@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    chromium = tools.browser.browser()
    if chromium is None:
        pytest.skip(tools.browser.LACKING)
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()
