"""Write the golden texts anew: `python -m tests.golden.terminal.refresh`, then read the difference."""

from pathlib import Path

from tests.golden.terminal.texts import texts

if __name__ == "__main__":
    here = Path(__file__).parent
    for old in here.glob("*.txt"):
        old.unlink()
    for name, text in texts().items():
        (here / f"{name}.txt").write_text(text, encoding="utf-8")
