"""The page in a real browser: what people with a keyboard, a screen reader, a phone or no script meet."""

import asyncio
import re
import threading
from importlib import import_module

import pytest

from adapters.web.server import listen, serve
from bot.model.channel import Address
from bot.model.email_address import EmailAddress
from bot.model.mail_links import LINKS_LAST
from tests.fakes.core import NOW, TITLES
from tests.integration.reading import HOME, open_reading

PAPER, SEARCH, WRONG, KEYWORD = "/papers/2611.00001", "/papers?q=diffusion", '/papers?q="zyxw', "/keyword?q=models"
IN_LIGHT = (
    "/",
    "/papers",
    PAPER,
    SEARCH,
    KEYWORD,
    "/api",
    "/papers/x",
    "own",
    "save",
    "answer",
    "lost",
    "confirm",
)
IN_DARK = ("/papers", PAPER, WRONG, SEARCH, "own", "save", "pause", "answer", "old", "block", "stop", "/")
GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What differs in the dark and on a phone, for pages that were looked through in the light.
COLOURS_AND_SIZES = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"],
}
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}  # 320: what WCAG's reflow asks for
# A hundredth of what web.dev's CLS calls good. A busy browser paints a page once before its last line is there, and
# rounding then moves a line by a pixel: nobody sees that; a block that jumps counts for a hundred times as much.
STILL = 0.001
SHIFTS = """() => new Promise((tell) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((each) => { sum += each.value; }))
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => tell(sum), 50));
})"""


MAILS: dict[str, str] = {}  # the paths of a mail's links, by what they are for


async def mail_links(reading):
    """One address that was asked, and one that gets papers: what their links lead to."""
    opt_in, links, now = reading.services.mail.opt_in, reading.services.mail.links, NOW
    for who in ("ada@lab.org", "bob@lab.org"):
        await opt_in.ask(EmailAddress.parse(who), ["diffusion model", '"low-rank" -survey'], now)
        await reading.writer.write_due(now)
    channel = await opt_in.confirm(1, now)
    found = {
        "confirm": links.confirm(2, now),
        "block": links.block(2, "mark", now),
        "own": links.manage(channel.key, now),
        "save": links.command(channel.key, "save 2611.00001", now),
        "pause": links.command(channel.key, "pause 1w", now),
        "answer": links.command(channel.key, "preview", now),
        "stop": links.unsubscribe(channel.key, now),
        "old": links.manage(channel.key, now - LINKS_LAST),
        "lost": links.manage(channel.key, now)[:-1],
    }
    MAILS.update({name: url.removeprefix(HOME) for name, url in found.items()})


@pytest.fixture(scope="module")
def home():
    """The page, served in a thread of its own, for the browser's calls wait."""
    told, stop = threading.Event(), threading.Event()
    address = []

    async def main():
        async with open_reading(patient=True, shown=[Address("slack", "T1", "C1")]) as reading:
            await mail_links(reading)
            server = listen("127.0.0.1", 0)
            address.append(f"http://127.0.0.1:{server.getsockname()[1]}")
            task = asyncio.create_task(serve(reading.app, server))
            told.set()
            await asyncio.to_thread(stop.wait)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    assert told.wait(20)
    yield address[0]
    stop.set()
    thread.join()


@pytest.fixture
def page(browser, home):
    context = browser.new_context(base_url=home, viewport=DESK)
    yield context.new_page()
    context.close()


def moved(page):
    """How far it moves each time that it is loaded: a busy browser paints a page before all of it is there once in a
    while, and what the page does by itself it does every time.
    """
    shift = page.evaluate(SHIFTS)
    for _ in range(3):
        if shift < STILL:
            break
        page.reload()
        shift = page.evaluate(SHIFTS)
    return shift


@pytest.mark.parametrize(
    ("scheme", "size", "paths"),
    [("light", DESK, (*IN_LIGHT, "/mail/asked")), ("dark", PHONE, (*IN_DARK, "/mail/subscribe?q=RAG"))],
    ids=["light desk", "dark phone"],
)
def test_every_page_can_be_read_by_everybody_in_light_and_dark(browser, home, scheme, size, paths):
    axe = import_module("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(base_url=home, viewport=size, color_scheme=scheme)
    page, said, asked = context.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in paths:
        asked.clear()
        answer = page.goto(MAILS.get(path, path))
        assert len([each for each in asked if not each.startswith("data:")]) <= 3, asked
        assert moved(page) < STILL, f"{path} moves while it is loaded"
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{path} is too wide"
        rules = COLOURS_AND_SIZES if scheme == "dark" and path in IN_LIGHT else GUIDELINES
        found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
        told = [f"{each['id']}: {each['nodes'][0]['html']} {each['nodes'][0]['failureSummary']}" for each in found]
        assert not told, f"{path}, {scheme}: {told}"
        refused = [f"Failed to load resource: the server responded with a status of {answer.status}"]
        assert [each for each in said if answer.status == 200 or refused[0] not in each] == []
        said.clear()
    context.close()


def test_with_the_keyboard_alone(page):
    page.goto("/papers")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the papers"
    page.evaluate("document.body.dataset.same = 'page'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers#main")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == TITLES[1]
    assert page.evaluate("document.body.dataset.same") == "page"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == TITLES[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/2611.00001")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("jk/")  # letters are letters where one types
    assert page.input_value("#q") == "jk/"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == ""


def test_search_as_you_type_shows_what_enter_would(page):
    page.goto("/papers")
    heading = page.locator("h1")
    page.fill("#q", "diffusion")
    page.wait_for_url("**/papers?q=diffusion")
    heading.filter(has_text=re.compile("^diffusion$")).wait_for()
    assert page.text_content("#said") == "2 papers"
    assert page.title() == "diffusion · Paperboy"
    typed = page.inner_text("main")
    page.fill("#q", '"diff')
    heading.filter(has_text='"diff').wait_for()
    page.fill("#q", "diffusion")
    heading.filter(has_text=re.compile("^diffusion$")).wait_for()
    page.reload()
    assert page.inner_text("main") == typed
    page.go_back()
    heading.filter(has_text="Friday").wait_for()


def test_without_script_everything_is_there(browser, home):
    context = browser.new_context(base_url=home, java_script_enabled=False, viewport=DESK)
    page = context.new_page()
    page.goto("/")
    page.fill("#q", "low-rank")
    page.click(".search button")
    page.wait_for_url("**/papers?q=low-rank")
    assert page.locator(".entry").count() == 2
    page.click(f"text={TITLES[0]}")
    page.wait_for_url("**/papers/2611.00001")
    assert "@misc{" in page.text_content("pre")
    context.close()


def test_on_paper_there_are_papers_alone(page):
    page.goto("/papers")
    page.emulate_media(media="print")
    for gone in (".masthead nav", ".search", ".side", ".foot"):
        assert not page.is_visible(gone)
    assert page.is_visible(f"text={TITLES[0]}")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_from_a_papers_page_to_papers_by_mail_without_script(browser, home):
    context = browser.new_context(base_url=home, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(PAPER)
    page.fill(".deliver input[name=address]", "eve@lab.org")
    page.click("text=Send me these")
    page.wait_for_url("**/mail/asked")
    page.goto(MAILS["confirm"])
    page.click("text=Yes, send them")
    assert "Confirmed. Papers come from now on." in page.text_content("main")
    page.fill("#query", "agents")
    page.click("button:has-text('Add')")
    assert page.locator(".keywords li").count() == 3
    page.click("text=Pause for a week")
    assert "Paused until" in page.text_content("main")
    page.click("text=Unsubscribe")
    page.click("button:has-text('Unsubscribe')")
    assert "You are unsubscribed" in page.text_content("h1")
    context.close()
