"""From candidates to a digest. Pure."""
