"""The words of the trade as values: everything may import them, they import nothing above them."""
