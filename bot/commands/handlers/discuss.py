"""`discuss`: a thread on a posted paper, with its abstract, links and papers like it."""

from dataclasses import replace

from bot.commands.context import Answer, AskBackError, Asked
from bot.commands.says import line
from bot.commands.which_paper import find
from bot.errors import UserError
from bot.model.discussion import NotOpened, Opened
from bot.model.paper import Candidate
from bot.search.result import SearchResult
from bot.views import card
from bot.views.blocks import Block, Bullets, Button, Link, Note, Paragraph, Text, Tone, View
from bot.views.pages import pages

SIMILAR = 3  # papers like it that the thread names


async def discuss(asked: Asked) -> Answer:
    """Opens it, or says where it is."""
    found = await find(asked)
    name = card.quoted(card.title(found))
    similar = await asked.tools.searcher.similar(found, asked.now, limit=SIMILAR)
    view = _thread(found, asked.request.person.name, similar)
    opened = await asked.tools.discuss(asked.channel.key, found.key, view)
    match opened:
        case NotOpened(why=why, posted=False):
            raise AskBackError(
                f"{name} cannot be discussed here yet. {why} Submit it, and the next digest may bring it.",
                Button("Submit it", f"submit {found.paper.id}"),
            )
        case NotOpened(why=why):
            raise UserError(f"{name} cannot be discussed. {why}")
        case Opened(link=link, already=already):
            said = f"{name} has its thread already" if already else f"The thread on {name} is open"
            where = (Text(": "), Link("go there", link)) if link else ()
            tone = Tone.INFO if already else Tone.GOOD
            return Answer(View((Note((*line(said), *where, Text(".")), tone),), f"{said}."), changed=not already)


def _thread(found: Candidate, who: str, similar: SearchResult) -> View:
    """What is said in the thread."""
    shown = card.card(found, full=True, buttons=card.buttons(found.paper.id))
    whole = replace(shown, summary="") if shown.summary in shown.abstract else shown  # it is a sentence of that
    links = [Link(page.name, page.url) for page in pages(found)]
    parts = [part for link in links for part in (Text(" · "), link)][1:]
    blocks: list[Block] = [
        Paragraph((Text(who or "Somebody", bold=True), Text(" would like to discuss this paper."))),
        whole,
        *([Paragraph(tuple(parts))] if parts else []),
    ]
    if similar.matches:
        alike = [each.candidate for each in similar.matches]
        blocks += [
            Paragraph((Text("Papers like it", bold=True),)),
            Bullets(tuple((Link(card.title(each), each.paper.url),) for each in alike)),
        ]
    return View(tuple(blocks), card.title(found))
