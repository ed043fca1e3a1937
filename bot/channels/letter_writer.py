"""The letter writer: what is due is written once, and tried again only where it surely was not taken."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bot.channels.letter_times import TRIES, next_try
from bot.channels.opt_in import OptIn
from bot.channels.owner_notices import OwnerNotices
from bot.model.channel import Channel
from bot.model.delivery import Ambiguous, Dead, Outcome, Refused, Rejected, RetryAfter, Scope, Sent
from bot.model.email_address import EmailAddress, address_of
from bot.model.mail_links import ASKED_LAST, LINKS_LAST, MailLinks
from bot.ports import End, Letter, Letters, MailRequest, Store, Wish
from bot.views import letters as written

log = logging.getLogger(__name__)

AT_ONCE: Final = 20  # letters a look


class LetterWriter:
    """Writes them. `letters`: how they are posted, None where no mail is sent from this process."""

    def __init__(
        self,
        store: Store,
        links: MailLinks,
        opt_in: OptIn,
        notices: OwnerNotices,
        letters: Callable[[], Letters | None],
    ) -> None:
        self._store, self._links, self._opt_in = store, links, opt_in
        self._notices, self._letters = notices, letters

    async def write_due(self, now: datetime) -> int:
        """Write the letters that are due; how many were tried. Where the server takes none, the others wait."""
        letters, tried = self._letters(), 0
        due = await self._store.mail_requests.due(now, AT_ONCE) if letters else ()
        for request in due:
            tried += 1
            outcome = await self._write(request, letters, now) if letters else None
            if _takes_none(outcome):
                break
        return tried

    async def _write(self, request: MailRequest, letters: Letters, now: datetime) -> Outcome | None:
        email = EmailAddress.parse(request.address)
        mark, known = await self._opt_in.mark(email), await self._opt_in.known(email)
        channel = await self._store.channels.get(address_of(email))
        if (known.end is not None and known.end is not End.UNSUBSCRIBED) or (
            request.wish is Wish.LINK and channel is None
        ):
            await self._store.mail_requests.put(replace(request, due=None))
            return None
        letter = self._letter(request, mark, channel)
        if not await self._store.mail_requests.write(request.key, mark, now):
            return None
        outcome = await letters.post(letter)
        await self._settle(request, email, outcome, now)
        return outcome

    async def _settle(self, request: MailRequest, email: EmailAddress, outcome: Outcome, now: datetime) -> None:
        about = {"address": email.masked, "letter": str(request.wish)}
        match outcome:
            case Sent() | Ambiguous():  # one that may have arrived is not written twice
                log.info("letter_written", extra=about)
            case Refused(reason=reason) if request.wish is Wish.CONFIRM:
                log.warning("letter_refused", extra=about | {"why": reason})
                await self._opt_in.unreachable(email, reason, now)
            case RetryAfter() | Dead() if request.tries < TRIES:
                log.info("letter_waits", extra=about | {"why": outcome.reason})
                seconds = outcome.seconds if isinstance(outcome, RetryAfter) else None
                wait = next_try(request.tries) if seconds is None else timedelta(seconds=seconds)
                fresh = await self._store.mail_requests.get(request.key)
                if fresh is not None:
                    await self._store.mail_requests.put(replace(fresh, due=now + wait))
            case Refused() | Rejected() | RetryAfter() | Dead():
                log.warning("letter_given_up", extra=about | {"why": outcome.reason})
                if request.by:
                    self._notices.tell(request.by, written.unreachable(email.shown, outcome.reason))

    def _letter(self, request: MailRequest, mark: str, channel: Channel | None) -> Letter:
        to, links, host = address_of(EmailAddress.parse(request.address)), self._links, _host(self._links.home)
        key = f"{request.key}-{request.tries}"
        if request.wish is Wish.LINK and channel is not None:
            return Letter(
                to=to,
                key=key,
                subject=written.LINK_SUBJECT,
                view=written.link(host, LINKS_LAST.days),
                links=(("Your page", links.manage(channel.key, request.asked)),),
                stop=links.unsubscribe(channel.key, request.asked),
            )
        stop = links.block(request.key, mark, request.asked)
        return Letter(
            to=to,
            key=key,
            subject=written.CONFIRM_SUBJECT,
            view=written.confirm(host, len(request.queries), ASKED_LAST.days),
            links=(
                ("See and confirm", links.confirm(request.key, request.asked)),
                ("Never write to me again", stop),
            ),
            stop=stop,
        )


def _takes_none(outcome: Outcome | None) -> bool:
    """Whether what was answered holds for every address."""
    return isinstance(outcome, Dead) or (isinstance(outcome, RetryAfter) and outcome.scope is not Scope.CHANNEL)


def _host(home: str) -> str:
    return urlsplit(home).netloc or "this address"
