"""The schema, one numbered step a file, forward only: released steps are never edited, new ones are added."""
