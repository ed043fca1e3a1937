"""Cutting a text to a limit, with an ellipsis where something was left out."""

NEAR = 0.8  # a cut falls between words where a space lies in the last fifth


def cut(text: str, limit: int) -> str:
    """The text, at most so many characters."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def width(text: str) -> int:
    """The length in UTF-16 code units, the strictest way a platform may count; lone surrogates included."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def head(text: str, most: int) -> str:
    """As much of the beginning as has at most so many UTF-16 units; no character is split."""
    text = text[:most]  # each has one unit at least
    if width(text) <= most:
        return text
    used = 0
    for number, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > most:
            return text[:number]
    return text


def clip(text: str, most: int) -> str:
    """At most so many UTF-16 units; a cut falls between words where one is near."""
    if width(text) <= most:
        return text
    kept = head(text, most - 1)  # one for the ellipsis
    space = kept.rfind(" ")
    return (kept[:space] if space > len(kept) * NEAR else kept).rstrip() + "…"
