"""The README tells the truth about commands, settings, files and make targets."""

import re
from pathlib import Path

import pytest

from docs.tables import all_settings, refreshed

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _silent_imports():
    """Looking for settings imports every adapter, whose SDKs warn about themselves."""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_its_tables_are_those_of_the_code():
    assert refreshed(README) == README, "run: make docs"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_setting_says_what_it_is():
    silent = [
        f"{group.__name__}.{name}"
        for group in all_settings()
        for name, field in group.model_fields.items()
        if not field.description
    ]
    assert silent == []


def test_every_file_it_links_to_is_there():
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_make_target_it_names_is_there():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", README))
    assert named
    assert named <= targets
