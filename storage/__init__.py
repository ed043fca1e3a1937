"""Rows to values and back. SQL lives in .sql files."""
