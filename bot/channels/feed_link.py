"""A channel's own feed: an address that only those have whom somebody of the channel gave it to."""

import secrets
from datetime import datetime

from bot.model.signed_token import opened, signed
from bot.ports import Vault

_WHOSE, _NAME, _FEED = "paperboy", "link-key", "feed"
KEY_BYTES = 32


async def link_key(vault: Vault) -> bytes:
    """What this Paperboy signs its links with; made once. Whoever deletes it ends every link there is."""
    known = await vault.get(_WHOSE, "", _NAME)
    if known is None:
        await vault.put_first(_WHOSE, "", _NAME, secrets.token_bytes(KEY_BYTES))
        known = await vault.get(_WHOSE, "", _NAME)
    return known or b""


def feed_path(key: bytes, channel: int, form: str = "atom") -> str:
    """The path of a channel's digests as a feed (`atom` or `json`), by the store's number of the channel."""
    return f"/feeds/channel/{signed(key, _FEED, str(channel))}/{form}"


def channel_of(key: bytes, token: str, now: datetime) -> int:
    """Whose feed it is. UserError for a token that is not ours."""
    return int(opened(key, _FEED, token, now))
