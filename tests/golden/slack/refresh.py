"""Write the golden messages anew: `python -m tests.golden.slack.refresh`, then read the difference."""

from pathlib import Path

from tools.gallery.slack import as_json, rendered

if __name__ == "__main__":
    here = Path(__file__).parent
    for old in here.glob("*.json"):
        old.unlink()
    for name, payload in rendered().items():
        (here / f"{name}.json").write_text(as_json(payload), encoding="utf-8")
