"""A request from Slack, and the reply to it."""
