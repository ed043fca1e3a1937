"""What a paper is: identity, merging, signals; and asking the sources."""
