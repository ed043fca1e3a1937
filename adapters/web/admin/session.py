"""Sessions of whoever signed in with the token: a signed cookie, and for each a word that its forms must say.

Nothing is stored: the key lives as long as the process, so that a restart signs everybody out.
"""

import hmac
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import Final

COOKIE: Final = "paperboy_admin"
SECONDS: Final = 12 * 3600


class Sessions:
    """Opens, knows and closes them. `seconds` is a clock's, in seconds since whenever."""

    def __init__(self, token: str, seconds: Callable[[], float]) -> None:
        self._token, self._seconds = token, seconds
        self._key = secrets.token_bytes(32)
        self._closed: dict[str, float] = {}  # until when they would have held

    def open(self, token: str) -> str:
        """The cookie for whoever knows the token, "" for anybody else."""
        if not hmac.compare_digest(_digest(token), _digest(self._token)):
            return ""
        said = f"{int(self._seconds()) + SECONDS}.{secrets.token_urlsafe(16)}"
        return f"{said}.{self._sign('session', said)}"

    def holds(self, cookie: str) -> bool:
        """Whether a cookie is ours, and neither closed nor too old."""
        said, _, signature = cookie.rpartition(".")
        if not said or not _same(signature, self._sign("session", said)) or said in self._closed:
            return False
        return int(said.partition(".")[0]) > self._seconds()

    def close(self, cookie: str) -> None:
        """It holds no more."""
        now = self._seconds()
        self._closed = {each: until for each, until in self._closed.items() if until > now}
        if self.holds(cookie):
            self._closed[cookie.rpartition(".")[0]] = now + SECONDS

    def word(self, cookie: str) -> str:
        """What a form of this session must say, so that no other site can send it."""
        return self._sign("form", cookie)

    def knows(self, cookie: str, word: str) -> bool:
        """Whether a form said it."""
        return _same(word, self.word(cookie))

    def _sign(self, what: str, said: str) -> str:
        return hmac.new(self._key, f"{what}:{said}".encode("utf-8", "replace"), sha256).hexdigest()


def _digest(text: str) -> bytes:
    """Of one length, so that comparing tells nothing of the token's."""
    return sha256(text.encode("utf-8", "replace")).digest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
