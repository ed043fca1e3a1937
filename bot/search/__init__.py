"""Search as people use it."""
