"""Mail that came back after the mail server had taken it: what it says, whom it is about, and how it comes in."""
