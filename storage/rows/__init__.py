"""Rows <-> values."""
