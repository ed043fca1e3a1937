"""Ranking: which of the papers that match come first, and why."""
