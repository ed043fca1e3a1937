"""Templates of the pages; importing it is only how they get into a wheel."""
