"""Rows that go for good: a channel's when it goes, and those that are old."""
