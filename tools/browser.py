"""A browser for tests and pictures, from Debian's packages: none is downloaded."""

import shutil

# The first does nothing that is not needed here, and so half the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
LACKING = "there is no chromium here (apt install chromium-headless-shell)"


def browser() -> str | None:
    """The path of the one that this machine has."""
    return next(filter(None, map(shutil.which, NAMES)), None)
