"""What the operator sees and decides in a browser: off unless there is a token, one page, no script."""
