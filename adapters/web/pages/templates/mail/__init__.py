"""Templates of papers by mail."""
