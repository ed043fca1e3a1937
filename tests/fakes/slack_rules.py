"""What Slack refuses in a message, from its documentation: the fake server and the properties ask here."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def refused(message: dict[str, Any]) -> str:
    """Slack's error code for a message, "" if it takes it."""
    text, blocks = message.get("text") or "", message.get("blocks") or []
    if not text and not blocks:
        return "no_text"
    if units(text) > 4_000:
        return "msg_too_long"
    if len(blocks) > 50 or any(wrong_block(block) for block in blocks):
        return "invalid_blocks"
    if units(json.dumps({"text": text, "blocks": blocks}, ensure_ascii=False)) > 13_200:
        return "msg_blocks_too_long"
    ids = [
        element["action_id"] for block in blocks for element in block.get("elements", []) if "action_id" in element
    ]
    return "invalid_blocks" if len(ids) != len(set(ids)) else ""


def wrong_view(view: dict[str, Any]) -> str:
    blocks = view.get("blocks") or []
    if len(blocks) > 100:
        return "too many blocks"
    if view["type"] == "modal" and not 0 < units(view["title"]["text"]) <= 24:
        return "title"
    if units(view.get("private_metadata", "")) > 3_000:
        return "private_metadata"
    return next(filter(None, map(wrong_block, blocks)), "")


def wrong_block(block: dict[str, Any]) -> str:  # noqa: PLR0911 -- one line a rule
    """What is wrong with a block, "" for nothing."""
    if units(block.get("block_id", "")) > 255:
        return "block_id"
    match block["type"]:
        case "header":
            return wrong_plain(block["text"], 150)
        case "section":
            return wrong_plain(block["text"], 3_000) or wrong_image(block.get("accessory"))
        case "context":
            elements = block["elements"]
            return "elements" if not 0 < len(elements) <= 10 else first(wrong_plain(e, 3_000) for e in elements)
        case "actions":
            elements = block["elements"]
            return "elements" if not 0 < len(elements) <= 25 else first(wrong_element(e) for e in elements)
        case "input":
            return wrong_plain(block["label"], 2_000) or wrong_element(block["element"])
        case "rich_text":
            return "empty" if not block["elements"] else first(wrong_rich(e) for e in block["elements"])
        case other:
            return f"unknown block {other}"


def wrong_image(image: dict[str, Any] | None) -> str:
    if image is None:
        return ""
    whole = (
        image["type"] == "image" and 0 < units(image["alt_text"]) <= 2_000 and 0 < len(image["image_url"]) <= 3_000
    )
    return "" if whole and urlsplit(image["image_url"]).scheme in {"http", "https"} else "image"


def wrong_element(element: dict[str, Any]) -> str:  # noqa: PLR0911 -- one line a rule
    if not 0 < units(element["action_id"]) <= 255:
        return "action_id"
    if "placeholder" in element and (wrong := wrong_plain(element["placeholder"], 150)):
        return wrong
    groups = element.get("option_groups") or []
    if len(groups) > 100 or any(wrong_plain(group["label"], 75) for group in groups):
        return "groups"
    options = [o for group in groups for o in group["options"]] + element.get("options", [])
    options += element.get("initial_options", []) + (
        [element["initial_option"]] if "initial_option" in element else []
    )
    if len(element.get("options", [])) > 100 or any(len(group["options"]) > 100 for group in groups):
        return "options"
    if wrong := first(
        wrong_plain(o["text"], 75) or ("value" * (not 0 < units(o["value"]) <= 150)) for o in options
    ):
        return wrong
    if element["type"] == "overflow":
        return "" if 0 < len(element["options"]) <= 5 else "overflow"
    if element["type"] == "button":
        return wrong_plain(element["text"], 75) or "value" * (units(element.get("value", "")) > 2_000)
    return ""


def wrong_plain(text: dict[str, Any], most: int) -> str:
    """Paper text never stands in mrkdwn; plain text keeps `:names:` only with emoji off."""
    if text["type"] != "plain_text":
        return "mrkdwn"
    if text.get("emoji") is not False and ":" in text["text"]:
        return "emoji"
    return "" if 0 < units(text["text"]) <= most and text["text"].strip() else f"length of {text['text'][:20]!r}"


def wrong_rich(part: dict[str, Any]) -> str:
    kinds = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
    if part["type"] not in kinds or not part["elements"]:
        return f"part {part['type']}"
    if part["type"] == "rich_text_list":
        return first(wrong_rich(section) for section in part["elements"])
    return first(wrong_inline(element) for element in part["elements"])


def wrong_inline(element: dict[str, Any]) -> str:
    match element["type"]:
        case "text":
            return "" if element["text"] and units(element["text"]) <= 3_000 else "empty or long text"
        case "link":
            scheme = urlsplit(element["url"]).scheme
            return "" if scheme in {"http", "https"} and units(element["url"]) <= 3_000 else "link"
        case "date":
            return "" if isinstance(element["timestamp"], int) and element["format"] else "date"
        case other:
            return f"inline {other}"


def first(found: Iterator[str]) -> str:
    return next(filter(None, found), "")
