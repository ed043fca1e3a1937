"""Topics ask an engine, not SQLite: another engine's connection can take its place."""

import ast
import re
from importlib.resources import files
from pathlib import Path

from tests.each_of import each_of

STORAGE = Path(str(files("storage")))
# What opens the store, what offers the engine's own tools, and how SQLite reads a script.
OF_THE_ENGINE = {"store.py", "locations.py", "__init__.py", "statements.py"}
TOPICS = sorted({path.name for path in STORAGE.glob("*.py")} - OF_THE_ENGINE)


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found


@each_of(
    "name",
    [
        *TOPICS,
        *(
            f"{path.parent.name}/{path.name}"
            for room in ("rows", "planning", "mail")
            for path in STORAGE.glob(f"{room}/*.py")
        ),
    ],
)
def test_a_topic_knows_no_driver_and_nothing_of_sqlite(name):
    known = imported(STORAGE / name)
    assert not {
        module for module in known if re.match(r"(sqlite3|aiosqlite|asyncpg|storage\.(sqlite|postgres))\b", module)
    }


def test_those_that_may_know_the_engine_do():
    for name in OF_THE_ENGINE:
        assert any("sqlite" in module for module in imported(STORAGE / name)), (
            f"{name} is a topic like others by now"
        )
