"""Every error code of Slack's in the outbox's words."""

from types import SimpleNamespace
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.api.errors import failure, outcome
from bot.model.delivery import Ambiguous, Dead, Refused, Rejected, RetryAfter, Scope
from tests.each_of import each_of

DESTINATION = [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel",
    "messages_tab_disabled",
    "cannot_reply_to_message",
    "ekm_access_denied",
    "no_permission",
    "access_denied",
]
INSTALLATION = [
    "account_inactive",
    "token_revoked",
    "token_expired",
    "invalid_auth",
    "not_authed",
    "not_allowed_token_type",
]
OURS = [
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
    "metadata_too_large",
    "invalid_arguments",
    "invalid_metadata_format",
    "missing_post_type",
    "missing_file_data",
    "something_new",
]
WAITS = {"team_added_to_org": 7_200, "org_login_required": 7_200, "message_limit_exceeded": 21_600}


def answered(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> SlackApiError:
    response: Any = SimpleNamespace(data=data, status_code=status, headers=headers or {})
    return SlackApiError("failed", response)


def code(name: str, **more: Any) -> SlackApiError:
    return answered({"ok": False, "error": name, **more})


@each_of("name", DESTINATION)
def test_a_destination_that_refuses_says_what_to_do(name: str) -> None:
    found = outcome(code(name))
    assert isinstance(found, Refused)
    assert found.reason
    assert found.fix.endswith(".")


@each_of("name", INSTALLATION)
def test_a_dead_installation_says_how_to_install_again(name: str) -> None:
    found = outcome(code(name))
    assert isinstance(found, Dead)
    assert "again" in found.fix


def test_a_missing_permission_is_named() -> None:
    found = outcome(code("missing_scope", needed="chat:write"))
    assert isinstance(found, Refused)  # the token works: the workspace is not dead
    assert found.reason == "the installation lacks a permission (chat:write)"


@each_of("name", OURS)
def test_what_is_ours_to_fix_is_rejected(name: str) -> None:
    assert outcome(code(name)) == Rejected(f"Slack answered {name}")


@each_of(("name", "seconds"), WAITS.items())
def test_what_takes_hours_waits_for_hours_for_the_whole_workspace(name: str, seconds: float) -> None:
    found = outcome(code(name))
    assert isinstance(found, RetryAfter)
    assert (found.seconds, found.scope) == (seconds, Scope.WORKSPACE)


@each_of("name", ["fatal_error", "internal_error", "service_unavailable"])
def test_an_error_inside_slack_says_nothing_about_the_message(name: str) -> None:
    assert isinstance(outcome(code(name)), Ambiguous)


@each_of(
    ("after", "seconds"),
    [("7", 7), ("0", 30), ("", 30), ("soon", 30), ("-1", 30), ("999999999", 86_400), (None, 30)],
)
def test_retry_after_is_read_leniently(after: str | None, seconds: float) -> None:
    headers = {} if after is None else {"Retry-After": after}
    found = outcome(answered({"ok": False, "error": "ratelimited"}, 429, headers))
    assert found == RetryAfter(seconds, "Slack asked to slow down", Scope.WORKSPACE)


@each_of("data", [{}, None, b"", "<html>", "ratelimited", [1], {"error": 5}, {"error": None}])
@each_of("status", [500, 502, 503, 504])
def test_a_server_error_says_nothing_about_the_message_whatever_its_body(data: Any, status: int) -> None:
    assert isinstance(outcome(answered(data, status)), Ambiguous)


@each_of("data", [{}, None, "<html>", {"error": 5}])
def test_an_ok_without_a_readable_body_is_ambiguous(data: Any) -> None:
    assert isinstance(outcome(answered(data)), Ambiguous)


def test_an_error_without_a_response_is_ambiguous() -> None:
    nothing: Any = None
    assert isinstance(outcome(SlackApiError("failed", nothing)), Ambiguous)
    assert failure(SlackApiError("failed", nothing)).code == ""


@each_of(
    ("error", "kind"),
    [
        (aiohttp.ServerDisconnectedError(), Ambiguous),
        (aiohttp.ClientOSError(), Ambiguous),
        (aiohttp.ClientPayloadError(), Ambiguous),
        (ConnectionResetError(), Ambiguous),
        (TimeoutError(), Ambiguous),
        (aiohttp.SocketTimeoutError(), Ambiguous),
        (aiohttp.ConnectionTimeoutError(), RetryAfter),
        (AttributeError("'list' object has no attribute 'get'"), Ambiguous),
    ],
)
def test_what_breaks_on_the_way_is_ambiguous_unless_nothing_was_sent(error: Exception, kind: type) -> None:
    assert isinstance(outcome(error), kind)


def test_no_reason_repeats_what_slack_or_a_proxy_wrote() -> None:
    for data in ("<html>xoxb-secret", {"error": "invalid_auth", "token": "xoxb-secret"}):
        assert "xoxb" not in str(outcome(answered(data, 500)))
