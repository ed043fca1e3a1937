"""What every tier of tests shares."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the real data (../shared) is not here")
    return folder


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither a developer's `.env` nor tokens in the environment reach a test."""
    import os  # noqa: PLC0415 -- only here

    for name in list(os.environ):
        if name.startswith(("PAPERBOY_", "SLACK_", "DISCORD_", "HUGGINGFACE_", "ARXIV_", "RSS_", "SMTP_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
