"""The command line for attacks."""

from tests.integration.conftest import paperboy

__all__ = ["paperboy"]
