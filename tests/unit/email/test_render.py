"""A digest as a mail: its subject, its size however long its papers are, its links, and nothing from elsewhere."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from adapters.email.render.actions import actions_for
from adapters.email.render.bounds import MOST
from adapters.email.render.messages import messages
from adapters.email.render.mime import Envelope, encoded
from adapters.email.render.subject import counted, subject
from bot.model.channel import Address, Layout
from bot.model.digest import BY_TEAM, Counts, Digest, Edition, Pick, Reason
from bot.model.mail_links import MailLinks
from bot.model.paper import Candidate, Paper, Signals
from bot.views.blocks import Note, PaperCard, View, plain
from bot.views.digest import digest_view
from tests.each_of import each_of
from tools.gallery.slack_views import AT, channel, edition

LINKS = MailLinks("https://papers.test", b"k" * 32)


def mailed(shown: Edition, *, plainly: bool = False):
    return messages(digest_view(shown), shown, actions_for(LINKS, shown), plain=plainly)


def raw(message) -> bytes:
    envelope = Envelope(
        sender=("Paperboy", "papers@paperboy.test"),
        to="you@lab.test",
        subject=message["subject"],
        message_id=f"<{'a' * 25}.{'b' * 22}@paperboy.test>",
        date=datetime(2026, 11, 20, tzinfo=UTC),
        more={"List-Unsubscribe": f"<{message['unsubscribe']}>"},
    )
    return encoded(envelope, message["text"], message["html"])


def long_papers(count: int, filling: str, **fields) -> Edition:
    papers = tuple(
        Candidate(
            key=n,
            paper=Paper(
                **{
                    "id": f"arxiv:2611.{n:05}",
                    "title": f"Zebra{n:03} {filling * 300}",
                    "url": f"https://arxiv.org/abs/2611.{n:05}",
                    "abstract": f"Abstract{n:03} {filling * 3_000}",
                    "authors": tuple(filling * 400 for _ in range(50)),
                    "organization": filling * 2_000,
                }
                | fields
            ),
            signals=Signals(first_listed=AT.date(), last_listed=AT.date(), upvotes=10**9),
        )
        for n in range(1, count + 1)
    )
    picks = tuple(Pick(each.key, 1.0, (Reason(filling * 1_000, ("title",)),)) for each in papers)
    digest = Digest(AT.date(), "daily", AT, picks, Counts(count, count, count, count))
    return Edition(digest=digest, channel=replace(channel(Layout.THREAD), settings=_thread()), papers=papers)


def _thread():
    return replace(channel(Layout.THREAD).settings, picks=25)


FILLINGS = {
    "ascii": "a ",
    "escaped": "<&>\"'",
    "latin": "é ",
    "cjk": "量子",
    "emoji": "🦓",
    "combining": "e\u0301\u0323",
}


@each_of("filling", FILLINGS.values())
def test_a_mail_stays_below_what_is_cut_off_and_holds_every_paper(filling: str):
    made = mailed(long_papers(25, filling))
    assert all(len(raw(message)) <= MOST for message in made), [len(raw(message)) for message in made]
    for form in ("text", "html"):
        whole = "".join(message[form] for message in made)
        assert [n for n in range(1, 26) if f"Zebra{n:03}" not in whole] == []


def test_addresses_as_long_as_they_come_lose_the_link_and_not_the_paper():
    made = mailed(
        long_papers(25, "a ", url="https://x.test/" + "u" * 9_000, code_url="https://c.test/" + "c" * 9_000)
    )
    assert all(len(raw(message)) <= MOST for message in made)
    assert "Zebra025" in made[-1]["html"]
    assert "uuuu" not in "".join(message["html"] for message in made)


def test_abstracts_are_shortened_before_a_digest_is_divided():
    shown = edition(Layout.THREAD)
    long = tuple(
        replace(one, paper=replace(one.paper, abstract="A sentence of it. " * 400)) for one in shown.papers
    )
    (message,) = mailed(replace(shown, papers=long))
    assert len(raw(message)) <= MOST
    assert message["html"].count("A sentence of it.") > 100


def test_text_alone_divides_as_the_rich_form_does():
    shown = long_papers(25, "量子")
    rich, alone = mailed(shown), mailed(shown, plainly=True)
    assert len(rich) == len(alone) > 1
    assert [message["text"] for message in rich] == [message["text"] for message in alone]
    assert {message["html"] for message in alone} == {""}
    assert {message["subject"] for message in rich} == {rich[0]["subject"]}


def test_papers_text_is_text_and_no_address_is_anything_but_the_web():
    shown = long_papers(3, "a ", title="<script>alert(1)</script><img src=//x>", url="javascript:alert(1)")
    html = mailed(shown)[0]["html"]
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript:" not in html
    assert "&lt;script&gt;" in html


@each_of("layout", Layout)
def test_nothing_is_fetched_and_nothing_is_counted(layout: Layout):
    shown = edition(layout)
    pictured = replace(
        shown, channel=replace(shown.channel, settings=replace(shown.channel.settings, images=True))
    )
    html = mailed(pictured)[0]["html"]
    assert re.findall(r"<(?:img|link|script|iframe|object|video|form)\b", html, re.IGNORECASE) == []
    assert re.findall(r"url\(|@import|@font-face|\bsrc=|background=", html, re.IGNORECASE) == []
    assert all(each.startswith("https://") for each in re.findall(r'href="([^"]*)"', html))


def test_styles_stand_in_the_elements_and_the_dark_scheme_in_the_head():
    html = mailed(edition(Layout.CARDS))[0]["html"]
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert re.search(r'<h1[^>]* style="[^"]*font', html)
    assert "{%" not in html
    assert "{{" not in html


def test_what_a_mail_program_shows_beside_the_subject_are_the_titles():
    html = mailed(edition(Layout.CARDS))[0]["html"]
    preheader = re.search(r'<div class="pre"[^>]*>([^<&]*)', html)
    assert preheader
    assert preheader[1].startswith("Asking First: Small Models that Know when to Ask · Secure::Key")


def test_each_paper_and_the_foot_have_their_links():
    shown = edition(Layout.CARDS)
    (message,) = mailed(shown)
    text, html = message["text"], message["html"]
    key, at = shown.channel.key, shown.digest.planned
    for command in ("save arxiv:2611.00001", "hide arxiv:2611.00001", "why arxiv:2611.00001", "pause 1w"):
        url = LINKS.command(key, command, at)
        assert url in text, command
        assert f'href="{url}"' in html, command
    assert f'{LINKS.manage(key, at)}#keywords"' in html
    assert f'{LINKS.manage(key, at)}#hour"' in html
    assert message["unsubscribe"] == LINKS.unsubscribe(key, at)
    assert f'href="{message["unsubscribe"]}"' in html
    assert "Save [1] · Not relevant [2] · Why this? [3]" in text
    assert "Paperboy writes to C1: weekdays at 09:00 (Europe/Paris)." in text


def test_a_listed_paper_that_comes_in_full_below_has_its_links_there_alone():
    (message,) = mailed(edition(Layout.THREAD))
    assert message["text"].count("Save [") == 5
    assert message["html"].count(">Save</a>") == 5


def test_an_id_that_no_link_can_hold_costs_that_link_alone():
    shown = long_papers(1, "a ", id="url:" + "i" * 2_000)
    assert "Zebra001" in mailed(shown)[0]["text"]


def test_the_text_part_fits_a_terminal():
    lines = mailed(edition(Layout.CARDS))[0]["text"].splitlines()
    assert [line for line in lines if len(line) > 72 and "https://" not in line] == []


def test_what_is_no_digest_says_its_summary():
    view = View((Note(plain("x")), PaperCard(id="arxiv:1", title="T", url="https://x.test")), "One\r\nline")
    (message,) = messages(view, None, actions_for(LINKS, None), plain=False)
    assert message["subject"] == "One line"
    assert message["unsubscribe"] == ""


def digest(*reasons: tuple[Reason, ...]) -> Digest:
    picks = tuple(Pick(n, 1.0, each) for n, each in enumerate(reasons, 1))
    return Digest(AT.date(), "daily", AT, picks)


RAG, AGENTS, TEAM, TREND = Reason("RAG"), Reason('"agents"'), BY_TEAM, Reason("trending")


@each_of(
    ("reasons", "says"),
    [
        (((RAG,), (RAG,), (AGENTS,), (RAG, AGENTS), (AGENTS,)), "5 papers on RAG and agents"),
        (((RAG,),), "1 paper on RAG"),
        (((RAG,), (AGENTS,), (Reason("diffusion"),)), "3 papers on RAG, agents and more"),
        (((TREND,), (TREND,)), "2 trending papers"),
        (((TREND,), (TEAM,)), "2 papers"),
        (((Reason("", because="A saved one"),),), "1 paper"),
        (((Reason('"low-rank adaptation" | LoRA'),),), "1 paper on low-rank adaptation or LoRA"),
        (((Reason("x\r\nBcc: a" + "y" * 90),),), "1 paper on x Bcc: a" + "y" * 31 + "…"),
        ((), "No new papers"),
    ],
)
def test_a_subject_says_how_many_and_on_what(reasons, says):
    assert counted(digest(*reasons)) == says
    shown = replace(edition(Layout.CARDS), digest=digest(*reasons))
    assert subject(View((), "x"), shown) == f"{says} · Fri 20 Nov"


def test_an_international_address_and_a_long_one_stand_in_their_headers_as_they_are():
    at = datetime(2026, 11, 20, tzinfo=UTC)
    for to in ("grüße@xn--bcher-kva.example", f"{'a' * 64}@{'b' * 60}.{'c' * 60}.test"):
        envelope = Envelope(
            sender=('Jürgen, of "Papers"', "p@x.test"), to=to, subject="Ü" * 100, message_id="<1@x.test>", date=at
        )
        made = encoded(envelope, "text", "")
        assert to.encode() in made.replace(b"\r\n ", b"")
        assert all(len(line) <= 998 for line in made.split(b"\r\n"))


def test_where_mail_goes_is_what_the_channel_says():
    shown = edition(Layout.CARDS)
    there = replace(shown, channel=replace(shown.channel, address=Address("email", "mail", "you@lab.test")))
    assert "Paperboy writes to you@lab.test" in mailed(there)[0]["html"]
