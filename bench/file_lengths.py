"""The file-length report of `make check`: the median, and every file too long to read in one sitting."""

from pathlib import Path
from statistics import median

ONE_SITTING = 350  # lines; a report, not a verdict: a table of cases may be longer


def main() -> None:
    """Print the report for the three parts of the application."""
    root = Path(__file__).resolve().parents[1]
    lengths = {
        file.relative_to(root): len(file.read_text(encoding="utf-8").splitlines())
        for part in ("bot", "adapters", "storage")
        for file in sorted((root / part).rglob("*.py"))
    }
    print(f"{len(lengths)} files, {sum(lengths.values())} lines, median {median(lengths.values()):.0f}")
    for file, lines in sorted(lengths.items(), key=lambda item: -item[1]):
        if lines > ONE_SITTING:
            print(f"  {lines:5} {file}: is it still one noun?")


if __name__ == "__main__":
    main()
