"""A button's command in its `custom_id`, so that a click works after a restart and weeks later.

`p:<n>:<command>` where it fits into Discord's 100 characters, else `h:<n>:<hash>` with the command kept among
the adapter's facts under that hash. `n` tells apart two buttons of one message that do the same; one of a digest's
has the delivery's token there.
"""

from dataclasses import dataclass, field
from hashlib import blake2b

from adapters.discord.api import limits

TEMPLATE = r"(?P<kind>[a-z]):(?P<n>[0-9a-z]+):(?P<body>[\s\S]+)"
PLAIN, HASHED, FORM, PICK = "p", "h", "f", "s"


def digest(command: str) -> str:
    """The name under which a long command is kept."""
    return blake2b(command.encode("utf-8", "replace"), digest_size=12).hexdigest()


def with_token(custom_id: str, token: str) -> str | None:
    """The id with the token in the place of its number; None where that would be too long."""
    kind, _, body = custom_id.split(":", 2)
    found = f"{kind}:{token}:{body}"
    return found if limits.weight(found) <= limits.CUSTOM_ID else None


@dataclass(slots=True)
class Commands:
    """Gives the buttons of one message their ids and remembers the commands too long for one."""

    long: dict[str, str] = field(default_factory=dict)
    used: int = 0

    def encode(self, command: str) -> str:
        """The button's id."""
        self.used += 1
        short = f"{PLAIN}:{self.used}:{command}"
        if limits.weight(short) <= limits.CUSTOM_ID and command:
            return short
        name = digest(command)
        self.long[name] = command
        return f"{HASHED}:{self.used}:{name}"
