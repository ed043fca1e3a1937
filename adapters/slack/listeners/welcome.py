"""The first words in a channel: what Paperboy can do, with two buttons."""

from adapters.slack.api.limits import BUTTON_TEXT, SECTION_TEXT
from adapters.slack.listeners.setup_form import QUERIES, TIME
from adapters.slack.render.rich_text import Json, plain_text

TEXT = (
    "Hello, I am Paperboy. I bring this channel the day's research papers that match its keywords, each paper "
    "once. Type /papers for everything I can do."
)


def welcome() -> Json:
    """A message with the buttons that open the set-up form at its first and second question."""
    return {
        "text": TEXT,
        "mrkdwn": False,
        "blocks": [
            {"type": "section", "text": plain_text(TEXT, SECTION_TEXT)},
            {
                "type": "actions",
                "elements": [
                    _button("Subscribe to keywords", QUERIES, "primary"),
                    _button("Set the time", TIME),
                ],
            },
        ],
    }


def _button(label: str, focus: str, style: str = "") -> Json:
    shown = {"style": style} if style else {}
    return {"type": "button", "action_id": f"open:{focus}", "text": plain_text(label, BUTTON_TEXT), **shown}
