"""Who may change a channel's set-up, and who may decide on a message of its that is in doubt."""

from bot.model.channel import Changes, Channel
from bot.ports.request import Request


def may_change(request: Request, channel: Channel) -> bool:
    """Whether the person may change this channel's set-up."""
    if request.personal or request.person.manager:
        return True
    match channel.settings.changes:
        case Changes.ANYONE:
            return True
        case Changes.MANAGERS:
            return False
        case None:
            return request.open_by_default


def may_decide(request: Request, channel: Channel) -> bool:
    """Whether the person may decide there: in the channel who may change it, elsewhere alone whoever set it up.

    People are the same in one workspace; a platform whose people are the same everywhere gives each of them a
    workspace of their own for direct messages, named after them.
    """
    if request.operator:
        return True
    if request.address == channel.address:
        return may_change(request, channel)
    own = request.address.workspace in {channel.address.workspace, f"@{request.person.id}"}
    same = request.address.platform == channel.address.platform and own
    return same and request.personal and bool(channel.owner) and request.person.id == channel.owner


def not_allowed(channel: Channel) -> str:
    """Why, and who may."""
    if channel.settings.changes is Changes.MANAGERS:
        return "Only those who manage this channel may change its set-up here (`settings changes managers`)."
    open_it = "they may open it with `settings changes anyone`"
    return f"Only those who manage this channel may change its set-up; {open_it}."
