"""A list of papers as Markdown (CommonMark), for notes, wikis and language models."""

import re
from collections.abc import Sequence
from typing import Final

from bot.daily.daily_papers import PaperList
from bot.model.paper import Candidate
from bot.views.card import card
from bot.views.plain_text import authors, votes, web_address

MARKDOWN_TYPE: Final = "text/markdown; charset=utf-8"
_SIGNS: Final = re.compile(r"([\\`*_{}\[\]<>#+!|~&$])")  # with which a paper's text could mean something


def markdown(found: PaperList) -> str:
    """A heading and one numbered item a paper."""
    lines = [f"# Daily Papers of {found.period.title}", ""]
    if found.note:
        lines += [escaped(found.note), ""]
    return "\n".join([*lines, *_items(found.papers)]).rstrip() + "\n"


def escaped(text: str) -> str:
    """Literal text, in one line."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def _items(papers: Sequence[Candidate]) -> list[str]:
    lines = []
    for number, each in enumerate(papers, start=1):
        shown = card(each)
        where = web_address(shown.url).replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
        title = f"[{escaped(shown.title)}](<{where}>)" if where else escaped(shown.title)
        lines.append(f"{number}. **{title}**")
        about = filter(None, (escaped(authors(shown)), escaped(shown.organization), votes(shown)))
        if said := " · ".join(about):
            lines.append(f"   {said}")
        if shown.summary:
            lines += ["", f"   {escaped(shown.summary)}"]
        lines.append("")
    return lines
