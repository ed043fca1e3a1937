"""Statements that PostgreSQL wants in words of its own, and those of the engine itself."""
