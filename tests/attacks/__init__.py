"""Attacks on the loopback: what comes from outside can neither stop Paperboy, fill it nor read it (`make attack`)."""
