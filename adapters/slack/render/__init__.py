"""Views as Block Kit. Pure."""
