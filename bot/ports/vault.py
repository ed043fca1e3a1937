"""Secrets of workspaces, and small facts of adapters."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Vault(Protocol):
    """Secrets of workspaces (tokens), encrypted at rest."""

    async def put(self, platform: str, workspace: str, name: str, secret: bytes) -> None:
        """Keep a secret, replacing what was there."""
        ...

    async def put_first(self, platform: str, workspace: str, name: str, secret: bytes) -> None:
        """Keep a secret unless there is one: of several that try at once, one makes it for all."""
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


class AdapterFacts(Protocol):
    """Small facts an adapter keeps (a command table's hash, a welcome already said).

    All processes on a database share them: what several add to at the same time is a fact for each of them.
    What a process knows of itself alone is said elsewhere (`Workers.say`).
    """

    async def read(self, platform: str, name: str) -> str | None:
        """The fact, or None."""
        ...

    async def beginning(self, platform: str, start: str) -> Mapping[str, str]:
        """The facts whose names begin so, by name, in order."""
        ...

    async def write(self, platform: str, name: str, value: str | None) -> None:
        """Keep it; None forgets it."""
        ...

    async def write_first(self, platform: str, name: str, value: str) -> bool:
        """Keep it unless there is one; whether it was kept. Of several that try at once one does."""
        ...
