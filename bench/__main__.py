"""All benchmarks, or those named, each in a process of its own: `python -m bench [search …] [--papers N …]`.

What begins with a dash is handed to each benchmark named.
"""

import pkgutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

APART = frozenset(("replay", "file_lengths"))  # have a make target of their own


def found() -> list[str]:
    """The benchmarks that there are: modules here that can be run."""
    names = (info.name for info in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return [name for name in names if name not in APART and _runs(name)]


def main(arguments: Sequence[str]) -> int:
    """Run them one after the other; 1 if any failed."""
    named = [each for each in arguments if not each.startswith("-") and not each.isdecimal()]
    handed = [each for each in arguments if each not in named]
    unknown = sorted(set(named) - set(found()))
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}; there are {', '.join(found())}.")
        return 2
    failed = 0
    for name in named or found():
        print(f"\n--- {name}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"bench.{name}", *handed], check=False).returncode  # noqa: S603 - our own modules
    return int(bool(failed))


def _runs(name: str) -> bool:
    spec = find_spec(f"bench.{name}")
    return (
        name != "__main__"
        and spec is not None
        and spec.origin is not None
        and '__name__ == "__main__"' in Path(spec.origin).read_text(encoding="utf-8")
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
