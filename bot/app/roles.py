"""The roles of this process, by the setting: read, and judged against the database that it works on."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from bot.errors import SettingsError
from bot.model.role import ALL_ROLES, Role, in_order, roles_in_words, without_worker
from bot.ports import Finding

NAME = "PAPERBOY_ROLES"


def read_roles(said: str) -> frozenset[Role]:
    """What the setting says; all of them if it says nothing. SettingsError for a role that there is not."""
    names = [name.strip().lower() for name in said.split(",") if name.strip()]
    for name in names:
        if name not in ALL_ROLES:
            near = get_close_matches(name, list(Role), n=1, cutoff=0.5)
            meant = f' Did you mean "{near[0]}"?' if near else ""
            raise SettingsError(f'There is no role "{name}" ({NAME}); there are: {", ".join(Role)}.{meant}')
    return frozenset(map(Role, names)) or ALL_ROLES


def check_roles(roles: Collection[Role], *, alone: bool, local: bool) -> Sequence[Finding]:
    """What roles make no sense. `alone`: the database is a file, from which one process works. `local`: whatever
    platform runs here reaches nobody beyond this machine.

    What nobody does on a PostgreSQL is said there, of all workers.
    """
    chosen = f"{NAME}={','.join(in_order(roles))}"
    findings = []
    if alone and (undone := without_worker([roles])):
        fix = (
            f"One process works on an SQLite file, so nobody does the rest: leave {NAME} out, or move to "
            "PostgreSQL (paperboy move --to URL)."
        )
        findings.append(Finding("roles", ok=False, detail=f"{chosen}: {undone.partition(': start')[0]}", fix=fix))
    elif local and roles != ALL_ROLES and not {Role.DELIVER, Role.LISTEN}.isdisjoint(roles):
        fix = "Set the platforms' tokens for this process as well, or take deliver and listen out of its roles."
        findings.append(Finding("roles", ok=False, detail=f"{chosen}, but no platform is set up here", fix=fix))
    return findings or [Finding("roles", ok=True, detail=roles_in_words(roles))]
