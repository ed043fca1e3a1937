"""What is said, before any platform: blocks, and the views made of them."""
