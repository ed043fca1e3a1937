"""What every tier of tests shares."""

import contextlib
import gc
import importlib
import logging
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import settings

from adapters.sources.common.parsers import Parsers
from tests import migrated
from tests.forks import Forks

ROOT = Path(__file__).resolve().parents[1]
settings.register_profile("suite", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("suite")
gc.disable()  # until all tests are collected: hardly anything is garbage, and to look for it took a third of the time


def pytest_collection(session: pytest.Session) -> None:
    """Of pytest-xdist's workers each imports a share of the files of its own first, then those that others had.

    Every worker needs them all. In a fresh clone each file is compiled, its asserts rewritten, by whoever comes first;
    in one and the same order they all came first, and each did the whole work.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None:
        return
    asked = [ROOT / argument.partition("::")[0] for argument in session.config.args]
    files = sorted({file for path in asked for file in (path.rglob("test_*.py") if path.is_dir() else [path])})
    share = int(worker["workerid"].removeprefix("gw"))
    for file in files[share :: worker["workercount"]]:
        with contextlib.suppress(Exception, pytest.skip.Exception):  # what fails is told when all are collected
            importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In which order the workers of pytest-xdist take the tests: each begins with an equal share (`--dist worksteal`).

    The first begins with the browser's, which are its alone. Each has its part of those that start processes, then of
    those that only compute, and of those that wait for sockets and databases.
    """
    workers = getattr(config, "workerinput", {"workercount": 1})["workercount"]
    shown = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    forking = [item for item in items if FORKING.intersection(getattr(item, "fixturenames", ()))]
    apart = {*forking, *shown}
    others = [item for item in items if item not in apart]
    kinds = [[item for item in others if _waits(item) is waits] for waits in (False, True)]
    items[:] = shown
    for share in range(workers):  # side by side, for neighbours have fixtures in common
        own = [kind[len(kind) * share // workers : len(kind) * (share + 1) // workers] for kind in kinds]
        items += _among([*chain(*own)], forking[share::workers])


def _among(many: list[pytest.Item], few: list[pytest.Item]) -> Iterator[pytest.Item]:
    """These evenly between those, but none among the last quarter: a long one at the end keeps all waiting."""
    step = max(1, len(many) * 3 // 4 // max(1, len(few)))
    for start in range(0, len(many), step):
        yield from few[start // step : start // step + 1]
        yield from many[start : start + step]
    yield from few[-(-len(many) // step) :]


def _waits(item: pytest.Item) -> bool:
    return item.nodeid.split("/")[1] in {"attacks", "contract", "integration"}


def pytest_collection_finish() -> None:
    """What is there now stays, so it is looked through no more."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the real data (../shared) is not here")
    return folder


@pytest.fixture(scope="session")
def parsers() -> Iterator[Parsers]:
    """The readers' processes, which take half a second to start: tests share them."""
    parsers = Parsers()
    yield parsers
    parsers.close()


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a test run have."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def forks(of_the_run: Path) -> Iterator[Forks]:
    """The parent of processes that tests start."""
    forks = Forks(of_the_run, "plain")
    yield forks
    forks.close()


@pytest.fixture(scope="session", autouse=True)
def _migrated_once() -> Iterator[None]:
    with migrated.once():
        yield


FORKING = {"forks", "moved_forks"}
FAMILIES = ("PAPERBOY_", "SLACK_", "DISCORD_", "HUGGINGFACE_", "ARXIV_", "RSS_", "SMTP_")


@pytest.fixture(scope="session")
def _shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """And none of this machine's settings is left in the environment."""
    for name in list(os.environ):
        if name.startswith(FAMILIES):
            del os.environ[name]
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(request: pytest.FixtureRequest, _shared_folder: Path) -> Iterator[None]:
    """Neither a developer's `.env` nor tokens in the environment reach a test; it is in an empty folder: its own
    `tmp_path` if it has one, else one that they share, for making thousands takes a while.
    """
    level = logging.getLogger().level
    own = "tmp_path" in request.fixturenames
    os.chdir(request.getfixturevalue("tmp_path") if own else _shared_folder)
    yield
    logging.getLogger().setLevel(level)  # a command that was run has set it
    assert not os.listdir(_shared_folder), "a test that writes files asks for tmp_path"  # noqa: PTH208 -- the quickest
