"""The commands that bring a channel's papers somewhere else, too: nested under `to`."""

from typing import Final

from bot.commands.command import Command, Completion, Parameter
from bot.commands.handlers import deliver_to

TO: Final = (
    Command(
        name="email",
        help="Ask an e-mail address whether it wants what this channel gets",
        handler=deliver_to.email,
        changes=True,
        quiet=True,
        parameters=(Parameter(name="address", help="The address, such as you@lab.org", required=True),),
        tree=("to", "email"),
        examples=("to email you@lab.org",),
    ),
    Command(
        name="feed",
        help="This channel's digest, or a query, as a feed for a reader",
        handler=deliver_to.feed,
        parameters=(
            Parameter(
                name="query",
                help="A query; left out, what this channel gets",
                completion=Completion.QUERY,
            ),
        ),
        tree=("to", "feed"),
        examples=("to feed", "to feed diffusion model"),
    ),
)
