"""What Slack sends, read without trust in its shape: what is of another kind than it should be is not there."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Body: TypeAlias = Mapping[str, Any]


def inside(body: Body, *path: str) -> Body:
    """The object at the end of the path."""
    for name in path:
        found = body.get(name)
        body = found if isinstance(found, Mapping) else {}
    return body


def text(body: Body, *path: str) -> str:
    """What stands at the end of the path, "" where that is no text and no number; half characters replaced."""
    found = inside(body, *path[:-1]).get(path[-1])
    said = str(found) if isinstance(found, str | int | float) and found else ""
    return said.encode("utf-8", "replace").decode()


def several(body: Body, *path: str) -> list[Body]:
    """The objects of the list at the end of the path."""
    found = inside(body, *path[:-1]).get(path[-1])
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
