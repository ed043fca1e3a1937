"""Bounces by a webhook: `POST /mail/bounces` with the secret, and the bounce as it is (message/rfc822)."""

import hmac
from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.email.bounces.report import LONGEST
from adapters.email.bounces.taken import Bounces

PATH: Final = "/mail/bounces"
_WRONG: Final = "The secret is wrong or missing: send it as Authorization: Bearer … (MAIL_BOUNCES_SECRET).\n"
_LONG: Final = f"A bounce has at most {LONGEST:,} bytes.\n"


def web_routes(secret: str, bounces: Bounces) -> Sequence[BaseRoute]:
    """The route."""

    async def take(request: Request) -> Response:
        said = request.headers.get("authorization", "").partition(" ")[2].strip()
        if not hmac.compare_digest(said.encode(), secret.encode()):
            return PlainTextResponse(_WRONG, 401, {"www-authenticate": "Bearer"})
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > LONGEST:
                return PlainTextResponse(_LONG, 413)
        kind = request.headers.get("content-type", "")
        head = f"Content-Type: {kind}\r\n\r\n".encode("latin-1") if kind.lower().startswith("multipart/") else b""
        return PlainTextResponse(f"{await bounces.take(head + bytes(body))}\n")

    return (Route(PATH, take, methods=["POST"]),)
