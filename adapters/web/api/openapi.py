"""The API described: OpenAPI 3.1."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

_TEXT: Final = {"type": "string"}
_INSTANT: Final = {"type": "string", "format": "date-time"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_ORGANIZATION: Final = {
    "type": "object",
    "required": ["name", "fullname"],
    "properties": {"name": _TEXT, "fullname": _TEXT},
}
_PAPER: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["id", "authors", "publishedAt", "submittedOnDailyAt", "title", "summary", "upvotes"],
    "properties": {
        "id": {**_TEXT, "description": "arXiv's number, or another canonical id such as doi:10.1000/1"},
        "authors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": _TEXT, "hidden": {"type": "boolean"}},
            },
        },
        "publishedAt": _INSTANT,
        "submittedOnDailyAt": {**_INSTANT, "description": "midnight (UTC) of the date it was first listed"},
        "title": _TEXT,
        "summary": _TEXT,
        "upvotes": _COUNT,
        "ai_summary": _TEXT,
        "ai_keywords": {"type": "array", "items": _TEXT},
        "githubRepo": _TEXT,
        "githubStars": _COUNT,
        "organization": _ORGANIZATION,
        "withdrawnAt": _INSTANT,
    },
}
_ITEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["paper", "publishedAt", "title", "summary", "numComments", "isAuthorParticipating"],
    "properties": {
        "paper": {"$ref": "#/components/schemas/Paper"},
        "publishedAt": _INSTANT,
        "title": _TEXT,
        "summary": _TEXT,
        "numComments": _COUNT,
        "isAuthorParticipating": {"type": "boolean"},
        "organization": _ORGANIZATION,
    },
}
_ERROR: Final = {"type": "object", "required": ["error"], "properties": {"error": _TEXT}}
_ITEMS: Final = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}


def description(home: str) -> dict[str, Any]:
    """As of this Paperboy."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Paperboy",
            "version": _version(),
            "description": "The Daily Papers in the shapes of Hugging Face's API. No key is needed.",
        },
        "servers": [{"url": home}],
        "paths": {
            "/api/daily_papers": {
                "get": _operation(
                    "A day's, a week's or a month's papers, the most upvoted first; without any, the newest",
                    _ITEMS,
                    _query("date", {"type": "string", "examples": ["2026-04-30"]}, "UTC"),
                    _query("week", {"type": "string", "examples": ["2026-W18"]}, "an ISO week"),
                    _query("month", {"type": "string", "examples": ["2026-04"]}, ""),
                    _query("sort", {"type": "string", "enum": ["publishedAt", "trending"]}, ""),
                    _query("p", {"type": "integer", "minimum": 0, "maximum": 10000}, "the page, from 0"),
                    _query("limit", {"type": "integer", "minimum": 1, "maximum": 100}, "50 if not said"),
                    _query("submitter", _TEXT, "who submitted is not known here: with one, the list is empty"),
                )
            },
            "/api/papers/search": {
                "get": _operation(
                    "Papers that a text finds, the best first; it may be in Paperboy's query language",
                    _ITEMS,
                    {**_query("q", {"type": "string", "minLength": 1, "maxLength": 250}, ""), "required": True},
                    _query("limit", {"type": "integer", "minimum": 1, "maximum": 120}, "20 if not said"),
                )
            },
            "/api/papers/{id}": {
                "get": _operation(
                    "One paper",
                    {"$ref": "#/components/schemas/Paper"},
                    {"name": "id", "in": "path", "required": True, "schema": {**_TEXT, "minLength": 1}},
                    missing=True,
                )
            },
        },
        "components": {"schemas": {"Paper": _PAPER, "Item": _ITEM, "Error": _ERROR}},
    }


def _operation(
    summary: str, gives: dict[str, Any], *parameters: dict[str, Any], missing: bool = False
) -> dict[str, Any]:
    refusals = {
        "400": "what was asked for cannot be read; the sentence says how it is written",
        **({"404": "there is none"} if missing else {}),
        "429": "too many different things were asked for; wait as Retry-After says",
        "503": "the papers cannot be read at the moment",
    }
    responses = {
        status: _response(said, {"$ref": "#/components/schemas/Error"}) for status, said in refusals.items()
    }
    return {
        "summary": summary,
        "parameters": list(parameters),
        "responses": {"200": _response("as asked", gives), **responses},
    }


def _response(said: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": said, "content": {"application/json": {"schema": schema}}}


def _query(name: str, schema: dict[str, Any], said: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **({"description": said} if said else {})}


def _version() -> str:
    try:
        return version("paperboy")
    except PackageNotFoundError:
        return "0"
