"""Paper sources, each one small file found by name."""
