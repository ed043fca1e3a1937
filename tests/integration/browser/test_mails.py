"""Mail in a real browser, as mail programs on phones and desks show it, light and dark."""

import os
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from adapters.email.render.actions import actions_for
from adapters.email.render.letters import letter_message
from adapters.email.render.messages import messages
from bot.model.channel import Address, Layout
from bot.model.mail_links import MailLinks
from bot.ports import Letter
from bot.views.blocks import Paragraph, View, plain
from bot.views.digest import digest_view
from tests.each_of import each_of
from tools.gallery.slack_views import edition

GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PICTURES = os.environ.get("PAPERBOY_MAIL_PICTURES", "")  # a folder that keeps them, for whoever wants to look
SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 800}}
YOU = Address("email", "mail", "you@lab.test")


def digest(layout: Layout) -> str:
    shown = edition(layout)
    shown = replace(shown, channel=replace(shown.channel, address=YOU))
    actions = actions_for(MailLinks("https://papers.test", b"k" * 32), shown)
    return str(messages(digest_view(shown), shown, actions, plain=False)[0]["html"])


def letter() -> str:
    said = View((Paragraph(plain("Somebody asked that papers are sent to this address.")),), "Is it you?")
    links = (("Yes, send them", "https://papers.test/yes"), ("No", "https://papers.test/no"))
    return str(letter_message(Letter(to=YOU, key="1", subject="Papers for you?", view=said, links=links))["html"])


MAILS = {layout.value: lambda layout=layout: digest(layout) for layout in Layout} | {"letter": letter}


@pytest.fixture
def opened(browser):
    """A page for one mail after the other, and what is fetched for it."""
    context, asked = browser.new_context(), []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    yield page, asked
    context.close()


@each_of("name", MAILS)
def test_a_mail_can_be_read_by_everybody(opened, name: str):
    """The guidelines as it arrives on a phone; in the dark, what its colours make; its width on both."""
    page, asked = opened
    axe = import_module("axe_playwright_python.sync_playwright").Axe()
    page.emulate_media(color_scheme="light")
    page.set_content(MAILS[name]())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        rules = GUIDELINES if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], (
                f"{size} is too narrow"
            )
            assert not page.is_visible(".pre")
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{size}-{scheme}.png", full_page=True)
            if viewport is SIZES["phone"]:
                found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response[
                    "violations"
                ]
                told = [
                    f"{each['id']}: {each['nodes'][0]['html']} {each['nodes'][0]['failureSummary']}"
                    for each in found
                ]
                assert not told, f"{scheme}: {told}"
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 22, 19)"
        assert dark == (scheme == "dark")
    assert asked == [], "nothing is fetched"


def test_where_styles_in_the_head_are_cut_off_it_can_still_be_read(browser):
    context = browser.new_context(viewport=SIZES["phone"])
    page = context.new_page()
    html = digest(Layout.CARDS)
    head, _, rest = html.partition("<style>")
    page.set_content(head + rest.partition("</style>")[2])
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]
    assert not page.is_visible(".pre")
    assert "Georgia" in page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    context.close()
