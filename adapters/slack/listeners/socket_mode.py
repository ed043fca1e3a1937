"""Socket Mode: one connection kept alive, rebuilt from scratch when slack_sdk's own reconnecting gets stuck.

slack_sdk tries an expired address again and again once a reconnection failed; a fresh client asks for a new one.
Source: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from adapters.slack.answering.context import Context
from adapters.slack.api.errors import DEAD, failure
from adapters.slack.listeners.connections import COUNT_AGAIN, Connections, Place
from bot.errors import SettingsError

log = logging.getLogger(__name__)

# slack_sdk logs each failed connection with its traceback; what matters is said below.
_silent = logging.getLogger("slack.socket")
_silent.setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for connecting, between looks, without a connection until it is rebuilt, between tries, until other
    processes' connections are counted again, and until a place is asked for again where all are taken.
    """

    connect: float = 30.0
    look: float = 1.0
    lost: float = 30.0
    again: float = 1.0
    most: float = 60.0
    ping: float = 10.0
    count_again: float = COUNT_AGAIN
    place: float = 5.0


async def keep_connected(app: AsyncApp, slack: Context, patience: Patience = Patience()) -> None:
    """Until cancelled."""
    pause, connections, place = patience.again, Connections(slack, patience.count_again), Place(slack)
    while True:
        try:
            while not await place.taken():  # noqa: ASYNC110 -- another process has to end
                await asyncio.sleep(patience.place)
            if await _session(app, slack, patience, connections, place):
                pause = patience.again
        except SettingsError:
            raise  # the token is refused: whoever supervises says so and tries again
        except Exception as error:  # noqa: BLE001 -- an outage outside never ends it
            log.warning("slack_socket_lost", extra={"error": type(error).__name__})
        await asyncio.sleep(pause)
        pause = min(2 * pause, patience.most)


async def _session(
    app: AsyncApp, slack: Context, patience: Patience, connections: Connections, place: Place
) -> bool:
    """One client until it has been without a connection for too long; whether it ever had one."""
    await _check_token(slack)
    handler = AsyncSocketModeHandler(
        app,
        slack.settings.app_token,
        logger=_silent,
        # Given explicitly: else a changed base URL is lost for apps.connections.open.
        web_client=slack.workspaces.bare(),
        ping_interval=patience.ping,
    )
    handler.client.message_listeners.append(connections.heard)
    connected = False
    try:
        # Not wait_for: in Python 3.11 it loses a cancellation that comes as the connection is made.
        async with asyncio.timeout(patience.connect):
            await handler.connect_async()  # type: ignore[no-untyped-call]
        lost = 0.0
        while lost < patience.lost:
            if connections.to_count or not place.kept:
                return True
            if await handler.client.is_connected():
                if not connected:
                    log.info("slack_socket_connected")
                connected, lost = True, 0.0
            else:
                lost += patience.look
            await asyncio.sleep(patience.look)
        log.warning("slack_socket_rebuilt")
    finally:
        try:
            with contextlib.suppress(Exception):
                await handler.close_async()  # type: ignore[no-untyped-call]
        finally:  # the above closes it last, and may be cut short or fail before
            await handler.client.aiohttp_client_session.close()
    return connected


async def _check_token(slack: Context) -> None:
    """slack_sdk asks for a connection again and again, whatever Slack says; here its word is heard first."""
    try:
        await slack.workspaces.bare().apps_connections_open(app_token=slack.settings.app_token)
    except SlackApiError as error:
        code = failure(error).code
        if code in DEAD or code == "missing_scope":
            raise SettingsError(
                f"Slack refuses the token in SLACK_APP_TOKEN ({code}): generate one with connections:write at "
                "api.slack.com/apps, your app, Basic Information, App-Level Tokens."
            ) from None
        raise
