"""`paper` and `why`: one paper in full, and what this channel had of it."""

from bot.commands.context import Answer, Asked
from bot.commands.handlers.why import explain
from bot.commands.says import line, read
from bot.commands.which_paper import find
from bot.views import card
from bot.views.blocks import Facts, Line, Link, Paragraph


async def paper(asked: Asked) -> Answer:
    """One paper in full."""
    found = await find(asked)
    signals = found.signals
    pairs: list[tuple[str, Line]] = []
    if found.paper.categories:
        pairs.append(("Categories", line(", ".join(found.paper.categories[:10]))))
    if found.paper.keywords:
        pairs.append(("Keywords", line(", ".join(found.paper.keywords[:12]))))
    if found.paper.published:
        pairs.append(("Published", line(f"{found.paper.published:%d %b %Y}")))
    pairs.append(("Listed by", line(", ".join(signals.sources) or "this team")))
    if signals.velocity >= 1:
        pairs.append(("Upvotes a day", line(f"{signals.velocity:.0f}")))
    if found.paper.code_url:
        pairs.append(("Code", (Link(found.paper.code_url, found.paper.code_url),)))
    blocks = (
        card.card(found, full=True, buttons=card.buttons(found.paper.id), menu=card.menu(found.paper.id)),
        Facts(tuple(pairs)),
    )
    return read(*blocks, summary=card.title(found))


async def why(asked: Asked) -> Answer:
    """Which keyword matched and when it was posted, or why it was not."""
    found = await find(asked)
    told = await explain(asked, found)
    return read(card.card(found, brief=True), *map(Paragraph, told), summary=f"Why {card.title(found)}")
