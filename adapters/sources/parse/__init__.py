"""Readers: bytes in, papers and listings out, with a fault for whatever could not be read. No I/O."""
