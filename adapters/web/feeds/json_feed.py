"""JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/."""

import json
from typing import Any, Final

from adapters.web.feeds.feed import Entry, Feed

JSON_FEED_TYPE: Final = "application/feed+json; charset=utf-8"


def json_feed(feed: Feed) -> str:
    """The feed as a document."""
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": "en",
        "items": [_item(each) for each in feed.entries],
    }
    return json.dumps(said, ensure_ascii=False)


def _item(of: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": of.id,
        "url": of.page,
        "title": of.title,
        "content_text": of.abstract or of.summary or of.title,  # an item must have a content
        "date_published": of.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if of.paper:
        item["external_url"] = of.paper
    if of.summary:
        item["summary"] = of.summary
    if of.authors:
        item["authors"] = [{"name": name} for name in of.authors]
    if of.tags:
        item["tags"] = list(of.tags)
    return item
