"""The app manifests, ready to paste into "Create an app, from a manifest": one for each way in.

Source: https://docs.slack.dev/reference/app-manifest. The files beside this module are what this writes.
"""

import json
from pathlib import Path
from typing import Any

from adapters.slack.registered import (
    COMMAND,
    EVENTS,
    EVENTS_PATH,
    OPTIONAL_SCOPES,
    REDIRECT_PATH,
    SAVE,
    SCOPES,
    SIMILAR,
)

HOST = "https://paperboy.example.org"  # to be replaced by one's own address before pasting
FILES = {"manifest-socket.json": False, "manifest-http.json": True}


def manifest(*, http: bool) -> dict[str, Any]:
    """The manifest for signed HTTP events, or for Socket Mode."""
    events = f"{HOST}{EVENTS_PATH}"
    url = {"url": events} if http else {}
    request_url = {"request_url": events} if http else {}
    redirect = {"redirect_urls": [f"{HOST}{REDIRECT_PATH}"]} if http else {}
    return {
        "display_information": {
            "name": "Paperboy",
            "description": "The day's research papers, in the channels that asked for them",
            "background_color": "#1264a3",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Paperboy", "always_online": True},
            "shortcuts": [
                _shortcut("Similar papers", SIMILAR, "Papers like the one in this message"),
                _shortcut("Save paper", SAVE, "Keep this message's papers in the channel's list"),
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    **url,
                    "description": "Research papers: set up this channel, search, save",
                    "usage_hint": "search diffusion | subscribe RAG | help",
                    "should_escape": False,
                }
            ],
        },
        "oauth_config": {
            **redirect,
            "scopes": {"bot": [*SCOPES, *OPTIONAL_SCOPES], "bot_optional": list(OPTIONAL_SCOPES)},
        },
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": list(EVENTS)},
            "interactivity": {
                "is_enabled": True,
                **request_url,
                **({"message_menu_options_url": events} if http else {}),
            },
            "org_deploy_enabled": http,
            "socket_mode_enabled": not http,
            "token_rotation_enabled": False,
        },
    }


def written(*, http: bool) -> str:
    """The manifest as a file."""
    return json.dumps(manifest(http=http), indent=2) + "\n"


def _shortcut(name: str, callback: str, description: str) -> dict[str, str]:
    return {"name": name, "type": "message", "callback_id": callback, "description": description}


if __name__ == "__main__":
    for name, http in FILES.items():
        Path(__file__).with_name(name).write_text(written(http=http), encoding="utf-8")
