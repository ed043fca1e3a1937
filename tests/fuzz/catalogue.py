"""All targets."""

from tests.fuzz import bodies, operator, platforms, typed
from tests.fuzz.doors import Doors, targets
from tests.fuzz.target import Target


def catalogue(doors: Doors) -> dict[str, Target]:
    """By name."""
    everything = (*bodies.TARGETS, *typed.TARGETS, *operator.TARGETS, *targets(doors), *platforms.targets(doors))
    return {target.name: target for target in everything}
