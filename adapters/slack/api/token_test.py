"""Slack's own test of a token: needs no scope and works for every token.

https://docs.slack.dev/reference/methods/auth.test
"""

from slack_sdk.errors import SlackApiError

from adapters.slack.api.clients import UNHEARD, NotInstalledError, Workspaces
from adapters.slack.api.errors import Trouble, failure, of
from bot.model.delivery import Dead


async def trouble_of(workspaces: Workspaces, token: str) -> Trouble | None:
    """What Slack says against the token, None if it works; raises one of UNHEARD where Slack was not heard."""
    try:
        await workspaces.bare(token).auth_test()
    except SlackApiError as error:
        return of(failure(error))
    return None


async def token_works(workspaces: Workspaces, workspace: str) -> bool | None:
    """Whether Paperboy is installed in the workspace with a token that works; None if it could not be told."""
    try:
        installation = await workspaces.installation(workspace)
        trouble = await trouble_of(workspaces, installation.token)
        if isinstance(trouble, Dead):  # one that rotates may have a successor
            return await workspaces.renewed(workspace)
    except NotInstalledError:
        return False
    except UNHEARD:
        return None
    return True if trouble is None else None
