"""One planning run: due channels read in batches, decided outside, written in bulk; and times put right."""
