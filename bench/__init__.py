"""Measurements: speed, memory and quality, printed as ratios within one run."""
