"""What becomes of channels: their lifecycle, pauses of Paperboy's own, a restored database."""
