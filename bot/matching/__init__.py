"""Matching: the day's papers inverted once, each query answered by bit operations over them."""
