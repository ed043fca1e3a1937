"""Whether an installation is dead that one answer called so: only Slack's own test of the token may say it."""

from adapters.slack.api.clients import UNHEARD, Workspaces
from adapters.slack.api.errors import Trouble
from adapters.slack.api.token_test import trouble_of
from bot.model.delivery import Dead, RetryAfter, Scope

AGAIN_SOON = 60.0  # seconds until the next attempt where the token works, or could not be tested


async def confirmed(workspaces: Workspaces, workspace: str, token: str, said: Dead) -> Trouble:
    """The same `Dead` if the test agrees and there is no newer token; else a wait."""
    try:
        tested = await trouble_of(workspaces, token)
    except UNHEARD:
        return RetryAfter(AGAIN_SOON, f"{said.reason}, and Slack could not be asked again", Scope.WORKSPACE)
    if tested is None:
        return RetryAfter(AGAIN_SOON, f"Slack said that {said.reason}, yet the token works", Scope.CHANNEL)
    if not isinstance(tested, Dead):
        return RetryAfter(AGAIN_SOON, f"{said.reason}, and Slack could not test it", Scope.WORKSPACE)
    renewed = await workspaces.renewed(workspace)
    if renewed:
        return RetryAfter(1.0, "the token had expired and was renewed", Scope.WORKSPACE)
    if renewed is None:
        return RetryAfter(AGAIN_SOON, f"{tested.reason}, and could not be renewed yet", Scope.WORKSPACE)
    return tested
