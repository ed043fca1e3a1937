"""The core: decides. Values and functions; no SDK, no socket, no SQL."""
