"""The composition root's parts: the only package that knows adapters and storage, and wires them to the core."""
