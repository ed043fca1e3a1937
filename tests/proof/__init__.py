"""`make prove`: every part of the proof, and its figures in one table."""
