"""Feeds: the day, what trends, and any query as Atom, JSON Feed, Markdown and OPML."""
