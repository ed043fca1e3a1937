"""Writes the golden messages anew: `python -m tests.golden.discord.refresh`."""

from pathlib import Path

from tools.gallery.discord import as_json, rendered

if __name__ == "__main__":
    for name, messages in rendered().items():
        (Path(__file__).parent / f"{name}.json").write_text(as_json(messages), encoding="utf-8")
