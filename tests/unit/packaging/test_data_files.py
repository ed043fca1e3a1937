"""What is no Python gets into a wheel: it lies in a package, and its kind is named in pyproject.toml."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_every_data_file_gets_into_a_wheel():
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "package-data"
    ]
    files = [
        path
        for part in ("bot", "adapters", "storage")
        for path in (ROOT / part).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    ]
    assert {".sql", ".j2", ".css", ".js"} <= {path.suffix for path in files}
    for path in files:
        assert (path.parent / "__init__.py").is_file(), f"{path} lies in no package"
        assert any(fnmatch(path.name, kind) for kind in said["*"]), f"{path.suffix} is not named in package-data"
