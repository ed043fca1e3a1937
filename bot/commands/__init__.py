"""The command table: one for every platform."""
