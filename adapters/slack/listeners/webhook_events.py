"""Signed HTTP events and OAuth as routes for the web server."""

import json
from collections.abc import Sequence
from urllib.parse import parse_qsl

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler, to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.slack.answering.context import Context
from adapters.slack.listeners import held_back
from adapters.slack.registered import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH

MOST_DIGITS = 12  # of an instant in seconds


def web_routes(app: AsyncApp, slack: Context) -> Sequence[Route]:
    """`/slack/events` with a signing secret, the installation's pages with client id and secret."""
    handler = AsyncSlackRequestHandler(app)

    secret = slack.settings.signing_secret

    async def events(request: Request) -> Response:
        """Nothing is looked at before the signature is; the server limits what is read until then."""
        try:
            body = (await request.body()).decode("utf-8")
        except UnicodeDecodeError:
            return PlainTextResponse("not UTF-8", status_code=400)
        if not _signed(secret, body, request):
            return PlainTextResponse("invalid signature", status_code=401)
        asked = _asked(body)
        if asked is None:
            return PlainTextResponse("no request of Slack's", status_code=400)
        if asked.body.get("type") == held_back.KIND:  # Bolt knows it not, and would answer that it is not found
            slack.background.run(held_back.held_back(slack, asked.body))
            return PlainTextResponse("")
        return to_starlette_response(await app.async_dispatch(asked))

    routes = []
    if slack.settings.signing_secret:
        routes.append(Route(EVENTS_PATH, events, methods=["POST"]))
    if slack.settings.oauth:
        routes += [Route(path, handler.handle, methods=["GET"]) for path in (INSTALL_PATH, REDIRECT_PATH)]
    return routes


def _asked(body: str) -> AsyncBoltRequest | None:
    """What is asked, read here: Bolt takes every form in which the word "payload" stands for one with a payload.

    As in Socket Mode, where Bolt is given what was read and leaves the signature to whoever read it.
    """
    try:
        form = {} if body.startswith("{") else dict(parse_qsl(body, keep_blank_values=True))
        read = form if form and "payload" not in form else json.loads(form.get("payload", body))
        return AsyncBoltRequest(body=read, mode="socket_mode") if isinstance(read, dict) else None
    except (
        ValueError,
        RecursionError,
        AttributeError,
        TypeError,
        KeyError,
    ):  # Bolt trips over it
        return None


def _signed(secret: str, body: str, request: Request) -> bool:
    stamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not (stamp.isdecimal() and len(stamp) <= MOST_DIGITS and stamp.isascii() and signature.isascii()):
        return False  # what the verifier would raise an error over
    return SignatureVerifier(secret).is_valid(body, stamp, signature)
