"""Content: what an address shows, before it is answered."""

from dataclasses import dataclass, field
from typing import Final

HTML: Final = "text/html; charset=utf-8"
# No script but our own file, no style but our own, nothing from elsewhere, and in nobody's frame.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_EVERY: Final = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
_PAGE: Final = {"content-security-policy": POLICY, "cross-origin-opener-policy": "same-origin"}
_OPEN: Final = {"access-control-allow-origin": "*"}  # feeds and the API hold nothing that is anybody's own


@dataclass(frozen=True, slots=True)
class Content:
    """A text with its media type. `fresh`: seconds that a reader may go on with it without asking again.

    `kept` is false for what depends on more than the papers, their address and the date.
    """

    text: str
    media_type: str = HTML
    status: int = 200
    fresh: int = 0
    kept: bool = True
    headers: dict[str, str] = field(default_factory=dict)


def fixed_headers(content: Content) -> dict[str, str]:
    """What is said with it whatever it holds."""
    page = content.media_type == HTML
    return {"content-type": content.media_type, **_EVERY, **(_PAGE if page else _OPEN), **content.headers}
