"""From a claim to a receipt."""
