"""The README's tables, made from the code: `make docs` writes them, a test compares them."""

import importlib
import pkgutil
import re
from collections.abc import Sequence
from pathlib import Path

import adapters
from adapters import sources
from bot.commands.table import readme_table
from bot.model.paper import SAMPLE
from bot.settings import AdapterSettings, settings_groups

README = Path(__file__).resolve().parents[1] / "README.md"


def all_settings() -> Sequence[type[AdapterSettings]]:
    """Every group of settings there is, the core's first."""
    for info in pkgutil.walk_packages(adapters.__path__, "adapters."):
        importlib.import_module(info.name)
    return settings_groups()


def settings_table() -> str:
    """Every setting with its default and meaning."""
    rows = ["| setting | default | what it is |", "|---|---|---|"]
    for group in all_settings():
        for name, field in group.model_fields.items():
            default = "" if field.default in {None, ""} else f"`{field.default}`"
            meaning = (field.description or "").replace("|", "\\|")
            rows.append(f"| `{name.upper()}` | {default} | {meaning} |")
    return "\n".join(rows) + "\n"


def sources_table() -> str:
    """Every source: what it brings, and what turns it on."""
    rows = ["| source | what it brings | to turn it on |", "|---|---|---|"]
    for name in set(sources.available()) - {SAMPLE}:
        about = (sources.about(name) or "").split("\n")[0]
        rows.append(f"| `{name}` | {about} | {sources.turn_on(name) or 'it is on'} |")
    return "\n".join([*rows[:2], *sorted(rows[2:])]) + "\n"


def refreshed(text: str) -> str:
    """The README with its generated parts made anew."""
    made = {"commands": readme_table(), "settings": settings_table(), "sources": sources_table()}
    for name, table in made.items():
        pattern = re.compile(rf"(<!-- {name}: made by `make docs` -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        text, count = pattern.subn(lambda found, table=table: f"{found[1]}\n{table}\n{found[2]}", text)
        if count != 1:
            raise SystemExit(f"README.md lacks the place for its {name}")
    return text


if __name__ == "__main__":
    README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")
