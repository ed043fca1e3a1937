"""The shell of every page: masthead, search field, foot."""

from collections.abc import Mapping
from typing import Any

from adapters.web.answers.content import Content
from adapters.web.pages.html import render

_HEADINGS = {400: "Not quite", 404: "Nothing is here", 429: "One moment"}


class Shell:
    """What all templates are given."""

    def __init__(self, *, channels_shown: bool = False, mail: bool = False, mail_note: str = "") -> None:
        self.values: Mapping[str, Any] = {
            "q": "",
            "channels_shown": channels_shown,
            "mail": mail,
            "mail_note": mail_note,
        }

    def message(self, status: int, sentence: str) -> Content:
        """A page that says why there is none."""
        heading = _HEADINGS.get(status, "Not now")
        page = render("message", **self.values, here="", status=status, heading=heading, sentence=sentence)
        return Content(page, status=status)
