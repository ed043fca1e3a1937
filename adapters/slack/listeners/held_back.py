"""Events that Slack holds back: more than 30,000 an hour in a workspace, or too many that were not answered well.

It says so, and of which minute, to the address of signed events alone. Commands, buttons and forms are no events:
they come all the same.
Source: https://docs.slack.dev/reference/events/app_rate_limited
"""

from adapters.slack.answering.body import Body, text
from adapters.slack.answering.context import Context

KIND = "app_rate_limited"
SAID = (
    "Slack held back events of this workspace: mentions, direct messages, reactions and news of channels from "
    "then may be missing; commands and buttons are not."
)


async def held_back(slack: Context, body: Body) -> None:
    """Tell the core."""
    if workspace := text(body, "team_id"):
        await slack.lifecycle.events_missed("slack", workspace, SAID)
