"""The vault: workspaces' secrets, sealed (Fernet: AES-128-CBC with HMAC-SHA256) before they reach the database."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence

from cryptography.fernet import Fernet, InvalidToken

from bot.errors import StorageError
from storage.connection import Engine
from storage.statements import statements

_SQL = statements("vault")
_SALT = b"paperboy vault"  # the same key must open the database anywhere, so nothing random goes into it


def sealer(key: bytes) -> Fernet:
    """A Fernet key as it is; any other words stretched to one (scrypt, about 50 ms)."""
    try:
        return Fernet(key)
    except ValueError:
        stretched = hashlib.scrypt(key, salt=_SALT, n=2**14, r=8, p=1, dklen=32)
        return Fernet(urlsafe_b64encode(stretched))


class SqliteVault:
    """`bot.ports.Vault` on SQLite. The key is asked for when the first secret is, not before."""

    def __init__(self, database: Engine, key: Callable[[], bytes]) -> None:
        self._database = database
        self._key = key
        self._opened: Fernet | None = None

    async def put(self, platform: str, workspace: str, name: str, secret: bytes) -> None:
        """Sealed here; the database never sees it."""
        sealed = self._sealer().encrypt(secret)
        row = {"platform": platform, "workspace": workspace, "name": name, "sealed": sealed}
        await self._database.write(lambda db: db.execute(_SQL["put"], row))

    async def get(self, platform: str, workspace: str, name: str) -> bytes | None:
        """StorageError if it was sealed with another key."""
        asked = {"platform": platform, "workspace": workspace, "name": name}
        row = await self._database.read(lambda db: db.execute(_SQL["get"], asked).fetchone())
        if row is None:
            return None
        try:
            return self._sealer().decrypt(row[0])
        except InvalidToken:
            raise StorageError(
                f"The secrets of {platform} workspace {workspace} were sealed with another key: set "
                "PAPERBOY_SECRET_KEY to the one used before (or put its .key file back beside the database), or "
                "install Paperboy in that workspace again."
            ) from None

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

    def _sealer(self) -> Fernet:
        if self._opened is None:
            self._opened = sealer(self._key())
        return self._opened
