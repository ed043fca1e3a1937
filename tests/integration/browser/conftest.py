"""One browser for all that is shown in one: it starts in some seconds, most of which are work."""

import shutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest


# Not for the session: Playwright's own loop would run beside those of the tests that come after these.
@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no chromium here (apt install chromium)")
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()
