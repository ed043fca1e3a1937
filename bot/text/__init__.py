"""The analyzer: text in, terms out, the same for the matcher and for the index."""
