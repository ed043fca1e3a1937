"""ARCHITECTURE.md and CONTRIBUTING.md tell the truth: links, names of files, and the layers that are enforced."""

import re
import tomllib
from pathlib import Path

from adapters import platforms
from bot.ports import Listener, Sender
from tests.each_of import each_of

ROOT = Path(__file__).resolve().parents[3]
PAGES = ["ARCHITECTURE.md", "CONTRIBUTING.md"]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@each_of("page", PAGES)
def test_links_resolve(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert len(links) > 5
    assert [link for link in links if not (ROOT / link).exists()] == []


@each_of("page", PAGES)
def test_files_and_folders_named_are_there(page):
    text = re.sub(r"\]\([^)]*\)", "]", (ROOT / page).read_text(encoding="utf-8"))
    named = re.findall(r"`((?:bot|adapters|storage|tests|docs|bench)/[^`<>\s]*)`", text)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@each_of("page", PAGES)
def test_make_targets_named_are_there(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8"))) <= targets


def test_the_layers_drawn_are_the_layers_enforced():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (enforced,) = [each["layers"] for each in contracts if each.get("containers") == ["bot"]]
    drawn = re.search(r"```layers\n(.*?)\n```", ARCHITECTURE, re.DOTALL)
    assert drawn is not None
    assert drawn[1].splitlines() == enforced


def test_every_room_of_the_core_has_its_place_in_the_table():
    rooms = {path.name for path in (ROOT / "bot").iterdir() if (path / "__init__.py").is_file()}
    linked = set(re.findall(r"\(bot/([a-z]+)\)", ARCHITECTURE))
    assert rooms <= linked


def test_the_rooms_of_a_platform_are_those_there_are():
    (line,) = [line for line in ARCHITECTURE.splitlines() if "five rooms" in line]
    rooms = re.findall(r"`([a-z]+)`", line)
    assert len(rooms) == 5
    for platform in ("slack", "discord"):
        there = {
            path.name for path in (ROOT / "adapters" / platform).iterdir() if (path / "__init__.py").is_file()
        }
        assert there == set(rooms)


def test_a_newcomers_platform_has_all_that_the_steps_name():
    for method in (name for port in (Sender, Listener) for name in vars(port) if not name.startswith("_")):
        assert f"`{method}`" in CONTRIBUTING
    for module in platforms.available().values():
        assert callable(module.configured)
        assert callable(module.build)
