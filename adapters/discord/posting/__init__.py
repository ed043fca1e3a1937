"""Digests on their way to Discord."""
