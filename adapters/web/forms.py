"""Forms that are sent to us, and answers that nobody keeps."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from adapters.web.answers.content import Content, fixed_headers

MOST_FIELDS = 60


async def form(request: Request) -> Mapping[str, Sequence[str]]:
    """A form's fields, each with its values; nothing for what is no form. The server has bounded the body."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return parse_qs(body, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}


def field(found: Mapping[str, Sequence[str]], name: str) -> str:
    """The one value of a field, trimmed; "" without one."""
    return found.get(name, ("",))[0].strip()


def of_our_own(request: Request) -> bool:
    """Browsers say where a form was sent from; those that do not are let through to the other checks."""
    return request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


def uncached(content: Content, **headers: str) -> Response:
    """An answer that is for this reader now, and for nobody else."""
    said = {**fixed_headers(content), "cache-control": "no-store", **headers}
    said.pop("access-control-allow-origin", None)
    return Response(content.text, status_code=content.status, headers=said)
