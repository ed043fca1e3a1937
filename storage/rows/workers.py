"""How a worker stands in a row."""

import os
import socket


def place_of_this_process() -> str:
    """What people know it by."""
    return f"{socket.gethostname()}:{os.getpid()}"
