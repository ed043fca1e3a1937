"""Secrets that are planted in the real process are found again nowhere: not in what it says, nor in what it answers,
keeps or backs up.
"""

import re
import signal
from pathlib import Path

import httpx
import pytest

from tests.acceptance.process import NOWHERE, Paperboy

PLANTED = {
    "SLACK_BOT_TOKEN": "xoxb-1111-zq7kept-slack-bot",
    "SLACK_APP_TOKEN": "xapp-1-A1-zq7kept-slack-app",
    "SLACK_SIGNING_SECRET": "zq7kept0signing0secret0of0slack0",
    "SLACK_CLIENT_SECRET": "zq7kept0client0secret0of0slack00",
    "SLACK_CLIENT_ID": "111.222",
    "DISCORD_TOKEN": "MTA1.zq7kept.discord-token-of-a-bot-0000000000",
    "HUGGINGFACE_TOKEN": "hf_zq7kepthuggingfacetoken",
    "SEMANTICSCHOLAR_KEY": "zq7kept-key-of-semantic-scholar",
    "SMTP_URL": "smtp://papers:zq7kept-mail-password@127.0.0.1:9",
    "MAIL_BOUNCES_URL": "imap://papers:zq7kept-mailbox-password@127.0.0.1:9/INBOX",
    "MAIL_BOUNCES_SECRET": "zq7kept-secret-of-bounces",
    "RSS_FEEDS": "http://me:zq7kept-feed-password@127.0.0.1:9/feed.xml?key=zq7kept-key-of-a-feed",
    "HTTPS_PROXY": "http://me:zq7kept-proxy-password@127.0.0.1:9",
    "PAPERBOY_ADMIN_TOKEN": "zq7kept-token-of-the-admin-page",
    "PAPERBOY_SECRET_KEY": "zq7kept-key-for-the-vault-00000",
}
SECRETS = re.compile(rb"zq7kept[-0a-z]*|xox[bp]-1111\S*|xapp-1-A1\S*")
LEADS = {
    "SLACK_API_URL": f"{NOWHERE}/api/",
    "DISCORD_API_URL": f"{NOWHERE}/api/v10",
    "DISCORD_GATEWAY_URL": "ws://127.0.0.1:9",
    "MAIL_FROM": "papers@paperboy.test",
    "SMTP_STARTTLS": "never",
    "SEMANTICSCHOLAR_URL": NOWHERE,
}


def found_in(folder: Path) -> dict[str, set[bytes]]:
    """Every file in which something planted stands."""
    seen = {str(file): set(SECRETS.findall(file.read_bytes())) for file in folder.rglob("*") if file.is_file()}
    return {name: found for name, found in seen.items() if found}


@pytest.mark.timeout(240)  # a dozen processes
async def test_what_is_planted_is_in_no_log_answer_status_metric_file_or_backup(paperboy: Paperboy):
    paperboy.settings |= {**LEADS, **PLANTED}
    said: list[bytes] = []
    async with await paperboy.start("run", PAPERBOY_LOG="json") as started:
        heard = await started.hears(r"http://\S+/healthz")
        await started.hears("Stop it with Ctrl-C")
        address = re.search(r"(http://[^/\s]+)/healthz", heard)
        assert address
        async with httpx.AsyncClient(base_url=address[1], timeout=20) as client:
            for path in ("/healthz", "/metrics", "/", "/papers", "/admin", "/slack/install", "/api/daily_papers"):
                answer = await client.get(path)
                said += [answer.content, repr(answer.headers).encode()]
        for words in (
            ("status",),
            ("status", "--all"),
            ("doctor",),
            ("parked",),
            ("channel", "list"),
            ("workers",),
        ):
            ended = await paperboy(*words)
            said += [ended.out.encode(), ended.err.encode()]
        assert (await paperboy("backup", str(paperboy.folder / "copy.db"))).status == 0
        ended = await started.end(signal.SIGTERM)
    said += [ended.out.encode(), ended.err.encode()]
    assert b"platform" in b"".join(said), "it said something of what does not answer"
    assert set(SECRETS.findall(b"\n".join(said))) == set()
    assert found_in(paperboy.folder) == {}


async def test_a_setting_that_is_refused_is_said_without_what_it_holds(paperboy: Paperboy):
    wrong = {
        "DISCORD_TOKEN": "zq7kept with a blank",
        "SMTP_URL": "smtp//papers:zq7kept-mail-password@127.0.0.1",
        "PAPERBOY_SECRET_KEY": "zq7kept",
        "SLACK_BOT_TOKEN": "xapp-1-A1-zq7kept-slack-app",
    }
    for name, value in wrong.items():
        ended = await paperboy("doctor", **{name: value})
        assert SECRETS.findall((ended.out + ended.err).encode()) == [], (name, ended)


async def test_the_search_would_find_them(paperboy: Paperboy):
    (paperboy.folder / "file").write_text("… zq7kept-key-of-semantic-scholar …", encoding="utf-8")
    assert len(found_in(paperboy.folder)) == 1
