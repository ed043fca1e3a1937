"""The query language: text in, a tree of conditions out, the same for subscriptions and search."""
