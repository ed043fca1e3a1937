"""Discord's markdown as HTML, as far as Paperboy writes it: for the gallery's pictures."""

import html
import re
from datetime import UTC, datetime
from typing import Final

_LINE: Final = (
    (re.compile(r"^### (.*)"), "h3"),
    (re.compile(r"^## (.*)"), "h2"),
    (re.compile(r"^-# (.*)"), "small"),
)
_INLINE: Final = re.compile(
    r"\\(?P<literal>[^0-9A-Za-z\s])"
    r"|``(?P<code>.+?)``"
    r"|\[(?P<shown>(?:\\.|[^\\\]])*)\]\((?P<url>https?://[^)\s]+)\)"
    r"|<t:(?P<moment>\d+):f>"
    r"|<@&(?P<role>\d+)>"
    r"|\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*"
    r"|\*(?P<italic>(?:\\.|[^\\*])+?)\*"
)
_BULLET: Final = re.compile(r"^(- |\d+\. )(.*)")


def to_html(text: str) -> str:
    """Safe HTML: everything is escaped before markup is added."""
    out = []
    fenced: list[str] | None = None
    for line in text.split("\n"):
        if line.startswith("```"):
            if fenced is not None:
                out.append(f"<pre>{html.escape(chr(10).join(fenced))}</pre>")
            fenced = [] if fenced is None else None
        elif fenced is not None:
            fenced.append(line)
        else:
            out.append(_line(line))
    return "".join(out)


def _line(line: str) -> str:
    for pattern, tag in _LINE:
        if match := pattern.match(line):
            return f"<{tag}>{_spans(match.group(1))}</{tag}>"
    if match := _BULLET.match(line):
        mark = "•" if match.group(1) == "- " else match.group(1)
        return f'<p class="item">{mark} {_spans(match.group(2))}</p>'
    if line.startswith("> "):
        return f"<blockquote>{_spans(line[2:])}</blockquote>"
    return f"<p>{_spans(line)}</p>"


def _spans(text: str) -> str:
    out, at = [], 0
    for match in _INLINE.finditer(text):
        out += [html.escape(text[at : match.start()]), _span(match)]
        at = match.end()
    return "".join([*out, html.escape(text[at:])])


def _span(match: re.Match[str]) -> str:  # noqa: PLR0911 -- one return a span
    kind, value = match.lastgroup or "", match.group(match.lastgroup or 0)
    match kind:
        case "literal":
            return html.escape(value)
        case "code":
            return f"<code>{html.escape(value.strip())}</code>"
        case "url":
            return f'<a href="{html.escape(value)}">{_spans(match.group("shown"))}</a>'
        case "moment":
            at = datetime.fromtimestamp(int(value), UTC)
            return f'<span class="moment">{at:%d %B %Y %H:%M}</span>'
        case "role":
            return '<span class="mention">@reading-group</span>'
        case "bold":
            return f"<b>{_spans(value)}</b>"
        case _:
            return f"<i>{_spans(value)}</i>"
