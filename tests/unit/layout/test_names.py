"""Whoever knows the trade finds things by its words: rooms are small, and files bear the names one looks for."""

import re
from pathlib import Path

import pytest

from bench.file_lengths import MOST_FILES, PARTS, ROOT, files_of_folders

# What an engineer would look for, and the file or folder that is meant; the name holds the word.
FOUND = {
    "retry": "bot/delivery/retry.py",
    "lock": "storage/sqlite/delivery_lock.py",
    "scheduler": "bot/app/scheduler.py",
    "dedupe": "adapters/slack/answering/dedupe.py",
    "users": "adapters/slack/api/users.py",
    "conversations": "adapters/slack/api/conversations.py",
    "uninstall": "adapters/slack/listeners/uninstall.py",
    "mentions": "adapters/slack/listeners/mentions_and_dms.py",
    "escape": "adapters/slack/render/escape.py",
    "permissions": "adapters/discord/api/permissions.py",
    "export": "bot/commands/handlers/export_import.py",
    "now": "bot/commands/handlers/preview_now.py",
    "requests": "adapters/slack/answering/requests.py",
    "rate limit": "adapters/rate_limit.py",
    "sqlite errors": "storage/sqlite/errors.py",
    "migrations": "storage/migrations",
    "settings": "bot/settings.py",
    "worker": "storage/postgres/worker.py",
}
# No name has these words; ARCHITECTURE.md says where what they mean is.
MEANT = {
    "wiring": "bot/__main__.py",  # the composition root, which Python starts by this name
    "webhook events": "adapters/slack/listeners/http_events.py",  # Slack has two ways for events: HTTP, Socket Mode
}


def words(path: Path) -> set[str]:
    return set(re.split(r"[/_.]", path.as_posix()))


@pytest.mark.parametrize(("sought", "path"), FOUND.items())
def test_a_word_of_the_trade_is_found_by_a_name(sought, path):
    assert (ROOT / path).exists()
    assert set(sought.split()) <= words(Path(path))


def test_of_twenty_words_sixteen_are_found_and_the_others_are_known():
    assert len(FOUND) >= 16
    assert len(FOUND) + len(MEANT) == 20
    names = [path.relative_to(ROOT) for part in PARTS for path in (ROOT / part).rglob("*")]
    for sought, path in MEANT.items():
        assert (ROOT / path).is_file()
        assert not any(set(sought.split()) <= words(name) for name in names), f"{sought} is found by now: say so"


def test_no_folder_is_a_hallway():
    assert {str(folder): count for folder, count in files_of_folders().items() if count > MOST_FILES} == {}


@pytest.mark.parametrize("room", ["api", "render", "posting", "answering", "listeners"])
def test_slack_and_discord_have_the_same_rooms(room):
    for platform in ("slack", "discord"):
        assert (ROOT / "adapters" / platform / room / "__init__.py").is_file()


@pytest.mark.parametrize(
    "job",
    [
        "posting/look_up",
        "posting/sender",
        "render/escape",
        "render/packing",
        "render/rich_text",
        "render/text",
        "render/buttons",
        "listeners/clicks",
        "listeners/modals",
        "answering/requests",
        "answering/replies",
        "api/errors",
        "api/limits",
    ],
)
def test_one_job_has_one_name_on_both_platforms(job):
    for platform in ("slack", "discord"):
        assert (ROOT / "adapters" / platform / f"{job}.py").is_file()
