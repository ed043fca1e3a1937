"""Modals: the set-up form of a channel, and answers where there is no message to answer."""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from adapters.slack.answering.body import Body, inside, text
from adapters.slack.answering.context import Context
from adapters.slack.answering.hindrance import hindrance
from adapters.slack.answering.requests import Place, sorry
from adapters.slack.answering.typed import as_meant
from adapters.slack.api.clients import LOST
from adapters.slack.api.errors import failure
from adapters.slack.api.limits import OPTION_TEXT, SELECT_OPTIONS
from adapters.slack.listeners.setup_changes import Change, changes, typed
from adapters.slack.listeners.setup_form import CALLBACK, QUERIES, ZONE, answer, fits, form, loading, message
from adapters.slack.render.buttons import elsewhere
from adapters.slack.render.messages import surface
from adapters.slack.render.rich_text import Json, plain_text
from bot.ports.request import Reply
from bot.views.blocks import View

log = logging.getLogger(__name__)

PATIENCE = 2.3  # seconds for carrying a form out before Slack must have its acknowledgement


def register(app: AsyncApp, slack: Context) -> None:
    """Listen to typing in the form and to its submission."""

    @app.options(QUERIES)
    async def queries(ack: Any, body: Body, context: Any) -> None:
        typed = text(body, "value")
        place = _place(str(context.team_id or ""), body)
        found = [choice.value for choice in await slack.requests.complete(place, "subscribe", "query", typed)]
        # What was typed comes first: a keyword need not be a word of the corpus.
        await ack(options=_options([as_meant(typed), *found]))

    @app.options(ZONE)
    async def zones(ack: Any, body: Body, context: Any) -> None:
        place = _place(str(context.team_id or ""), body)
        found = await slack.requests.complete(place, "schedule", "zone", text(body, "value"))
        await ack(options=_options([choice.value for choice in found]))

    @app.view(CALLBACK)
    async def submitted(ack: Any, body: Body, context: Any) -> None:
        await _submitted(slack, _place(str(context.team_id or ""), body), ack, body)


async def open_setup(
    slack: Context, workspace: str, channel: str, user: str, trigger: str, *, focus: str = "", name: str = ""
) -> bool:
    """Open a channel's form: a loading modal first, for the trigger lives three seconds. False if it failed."""
    view = await _opened(slack, workspace, trigger)
    if view is None:
        return False
    place = await slack.place(workspace, channel, user, name)
    card = await slack.lifecycle.summary(place.address)
    person = await slack.requests.person(place)
    found = await hindrance(slack.workspaces, place.address)
    return await _updated(slack, workspace, view, form(place, card, person.zone, focus, found))


async def open_answer(slack: Context, place: Place, command: str, body: Body) -> None:
    """Answer a command in a modal: a click in App Home or in a modal has no message to answer."""
    view = inside(body, "view")
    if view.get("type") == "modal":
        shown: str | None = text(view, "id")
    else:
        shown = await _opened(slack, place.workspace, text(body, "trigger_id"))
    reply = await slack.answers.with_files(place, await slack.requests.answer(place, command))
    if shown:
        await _updated(slack, place.workspace, shown, answer(elsewhere(surface(reply.view), place.channel)))
    if reply.public:
        await _announce(slack, place, replace(reply, view=reply.told or reply.view, told=None))


async def _opened(slack: Context, workspace: str, trigger: str) -> str | None:
    try:
        client = await slack.client(workspace)
        opened = await client.views_open(trigger_id=trigger, view=loading())
        return str((opened.get("view") or {}).get("id") or "") or None
    except LOST as error:
        _log("slack_modal_not_opened", error)
        return None


async def _updated(slack: Context, workspace: str, view_id: str, view: Json) -> bool:
    try:
        client = await slack.client(workspace)
        await client.views_update(view_id=view_id, view=view)
    except LOST as error:
        _log("slack_modal_not_updated", error)
        return False
    return True


async def _submitted(slack: Context, place: Place, ack: Any, body: Body) -> None:
    """Carry the form out before acknowledging, so that an error can stand at its field; if that takes too long,
    the modal says so and is updated afterwards.
    """
    if not await slack.first(body):
        await ack()
        return
    view = inside(body, "view")
    work = asyncio.ensure_future(_carried_out(slack, place, changes(view)))
    done, _ = await asyncio.wait({work}, timeout=PATIENCE)
    if done:
        errors, reply = work.result()
        await (ack(response_action="errors", errors=errors) if errors else ack())  # the form keeps what was typed
        slack.background.run(_announce(slack, place, reply))
        return
    await ack(response_action="update", view=message("Saving…"))
    slack.background.run(_late(slack, place, work, view))


async def _late(
    slack: Context, place: Place, work: asyncio.Future[tuple[dict[str, str], Reply]], view: Body
) -> None:
    errors, reply = await work
    said = "Saved. You can close this."
    if errors:
        said = f"Nothing was changed. {' '.join(errors.values())}\n\nYou had:\n{typed(view)}"
    await _updated(slack, place.workspace, text(view, "id"), message(said))
    await _announce(slack, place, reply)


async def _carried_out(slack: Context, place: Place, wanted: Sequence[Change]) -> tuple[dict[str, str], Reply]:
    """The sentence for each field that is wrong, and the reply; with any such sentence nothing was changed."""
    if not wanted:
        return {}, Reply(View((), ""))
    filled = await slack.requests.fill_in(place, [change.step for change in wanted])
    errors: dict[str, str] = {}
    for number, sentence in filled.errors.items():
        errors.setdefault(wanted[number].field, sentence)
    if not filled.reply.ok and not errors:
        errors[wanted[0].field] = filled.reply.view.summary or "That cannot be done."
    return errors, filled.reply


async def _announce(slack: Context, place: Place, reply: Reply) -> None:
    """Changes are visible in the channel; where Paperboy cannot post, whoever made them is told so."""
    if not reply.public or await slack.answers.say(place, reply):
        return
    hint = sorry("Saved. But Paperboy cannot post in that channel yet: invite it there with /invite @Paperboy.")
    await slack.answers.tell(place.workspace, place.user, hint.view)


def _place(workspace: str, body: Body) -> Place:
    """The channel that the form is about."""
    try:
        about = json.loads(text(body, "view", "private_metadata"))
    except (ValueError, RecursionError):
        about = {}
    about = about if isinstance(about, dict) else {}
    user = text(body, "user", "id")
    return Place(workspace, text(about, "channel"), user, text(about, "name"))


def _options(values: Sequence[str]) -> list[Json]:
    kept = [value for value in dict.fromkeys(values) if fits(value)]
    return [{"text": plain_text(value, OPTION_TEXT), "value": value} for value in kept[:SELECT_OPTIONS]]


def _log(event: str, error: BaseException) -> None:
    code = failure(error).code if isinstance(error, SlackApiError) else type(error).__name__
    log.warning(event, extra={"code": code})
