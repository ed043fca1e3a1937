"""Papers by mail, on the page: ask for them, and what the links in a mail lead to. No account, no script."""
