"""`paper` and `why`: one paper in full, and what this channel had of it."""

from bot import cards
from bot.commands.asked import Answer, Asked
from bot.commands.explaining import explain
from bot.commands.finding import find
from bot.commands.says import line, read
from bot.views import Facts, Line, Link, Paragraph


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
        cards.card(found, full=True, buttons=cards.buttons(found.paper.id)),
        Facts(tuple(pairs)),
    )
    return read(*blocks, summary=cards.title(found))


async def why(asked: Asked) -> Answer:
    """Which keyword matched and when it was posted, or why it was not."""
    found = await find(asked)
    told = await explain(asked, found)
    return read(cards.card(found, brief=True), *map(Paragraph, told), summary=f"Why {cards.title(found)}")
