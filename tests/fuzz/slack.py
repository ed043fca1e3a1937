"""What Slack sends: whole bodies as its signed requests bring them, and payloads as Socket Mode hands them over."""

import asyncio
import json
from contextlib import AsyncExitStack
from itertools import count
from typing import Any
from urllib.parse import urlencode

from slack_bolt.async_app import AsyncBoltRequest

from adapters.slack.answering.requests import Place
from adapters.slack.listeners.setup_form import QUERIES, ZONE, form
from adapters.slack.registered import SAVE
from tests.fakes.core import Office
from tests.fakes.slack_parts import Bench, click, command, envelope
from tests.fakes.slack_server import FakeSlack
from tests.fuzz.exchanged import exchanged

FORGOTTEN_AFTER = 200  # inputs after which what the fake Slack keeps is thrown away
FORM = {**form(Place("T1", "C1", "U1", "ml"), None, ""), "id": "V1"}
WHO = {"team": {"id": "T1"}, "user": {"id": "U1"}}
EVENTS: dict[str, dict[str, Any]] = {
    "mention": {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.2", "text": "<@UBOTT1> list"},
    "direct": {
        "type": "message",
        "channel_type": "im",
        "user": "U1",
        "channel": "D1",
        "text": "help",
        "ts": "1.2",
    },
    "file": {
        "type": "message",
        "channel_type": "im",
        "subtype": "file_share",
        "user": "U1",
        "channel": "D1",
        "text": "import",
        "files": [{"url_private_download": "https://files.slack.com/a", "size": 3}],
    },
    "home": {"type": "app_home_opened", "user": "U1", "tab": "home"},
    "joined": {"type": "member_joined_channel", "user": "UBOTT1", "channel": "C1"},
    "renamed": {"type": "channel_rename", "channel": {"id": "C1", "name": "new"}},
    "moved": {"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C2"},
    "deleted": {"type": "group_deleted", "channel": "G1"},
    "reaction": {
        "type": "reaction_added",
        "user": "U1",
        "reaction": "bookmark",
        "item": {"type": "message", "channel": "C1", "ts": "1.2"},
    },
    "uninstalled": {"type": "app_uninstalled"},
    "revoked": {"type": "tokens_revoked", "tokens": {"bot": ["UBOTT1"]}},
}
EXCHANGED = (
    "command\ntext=subscribe rag",
    "click\nactions.0.value=vote 2611.00001\nchannel.id=D1",
    "direct\nevent.text=why 2611.00001",
    "submitted\nview.state.values.zone.a.selected_option.value=Europe/Paris",
    "typing\nvalue=dif",
    "reaction\nevent.item=[]",
    "home\nevent.user=!",
    "shortcut\nmessage.text=arxiv:2611.00001 7",
)
VALUES = ("=null", "=[]", "={}", "=!", "=7", '="\\ud83d"')
PATHS = (
    "\nevent.",
    "\nuser.id=",
    "\nactions=",
    "\nactions.0.",
    "\nview.",
    "\nview.blocks.",
    "state.values.",
    "\nevent_time=",
)
ON_THE_WIRE = ("payload=", "&", "=", "%7B", "{", "null", '"event"', '"type"', "command=%2Fpapers", "text=")


def samples(slack: FakeSlack) -> dict[str, dict[str, Any]]:
    """Everything that it sends, by a short name."""
    own: dict[str, dict[str, Any]] = {
        "command": command(slack, "search rag"),
        "click": click(slack, {"action_id": "papers:1", "value": "save 2611.00001"}),
        "menu": click(slack, {"action_id": "papers:2", "selected_option": {"value": "paper 2611.00001"}}),
        "open": click(slack, {"action_id": "open@C2:time"}),
        "in a modal": {
            **WHO,
            "type": "block_actions",
            "view": {"id": "V1", "type": "modal"},
            "trigger_id": "x",
            "actions": [{"action_id": "papers:1", "value": "status"}],
        },
        "submitted": {
            **WHO,
            "type": "view_submission",
            "view": {**FORM, "state": {"values": {QUERIES: {"a": {"selected_options": [{"value": "rag"}]}}}}},
        },
        "typing": {**WHO, "type": "block_suggestion", "action_id": QUERIES, "value": "rag", "view": FORM},
        "typing a zone": {**WHO, "type": "block_suggestion", "action_id": ZONE, "value": "Ber", "view": FORM},
        "shortcut": {
            **WHO,
            "type": "message_action",
            "callback_id": SAVE,
            "channel": {"id": "C1", "name": "general"},
            "message": {"text": "see <https://arxiv.org/abs/2611.00001>"},
            "response_url": f"{slack.url}response/x",
            "trigger_id": "x",
        },
    }
    return own | {name: envelope(event, name) for name, event in EVENTS.items()}


class SlackDoor:
    """The adapter with the real desk behind it, against the fake Slack."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._count = bench, count(1)
        self._samples = samples(bench.slack)

    @classmethod
    async def opened(cls, open_with: AsyncExitStack, office: Office) -> "SlackDoor":
        """As long as the stack is open."""
        slack = await open_with.enter_async_context(FakeSlack().running())
        slack.team("T1")
        bench = Bench(slack)
        bench.listener.slack.requests._desk = office.desk
        await bench.listener.slack.workspaces.single()
        open_with.push_async_callback(bench.listener.close)
        return cls(bench)

    async def handed_over(self, text: str) -> None:
        """By Socket Mode: a payload with fields exchanged."""
        number = next(self._count)
        body = exchanged(self._samples, text)
        if not isinstance(body, dict):
            return
        for name in ("trigger_id", "event_id"):  # else it would be one that was seen
            if isinstance(body.get(name), str):
                body[name] += str(number)
        try:
            asked = AsyncBoltRequest(body=body, mode="socket_mode")
        except (AttributeError, TypeError, KeyError):  # of Bolt's own reading, whatever way it comes in
            return
        await self._bench.listener.app.async_dispatch(asked)
        await self._worked(number)

    async def requested(self, text: str) -> None:
        """A signed request's whole body, JSON or a form as it is."""
        await self._bench.dispatch(text.encode("utf-8", "replace").decode(), "application/json")
        await self._worked(next(self._count))

    async def _worked(self, number: int) -> None:
        """What goes on behind the acknowledgement, to its end; Bolt begins an event's work after answering."""
        for _ in range(5):
            await asyncio.sleep(0)
        await self._bench.listener.slack.background.drain()
        if number % FORGOTTEN_AFTER == 0:
            slack = self._bench.slack
            for kept in (slack.calls, slack.messages, slack.ephemeral, slack.responses, slack.views, slack.homes):
                kept.clear()
            self._bench.lifecycle.told.clear()


def bodies() -> tuple[str, ...]:
    """Whole ones, as they go over the wire."""
    found = samples(FakeSlack(url="http://127.0.0.1:9/"))
    return (
        urlencode(found["command"]),
        urlencode({"payload": json.dumps(found["click"])}),
        json.dumps(found["mention"]),
        '{"type": "url_verification", "challenge": "x"}',
        "ssl_check=1&token=x",
    )
