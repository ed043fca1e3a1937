"""The search index: derived data in a folder of its own, made anew from the papers whenever it is torn."""

from storage.index.full_text import FullTextIndex

__all__ = ["FullTextIndex"]
