"""What an address asks for, read strictly: a UserError says how it is written."""

from starlette.requests import Request

from bot.daily.following import short_enough
from bot.errors import UserError

MOST_PAGES = 10_000


def text_asked(request: Request) -> str:
    """`?q=`, if it may be so long."""
    return short_enough(request.query_params.get("q", ""))


def page_number(request: Request) -> int:
    """`?p=`, from 0."""
    return number_asked(request, "p", 0, 0, MOST_PAGES)


def number_asked(request: Request, name: str, usual: int, least: int, most: int) -> int:
    """A whole number of the address."""
    text = request.query_params.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and least <= int(text) <= most):
        raise UserError(f"“{name}” must be a whole number from {least} to {most}.")
    return int(text)
