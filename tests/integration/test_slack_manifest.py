"""The manifests say exactly what the app listens to and needs."""

import json
from pathlib import Path

import pytest

from adapters.slack import manifest
from adapters.slack.registered import EVENTS, OPTIONAL_SCOPES, SCOPES
from tests.each_of import each_of
from tests.fakes.slack_parts import at_work, click

FOLDER = Path(manifest.__file__).parent


@pytest.fixture(params=sorted(manifest.FILES))
def pasted(request: pytest.FixtureRequest) -> dict:
    return json.loads((FOLDER / request.param).read_text(encoding="utf-8"))


@each_of(("name", "http"), manifest.FILES.items())
def test_the_file_is_what_the_program_says(name: str, http: bool) -> None:
    """Written anew by `python -m adapters.slack.manifest`."""
    assert (FOLDER / name).read_text(encoding="utf-8") == manifest.written(http=http)


def test_every_scope_has_its_reason(pasted):
    scopes = pasted["oauth_config"]["scopes"]
    assert scopes["bot"] == [*SCOPES, *OPTIONAL_SCOPES]
    assert scopes["bot_optional"] == list(OPTIONAL_SCOPES)
    assert all(len(reason) > 10 for reason in (SCOPES | OPTIONAL_SCOPES).values())


async def test_the_app_answers_every_event_of_the_manifest_and_no_other(pasted):
    assert pasted["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    async with at_work() as bench:
        for name in EVENTS:
            kind, _, channel_type = name.partition(".")
            event = {"type": kind, **({"channel_type": channel_type, "user": "U1"} if channel_type else {})}
            assert (await bench.event(event, event_id=name)).status == 200, name
        assert (await bench.event({"type": "emoji_changed"})).status == 404
        await bench.settle()


async def test_the_app_listens_to_no_event_that_the_manifest_lacks(pasted):
    async with at_work() as bench:
        known = {name.partition(".")[0] for name in pasted["settings"]["event_subscriptions"]["bot_events"]}
        everything = {
            "app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "channel_created",
            "channel_deleted", "channel_history_changed", "channel_id_changed", "channel_left", "channel_rename",
            "channel_shared", "channel_unarchive", "channel_unshared", "dnd_updated_user", "emoji_changed",
            "file_shared", "group_archive", "group_close", "group_deleted", "group_left", "group_open",
            "group_rename", "group_unarchive", "im_close", "im_created", "im_open", "link_shared",
            "member_joined_channel", "member_left_channel", "message", "pin_added", "reaction_added",
            "reaction_removed", "star_added", "team_join", "team_rename", "tokens_revoked", "user_change",
        }  # fmt: skip
        heard = {kind for kind in everything if (await bench.event({"type": kind}, event_id=kind)).status == 200}
        await bench.settle()
        assert heard == known


async def test_commands_and_shortcuts_of_the_manifest_are_answered(pasted):
    async with at_work() as bench:
        for each in pasted["features"]["slash_commands"]:
            assert (await bench.command("help", command=each["command"])).status == 200
        assert (await bench.command("help", command="/other")).status == 404
        for callback in [each["callback_id"] for each in pasted["features"]["shortcuts"]] + ["other"]:
            payload = click(bench.slack, {}) | {"type": "message_action", "callback_id": callback, "message": {}}
            payload.pop("actions")
            assert (await bench.interact(payload)).status == (404 if callback == "other" else 200)
        await bench.settle()


def test_each_mode_has_its_own_switches():
    http, socket = manifest.manifest(http=True), manifest.manifest(http=False)
    assert [m["settings"]["socket_mode_enabled"] for m in (http, socket)] == [False, True]
    assert [m["settings"]["interactivity"]["is_enabled"] for m in (http, socket)] == [True, True]
    url = f"{manifest.HOST}/slack/events"
    assert http["settings"]["event_subscriptions"]["request_url"] == url
    assert http["settings"]["interactivity"]["request_url"] == url
    assert http["settings"]["interactivity"]["message_menu_options_url"] == url
    assert http["features"]["slash_commands"][0]["url"] == url
    assert manifest.HOST not in json.dumps(socket)


def test_the_manual_gives_the_reason_of_every_scope():
    manual = (Path(__file__).parents[2] / "docs" / "slack.md").read_text(encoding="utf-8")
    for scope, reason in SCOPES.items():
        assert f"| `{scope}` | {reason} |" in manual
    for scope, reason in OPTIONAL_SCOPES.items():
        assert f"| `{scope}` (optional) | {reason} |" in manual
