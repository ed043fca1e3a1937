"""Standing: whose words about a paper count more. Pure.

A registry or publisher describes what it publishes itself; Hugging Face and Semantic Scholar copy it; a file is
somebody's own list; a feed may say anything about what it links to.
"""

from typing import Final

FEED: Final = 1
OTHER: Final = 2  # a file, and a source that nobody has judged yet
COPY: Final = 3
REGISTRY: Final = 4

_STANDING: Final = {
    "arxiv": REGISTRY,
    "biorxiv": REGISTRY,
    "crossref": REGISTRY,
    "openreview": REGISTRY,
    "dblp": COPY,
    "huggingface": COPY,
    "semanticscholar": COPY,
    "file": OTHER,
    "rss": FEED,
    "sample": FEED,
}


def standing(source: str) -> int:
    """The greater, the more a source's words count; 0 for nobody's."""
    return _STANDING.get(source, OTHER) if source else 0
