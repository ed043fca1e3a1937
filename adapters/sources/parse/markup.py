"""HTML as the plain text that it shows. Pure."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser

# What begins a line of its own; everything else (<i>, <sub>, <span>…) stands inside words: <i>E. coli</i>-based.
_BLOCKS: Final = (
    "address|article|aside|blockquote|br|caption|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|"
    "hr|li|main|nav|ol|option|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul|jats:(?:p|title|sec|list-item)"
)
_BLOCK: Final = re.compile(rf"</?(?:{_BLOCKS})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_RAISED: Final = re.compile(r"(?<=[0-9A-Za-z)])<sup>\s*([0-9+−-]{1,6})\s*</sup>", re.IGNORECASE)
_SUPERSCRIPT: Final = str.maketrans("0123456789+−-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_UNSEEN: Final = ["script", "style", "noscript", "template", "iframe", "object", "svg"]


_TAG: Final = re.compile(r"</(?:i|b|em|strong|sub|sup|span|p|div|(?:mml:)?math|jats:\w{1,20})>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6});")


def unmarked(text: str) -> str:
    """A text that should have no markup, without the one that it has all the same: a tag that ends, an entity."""
    return plain_text(text) if _TAG.search(text) or _ENTITY.search(text) else text


def plain_text(html: str) -> str:
    """The text; blocks are parted by a space, what is never shown is left out, `10<sup>5</sup>` is 10⁵."""
    if "<" not in html and "&" not in html:
        return html
    raised = _RAISED.sub(lambda found: found[1].translate(_SUPERSCRIPT), html)
    tree = LexborHTMLParser(_BLOCK.sub(lambda found: f" {found[0]} ", raised))
    tree.strip_tags(_UNSEEN)
    return tree.text(separator="")
