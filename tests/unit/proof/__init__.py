"""The table of a proof."""
