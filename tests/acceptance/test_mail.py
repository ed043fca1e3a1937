"""The real process, from the form on its page to a digest as mail and its end by one click; without a mail server."""

import asyncio
import email
import email.policy
import re
import signal
from pathlib import Path

import httpx

from tests.acceptance.process import PATIENCE, Paperboy, running

FORM = {"content-type": "application/x-www-form-urlencoded"}


def written(folder: Path, to: str) -> list[Path]:
    """The mails to an address, the oldest first."""
    return sorted(folder.glob(f"*{to}*.eml"), key=lambda each: each.stat().st_mtime)


async def arrives(folder: Path, to: str, number: int) -> email.message.EmailMessage:
    """The newest mail to an address, as soon as there are so many."""
    async with asyncio.timeout(PATIENCE):
        while len(written(folder, to)) < number:  # noqa: ASYNC110 -- a folder tells nobody
            await asyncio.sleep(0.1)
    return email.message_from_bytes(written(folder, to)[-1].read_bytes(), policy=email.policy.default)


def links(mail: email.message.EmailMessage) -> list[str]:
    """What its text leads to on Paperboy's page, in order."""
    body = mail.get_body(("plain",))
    assert body is not None
    return re.findall(r"http://\S+/mail/links/[^\s#]+", body.get_content())


async def test_from_the_form_to_a_digest_as_mail_and_the_end_by_one_click(paperboy: Paperboy):
    folder = paperboy.folder / "data" / "mail"
    async with running(paperboy) as (started, address):
        async with httpx.AsyncClient(base_url=address) as client:
            asked = await client.post("/mail/subscribe", content="address=Ada%40Lab.org&q=", headers=FORM)
            assert (asked.status_code, asked.headers["location"]) == (303, "/mail/asked")
            letter = await arrives(folder, "ada@lab.org", 1)
            assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            confirm = links(letter)[0]
            assert "Do you want these papers by mail?" in (await client.get(confirm)).text
            assert "ada@lab.org" not in (await paperboy("channel", "list")).out
            assert "Confirmed. Papers come from now on." in (await client.post(confirm)).text

            assert (await paperboy("now", "--channel", "ada@lab.org")).status == 0
            digest = await arrives(folder, "ada@lab.org", 2)
            pages = {link: (await client.get(link)).text for link in links(digest)}
            save = next(link for link, page in pages.items() if "Save this paper?" in page)
            assert "Nothing is saved here yet" in (await paperboy("saved", "--channel", "ada@lab.org")).out
            assert "Saved" in (await client.post(save)).text
            assert "1 saved paper" in (await paperboy("saved", "--channel", "ada@lab.org")).out

            (stop,) = re.findall(r"<(http[^>]+)>", digest["List-Unsubscribe"])[:1]
            assert (await client.post(stop, content="List-Unsubscribe=One-Click", headers=FORM)).status_code == 200
            assert "ada@lab.org" not in (await paperboy("channel", "list")).out
            refused = await paperboy("to", "email", "ada@lab.org")
            assert (refused.status, "they alone can begin again" in refused.said) == (2, True)
            assert (await client.post(save)).status_code == 410
        ended = await started.end(signal.SIGTERM)
    assert "ada@" not in ended.err
    assert "a…@lab.org" in ended.err
    assert "Traceback" not in ended.err
