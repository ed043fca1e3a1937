"""The gallery: every view as each platform shows it, for looking at."""
