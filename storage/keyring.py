"""The keys of the vault: the first one seals, each of them opens what it sealed, and says so by its id."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from cryptography.fernet import Fernet, InvalidToken

_SALT: Final = b"paperboy vault"  # the same key must open the database anywhere, so nothing random goes into it
_ID: Final = 8  # hexadecimal digits
_MARK: Final = b":"  # between the id and what was sealed; old secrets have no id, and no Fernet token has this


class Keyring:
    """Keys, the newest first."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._sealers = {_id(key): _sealer(key) for key in reversed(keys)}  # a key that comes twice is one
        self._newest = _id(keys[0])

    def seal(self, secret: bytes) -> bytes:
        """What nobody opens without the newest key."""
        return self._newest.encode() + _MARK + self._sealers[self._newest].encrypt(secret)

    def open(self, sealed: bytes) -> bytes | None:
        """The secret; None if it was sealed with none of these keys, or is damaged."""
        name, marked, token = sealed.partition(_MARK)
        if not marked:
            name, token = b"", sealed
        fitting = [key for known, key in self._sealers.items() if not name or known.encode() == name]
        for key in fitting:
            try:
                return key.decrypt(token)
            except InvalidToken:
                continue
        return None

    def is_newest(self, sealed: bytes) -> bool:
        """Whether it was sealed with the newest key."""
        return sealed.partition(_MARK)[0] == self._newest.encode()


def is_whole(key: bytes) -> bool:
    """Whether these are the bytes of a key that Paperboy made."""
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def _id(key: bytes) -> str:
    return hashlib.sha256(b"paperboy key id" + key).hexdigest()[:_ID]


@lru_cache(maxsize=8)
def _sealer(key: bytes) -> Fernet:
    """A Fernet key as it is; any other words stretched to one (scrypt, about 50 ms)."""
    try:
        return Fernet(key)
    except ValueError:
        stretched = hashlib.scrypt(key, salt=_SALT, n=2**14, r=8, p=1, dklen=32)
        return Fernet(urlsafe_b64encode(stretched))
