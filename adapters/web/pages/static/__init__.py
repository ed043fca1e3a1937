"""The page's own style sheet and script; importing it is only how they get into a wheel."""
