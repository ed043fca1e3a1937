"""Delivery tokens: how a platform recognises its own message after a crash."""

from datetime import date
from hashlib import sha256

from bot.model.channel import Address

LENGTH = 25  # Discord's limit for a nonce: https://discord.com/developers/docs/resources/message#create-message


def token(address: Address, local_date: date, slot: str, part: int) -> str:
    """The same 25 characters of [0-9a-f] (100 bits) for the same message, whichever process asks."""
    named = f"{address.platform}\0{address.workspace}\0{address.channel}\0{local_date.isoformat()}\0{slot}\0{part}"
    return sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
