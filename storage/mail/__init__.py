"""E-mail: addresses that are asked, and those that nothing is written to."""
