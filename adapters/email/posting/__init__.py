"""How mail leaves: to a mail server, or into a folder."""
