"""How pages and feeds are answered: made once while the papers stay the same, sent only where not known."""
