"""All targets."""

from tests.fuzz import bodies, typed
from tests.fuzz.doors import Doors, targets
from tests.fuzz.target import Target


def catalogue(doors: Doors) -> dict[str, Target]:
    """By name."""
    return {target.name: target for target in (*bodies.TARGETS, *typed.TARGETS, *targets(doors))}
