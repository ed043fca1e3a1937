"""A view as mails: one, or as few as stay below the size at which mail programs cut them off."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from adapters.email.render.actions import Actions
from adapters.email.render.bounds import ABSTRACTS, MOST, bounded, divided
from adapters.email.render.html import Page, html_part
from adapters.email.render.mime import weight
from adapters.email.render.subject import PREHEADER, counted, one_line, subject
from adapters.email.render.text import text_part
from bot.commands.typed_schedule import schedule_in_words
from bot.model.digest import Edition
from bot.ports import Message
from bot.views.blocks import Block, PaperCard, ThreadBreak, View

HEADERS: Final = 4_000  # bytes kept for the headers


def messages(view: View, edition: Edition | None, actions: Actions, *, plain: bool) -> Sequence[Message]:
    """The view's mails in order, divided alike with and without HTML."""
    told, view = _Told(view, edition, actions), _listed(view)
    for abstract in ABSTRACTS:
        whole = told.mail(bounded(view, abstract).blocks, (1, 1))
        if _fits(whole):
            return (_of_text(whole) if plain else whole,)
    runs = divided(bounded(view, ABSTRACTS[-1]).blocks, lambda blocks: _fits(told.mail(blocks, (1, 1))))
    made = (told.mail(run, (number, len(runs))) for number, run in enumerate(runs, 1))
    return [_of_text(each) if plain else each for each in made]


def _fits(mail: Message) -> bool:
    return weight(mail["text"], mail["html"]) <= MOST - HEADERS


def _of_text(mail: Message) -> Message:
    return {**mail, "html": ""}


def _listed(view: View) -> View:
    """What is listed before it comes in full offers nothing to press: that comes with the whole."""
    if ThreadBreak() not in view.blocks:
        return view
    end = view.blocks.index(ThreadBreak())
    heads = (replace(one, buttons=(), menu=()) if isinstance(one, PaperCard) else one for one in view.blocks[:end])
    return View((*heads, *view.blocks[end:]), view.summary)


class _Told:
    """What every mail of a view says alike."""

    def __init__(self, view: View, edition: Edition | None, actions: Actions) -> None:
        self._subject = subject(view, edition)
        self._kicker = f"Paperboy · {counted(edition.digest)}" if edition else "Paperboy"
        self._summary, self._edition, self._actions = view.summary, edition, actions

    def mail(self, blocks: Sequence[Block], part: tuple[int, int]) -> Message:
        """The mail that says these."""
        digest = self._edition.digest if self._edition else None
        return {
            "subject": self._subject,
            "text": self._text(blocks),
            "html": self._html(blocks, part),
            "day": digest.local_date.isoformat() if digest else "",
            "unsubscribe": self._actions.unsubscribe,
        }

    def _text(self, blocks: Sequence[Block]) -> str:
        return text_part(blocks, self._actions, self._foot())

    def _html(self, blocks: Sequence[Block], part: tuple[int, int]) -> str:
        number, total = part
        of = f" · {number} of {total}" if total > 1 else ""
        page = Page(
            subject=self._subject,
            preheader=self._preheader(blocks),
            kicker=f"{self._kicker}{of}",
            foot=self._foot(),
        )
        return html_part(blocks, self._actions, page)

    def _preheader(self, blocks: Sequence[Block]) -> str:
        """The first titles: the subject says how many there are and on what."""
        titles = [block.title for block in blocks if isinstance(block, PaperCard)]
        return one_line(" · ".join(dict.fromkeys(titles)) or self._summary, PREHEADER)

    def _foot(self) -> Sequence[str]:
        if self._edition is None:
            return ()
        channel = self._edition.channel
        return (f"Paperboy writes to {channel.address.channel}: {schedule_in_words(channel.schedule)}.",)
