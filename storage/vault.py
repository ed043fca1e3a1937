"""The vault: workspaces' secrets, sealed (Fernet: AES-128-CBC with HMAC-SHA256) before they reach the database."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.errors import SecretKeyError
from storage.connection import Connection, Engine
from storage.statements import statements

_SQL = statements("vault")


class Keys(Protocol):
    """The keys, of which the newest seals (`storage.keyring`)."""

    def seal(self, secret: bytes) -> bytes:
        """What nobody opens without the newest key."""
        ...

    def open(self, sealed: bytes) -> bytes | None:
        """The secret; None if none of the keys opens it."""
        ...

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the newest key sealed it."""
        ...


class SqlVault:
    """`bot.ports.Vault` in SQL. The keys are asked for when the first secret is, not before."""

    def __init__(self, database: Engine, keys: Callable[[], Keys]) -> None:
        self._database = database
        self._keys = keys
        self._ring: Keys | None = None

    async def put(self, platform: str, workspace: str, name: str, secret: bytes) -> None:
        """Sealed here; the database never sees it."""
        sealed = self._keyring().seal(secret)
        row = {"platform": platform, "workspace": workspace, "name": name, "sealed": sealed}
        await self._database.write(lambda db: db.execute(_SQL["put"], row))

    async def put_first(self, platform: str, workspace: str, name: str, secret: bytes) -> None:
        """The database decides, so that two processes agree."""
        sealed = self._keyring().seal(secret)
        row = {"platform": platform, "workspace": workspace, "name": name, "sealed": sealed}
        await self._database.write(lambda db: db.execute(_SQL["put_first"], row))

    async def get(self, platform: str, workspace: str, name: str) -> bytes | None:
        """SecretKeyError if it was sealed with another key."""
        asked = {"platform": platform, "workspace": workspace, "name": name}
        row = await self._database.read(lambda db: db.execute(_SQL["get"], asked).fetchone())
        if row is None:
            return None
        secret = self._keyring().open(row[0])
        if secret is None:  # another process may have changed the key meanwhile
            self._ring = None
            secret = self._keyring().open(row[0])
        if secret is None:
            raise SecretKeyError(
                f"The secrets of {platform} workspace {workspace} were sealed with another key: set "
                "PAPERBOY_SECRET_KEY to the one used before (or put its .key file back beside the database), or "
                "install Paperboy in that workspace again."
            )
        return secret

    async def delete(self, platform: str, workspace: str, name: str | None = None) -> None:
        """Without a name all of the workspace's."""
        row = {"platform": platform, "workspace": workspace, "name": name}
        await self._database.write(lambda db: db.execute(_SQL["delete_all" if name is None else "delete"], row))

    async def workspaces(self, platform: str) -> Sequence[str]:
        """Sorted."""
        rows = await self._database.read(
            lambda db: db.execute(_SQL["workspaces"], {"platform": platform}).fetchall()
        )
        return [row[0] for row in rows]

    async def seal_anew(self) -> tuple[int, int]:
        """Seal with the newest key what another one sealed: how many secrets, and how many no key opens."""
        self._ring = None
        ring = self._keyring()

        def seal(db: Connection) -> tuple[int, int]:
            done = left = 0
            for *name, sealed in db.execute(_SQL["all"]).fetchall():
                if ring.is_newest(sealed):
                    continue
                secret = ring.open(sealed)
                if secret is None:
                    left += 1
                    continue
                row = dict(zip(("platform", "workspace", "name"), name, strict=True))
                db.execute(_SQL["put"], row | {"sealed": ring.seal(secret)})
                done += 1
            return done, left

        return await self._database.write(seal)

    def _keyring(self) -> Keys:
        if self._ring is None:
            self._ring = self._keys()
        return self._ring
