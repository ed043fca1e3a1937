"""Secrets of workspaces, and small facts of adapters."""

from collections.abc import Sequence
from typing import Protocol


class Vault(Protocol):
    """Secrets of workspaces (tokens), encrypted at rest."""

    async def put(self, platform: str, workspace: str, name: str, secret: bytes) -> None:
        """Keep a secret, replacing what was there."""
        ...

    async def get(self, platform: str, workspace: str, name: str) -> bytes | None:
        """The secret, or None."""
        ...

    async def delete(self, platform: str, workspace: str, name: str | None = None) -> None:
        """Forget one secret, or all of the workspace."""
        ...

    async def workspaces(self, platform: str) -> Sequence[str]:
        """Those with secrets."""
        ...


DOWN = "down"  # the fact that says why a platform does not serve, for who asks from another process
TROUBLE = "trouble"  # the fact in which an adapter says, in a sentence, what health and doctor are to say of it


class AdapterFacts(Protocol):
    """Small facts an adapter keeps (a command table's hash, a welcome already said)."""

    async def read(self, platform: str, name: str) -> str | None:
        """The fact, or None."""
        ...

    async def write(self, platform: str, name: str, value: str | None) -> None:
        """Keep it; None forgets it."""
        ...
