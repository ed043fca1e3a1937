"""Roles: which parts of the work a process does. One process does all of it; several may divide it."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """A part of the work."""

    PLAN = "plan"  # decides what each channel gets, and deletes what is old
    POLL = "poll"  # asks the sources
    DELIVER = "deliver"  # posts what was planned, and tells operators and owners
    LISTEN = "listen"  # takes what comes from the platforms: commands, clicks, events
    WEB = "web"  # serves pages, feeds and the API


ALL_ROLES: Final = frozenset(Role)


def in_order(roles: Collection[Role]) -> list[Role]:
    """As they are listed everywhere."""
    return [role for role in Role if role in roles]


_WITHOUT: Final = {
    Role.PLAN: "no digest is planned",
    Role.POLL: "no source is asked",
    Role.DELIVER: "nothing is posted",
    Role.LISTEN: "no command is heard",
    Role.WEB: "no page is served",
}


def without_worker(workers: Iterable[Collection[str]]) -> str:
    """What nobody does, in a sentence, from the roles of each worker that lives; "" where all is done."""
    done = {role for roles in workers for role in roles}
    undone = [f"{said} (no worker has the role {role})" for role, said in _WITHOUT.items() if role not in done]
    return f"{'; '.join(undone)}: start one, or add the role to PAPERBOY_ROLES of another." if undone else ""


def roles_in_words(roles: Collection[Role]) -> str:
    """As a sentence of `status` and health."""
    left = [role for role in Role if role not in roles]
    return "every role" if not left else f"the roles {', '.join(in_order(roles))} (not {', '.join(left)})"
