"""A request from Discord, and the reply to it."""
