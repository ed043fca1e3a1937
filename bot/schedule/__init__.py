"""When: due times, turns, time zones. Pure."""
