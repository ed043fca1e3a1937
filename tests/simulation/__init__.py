"""The deterministic simulator: one seed drives the clock, the order of tasks, sources, platforms, people, faults."""
