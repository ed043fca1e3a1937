"""What a person typed in Slack, as they meant it: entities, links, mentions and curly quotes undone.

Source: https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
"""

import re

_MARKUP = re.compile(r"<([^<>]+)>")
_QUOTES = str.maketrans(
    {**dict.fromkeys("“”„‟″", '"'), **dict.fromkeys("‘’‚‛′", "'"), "\u00a0": " ", "\u2212": "-"}
)
_DASHED_WORD = re.compile(r"(^|[\s(])[–—](?=\w)")  # "–video": an editor made a dash of the minus


def as_meant(text: str) -> str:
    """The command as typed on a plain keyboard."""
    plain = _unescape(_MARKUP.sub(_spelt, text)).translate(_QUOTES)
    return _DASHED_WORD.sub(r"\1-", plain).strip().strip("`").strip()


def without_mention(text: str, user: str) -> str:
    """A mention's text without the bot's own name in front, or behind a word of greeting."""
    if not user:
        return text
    named = rf"<@{re.escape(user)}(?:\|[^>]*)?>(?:[\s,]|:(?![a-z0-9_+'-]+:))*"  # a colon may begin an emoji
    return re.sub(rf"^\s*([^\W\d_]+,?\s+)?{named}", r"\1", text, count=1) if text.strip() else text


def _unescape(text: str) -> str:
    """Slack escapes exactly three characters; other entities are what the person wrote."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _spelt(found: re.Match[str]) -> str:
    inside, _, label = found[1].partition("|")
    match inside[:1]:
        case "@":
            return f"@{label.lstrip('@') or inside[1:]}"
        case "#":
            return f"#{label.lstrip('#') or inside[1:]}"
        case "!":
            return label or f"@{inside[1:].split('^')[0]}"
        case _:
            return _link(inside, label)


def _link(address: str, label: str) -> str:
    """The address; or what was typed, where Slack only added a scheme in front of it."""
    plain = address.removeprefix("mailto:").removeprefix("tel:")
    return label if label and address.rstrip("/").endswith(label.rstrip("/")) else plain
