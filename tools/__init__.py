"""Tools for whoever works on Paperboy; not part of the program."""
