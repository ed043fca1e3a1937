"""The lock files are whole: any pip or uv installs from them the same, today and next year, from any package index."""

import ast
import re
import tomllib
from functools import cache
from importlib import metadata

from packaging.requirements import Requirement

from tests.each_of import each_of
from tests.unit.packaging.lock_files import LOCKS, ROOT, canonical, pins
from tools.install import BUILD_LOCK, NEEDS, PYTHONS
from tools.install import LOCKS as INSTALLED

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PARTS = ("bot", "adapters", "storage")
TOOLS = ("tools",)
NEVER_IMPORTED = {
    "tzdata",  # files, which zoneinfo finds by itself
}


@cache
def pinned(lock):
    """The pins that count on this Python and system, by name."""
    markers = {pin: pin.requirement.marker for pin in pins(lock)}
    return {pin.name: pin for pin, marker in markers.items() if marker is None or marker.evaluate()}


def test_the_lock_files_are_those_that_are_installed_from():
    assert set(LOCKS) == {*INSTALLED.values(), BUILD_LOCK, "requirements-audit.lock"}


@each_of("lock", LOCKS)
def test_every_entry_is_one_version_with_hashes(lock):
    for pin in pins(lock):
        assert [each.operator for each in pin.requirement.specifier] == ["=="], pin
        assert pin.hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in pin.hashes), pin


@each_of("lock", LOCKS)
def test_no_entry_comes_twice(lock):
    named = [(pin.name, str(pin.requirement.marker)) for pin in pins(lock)]
    assert named == list(dict.fromkeys(named))


@each_of("lock", LOCKS)
def test_no_address_of_an_index_is_in_it(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"https?:|--(?:extra-)?index|--find-links|--trusted-host| @ ", text) == []


def test_the_development_lock_holds_the_other_pin_for_pin():
    held = {pin.name for pin in pins("requirements.lock")}
    assert [pin for pin in pins("requirements-dev.lock") if pin.name in held] == pins("requirements.lock")


@each_of(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependency-groups"]["dev"]),
        (BUILD_LOCK, [*PROJECT["dependency-groups"]["build"], *PROJECT["build-system"]["requires"]]),
        ("requirements-audit.lock", PROJECT["dependency-groups"]["audit"]),
    ],
)
def test_what_is_asked_for_is_locked(lock, wanted):
    for requirement in map(Requirement, wanted):
        pin = pinned(lock)[canonical(requirement.name)]
        (version,) = pin.requirement.specifier
        assert requirement.specifier.contains(version.version), f"{requirement}: make lock UPGRADE="


def requirements_of_installed(lock):
    """What each locked package that is installed here requires here, with the extras that it is locked with."""
    for name, pin in pinned(lock).items():
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # another system's, or another lock's
        if not pin.requirement.specifier.contains(found.version):
            continue  # this environment is older than the lock
        for requirement in map(Requirement, found.requires or ()):
            extras = pin.requirement.extras or {""}
            if requirement.marker is None or any(
                requirement.marker.evaluate({"extra": extra}) for extra in extras
            ):
                yield pin, requirement


@each_of("lock", ["requirements.lock", "requirements-dev.lock"])
def test_what_a_locked_package_requires_is_locked_with_its_extras(lock):
    # The pip of Python 3.11 looks for a newer release of what is required with an extra and pinned without.
    asked = list(requirements_of_installed(lock))
    assert len(asked) > len(pinned(lock)) / 2
    for pin, requirement in asked:
        found = pinned(lock).get(canonical(requirement.name))
        assert found, f"{pin.name} requires {requirement}"
        assert requirement.extras <= found.requirement.extras, f"{pin.name} requires {requirement}"


@cache
def imported(part):
    """Every top-level module that this part imports."""
    found = set()
    for path in (ROOT / part).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return frozenset(found)


installed = cache(metadata.packages_distributions)  # asking every distribution for its files takes a second


def distributions(parts):
    """Every distribution that these parts import something of, and that is installed here."""
    modules = set().union(*map(imported, parts))
    return {canonical(name) for module in modules for name in installed().get(module, ())} - {"paperboy"}


def test_every_dependency_is_imported_somewhere():
    declared = {canonical(Requirement(each).name) for each in PROJECT["project"]["dependencies"]}
    assert declared - distributions(PARTS + TOOLS) == NEVER_IMPORTED


def test_every_import_comes_with_the_runtime_lock():
    extras = {
        canonical(Requirement(each).name)
        for extra in PROJECT["project"]["optional-dependencies"].values()
        for each in extra
    }
    assert distributions(PARTS) - extras <= set(pinned("requirements.lock"))


def test_the_pythons_are_the_same_everywhere():
    (low, high) = PYTHONS
    assert PROJECT["project"]["requires-python"] == f">={low[0]}.{low[1]},<{high[0]}.{high[1]}"
    said = f"Python {low[0]}.{low[1]} to {high[0]}.{high[1] - 1}"
    assert said in NEEDS
    for page in ("README.md", "Makefile", "deploy/README.md"):
        assert said in (ROOT / page).read_text(encoding="utf-8"), page
