"""Every statement, in named blocks, one file a topic."""
