"""The page: Daily Papers as readers page through them, in HTML that needs no script."""
