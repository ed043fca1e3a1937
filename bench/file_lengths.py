"""The layout report of `make check`: the median length, every file too long to read in one sitting, full folders."""

import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("bot", "adapters", "storage")
ONE_SITTING = 350  # lines; a report, not a verdict: a table of cases may be longer
MOST_FILES = 25  # in a folder: more is a hallway, where nothing is found; this is a verdict


def files_of_folders() -> Mapping[Path, int]:
    """How many files lie in each folder of the application, folders within it not counted."""
    folders = [Path(part) for part in PARTS]
    folders += [each.relative_to(ROOT) for part in PARTS for each in (ROOT / part).rglob("*") if each.is_dir()]
    return {
        folder: sum(each.is_file() for each in (ROOT / folder).iterdir())
        for folder in sorted(folders)
        if "__pycache__" not in folder.parts
    }


def main() -> None:
    """Print the report for the three parts of the application; a folder that is too full ends it with 1."""
    lengths = {
        file.relative_to(ROOT): len(file.read_text(encoding="utf-8").splitlines())
        for part in PARTS
        for file in sorted((ROOT / part).rglob("*.py"))
    }
    print(f"{len(lengths)} files, {sum(lengths.values())} lines, median {median(lengths.values()):.0f}")
    for file, lines in sorted(lengths.items(), key=lambda item: -item[1]):
        if lines > ONE_SITTING:
            print(f"  {lines:5} {file}: is it still one noun?")
    full = {folder: count for folder, count in files_of_folders().items() if count > MOST_FILES}
    for folder, count in full.items():
        print(f"  {folder} has {count} files, {MOST_FILES} at most: which rooms are in it?")
    sys.exit(bool(full))


if __name__ == "__main__":
    main()
