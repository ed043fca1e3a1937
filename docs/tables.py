"""The README's tables, made from the code: `make docs` writes them, a test compares them."""

import importlib
import pkgutil
import re
from collections.abc import Sequence
from pathlib import Path

import adapters
from bot.commands.table import readme_table
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


def refreshed(text: str) -> str:
    """The README with its generated parts made anew."""
    for name, table in (("commands", readme_table()), ("settings", settings_table())):
        pattern = re.compile(rf"(<!-- {name}: made by `make docs` -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        text, count = pattern.subn(lambda found, table=table: f"{found[1]}\n{table}\n{found[2]}", text)
        if count != 1:
            raise SystemExit(f"README.md lacks the place for its {name}")
    return text


if __name__ == "__main__":
    README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")
