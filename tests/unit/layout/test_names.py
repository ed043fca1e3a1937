"""Whoever knows the trade finds things by its words: rooms are small, and files bear the names one looks for."""

import re
from pathlib import Path

from bench.file_lengths import MOST_FILES, ROOT, files_of_folders

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
    "wiring": "bot/wiring",
    "webhook events": "adapters/slack/listeners/webhook_events.py",
}


ROOMS = ("api", "render", "posting", "answering", "listeners")
JOBS = (
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
)


def words(path: Path) -> set[str]:
    return set(re.split(r"[/_.]", path.as_posix()))


def test_the_twenty_words_of_the_trade_are_found_by_a_name():
    assert len(FOUND) == 20
    assert [path for path in FOUND.values() if not (ROOT / path).exists()] == []
    assert [sought for sought, path in FOUND.items() if not set(sought.split()) <= words(Path(path))] == []


def test_no_folder_is_a_hallway():
    assert {str(folder): count for folder, count in files_of_folders().items() if count > MOST_FILES} == {}


def test_slack_and_discord_have_the_same_rooms_and_one_name_for_one_job():
    missing = [
        f"{platform}/{name}"
        for platform in ("slack", "discord")
        for name in (*(f"{room}/__init__" for room in ROOMS), *JOBS)
        if not (ROOT / "adapters" / platform / f"{name}.py").is_file()
    ]
    assert missing == []
