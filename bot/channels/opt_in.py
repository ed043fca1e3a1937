"""Double opt-in: an address gets papers once it has said so itself, and nothing more once it has ended it."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.channels import own_pause
from bot.channels.feed_link import link_key
from bot.channels.letter_times import A_DAY, REST, next_letter, why_not
from bot.channels.new_channel import new_channel, started
from bot.channels.owner_notices import OwnerNotices
from bot.errors import NotFoundError, UserError
from bot.model.channel import Channel, Schedule
from bot.model.email_address import EmailAddress, address_of, email_of
from bot.model.mail_links import ASKED_LAST, MailLink, MailLinks, Verb
from bot.ports import End, MailRequest, Memory, Store, Wish
from bot.views import letters as written

log = logging.getLogger(__name__)

AT_ONCE: Final = 20  # letters a look
MOST_ASKED: Final = 10  # addresses a day that one person may ask for in a chat
MOST_QUERIES: Final = 200  # of an address
_USED: Final = "This link was used already, or a newer one took its place."


class EndedError(UserError):
    """Nothing is written to this address; the sentence says why, for whoever may hear it."""


class OptIn:
    """`zone`: for who has said none.

    What is kept of an address that has ended it is a mark, a keyed digest: who has the database alone cannot tell
    the address, nor look one up.
    """

    def __init__(self, store: Store, links: MailLinks, notices: OwnerNotices, *, zone: str = "UTC") -> None:
        self._store, self._links, self._notices, self._zone = store, links, notices, zone

    async def ask(
        self,
        email: EmailAddress,
        queries: Sequence[str],
        now: datetime,
        *,
        by: str = "",
        zone: str = "",
        operator: bool = False,
    ) -> None:
        """Ask the address whether it wants the papers of these queries. `by`: who asks in a chat. An operator asks
        for any number, and again for one that its server refused.

        EndedError where nothing is written to it; UserError for somebody who asks for too many.
        """
        if by and not operator and await self._store.mail_requests.asked_by(by, now - A_DAY) >= MOST_ASKED:
            raise UserError(f"You asked for {MOST_ASKED} addresses within a day; go on tomorrow.")
        known = await self.known(email)
        if operator and known.end is End.UNREACHABLE:
            known = replace(known, end=None, reason="", ended=None)
            await self._store.mail_requests.remember(await self.mark(email), lambda _: known)
        if known.end is not None and (by or known.end is not End.UNSUBSCRIBED):
            raise EndedError(why_not(email, known))
        new = MailRequest(
            address=email.text,
            wish=Wish.CONFIRM,
            queries=tuple(queries[:MOST_QUERIES]),
            zone=zone,
            by=by,
            asked=now,
            due=next_letter(known, now),
        )
        others = [each for each in await self._store.mail_requests.of(email.text) if each.wish is Wish.CONFIRM]
        for other in others:
            if other.due is not None:  # its letter is not written yet: it will be about both
                merged = tuple(dict.fromkeys((*other.queries, *new.queries)))[:MOST_QUERIES]
                wider = replace(other, queries=merged, zone=zone or other.zone, by=by or other.by, asked=now)
                await self._store.mail_requests.put(wider)
                return
            if other.queries == new.queries:  # asked again: once more tomorrow, and not before
                if new.due == now:
                    await self._store.mail_requests.put(replace(other, due=now, asked=now, by=by or other.by))
                return
        await self._store.mail_requests.put(new)

    async def asked(self, key: int) -> MailRequest:
        """What an address is asked to confirm, or has confirmed. NotFoundError for what is gone."""
        request = await self._store.mail_requests.get(key)
        if request is None or request.wish is not Wish.CONFIRM:
            raise NotFoundError(_USED)
        return request

    async def confirm(self, key: int, now: datetime) -> Channel:
        """The address says yes: its channel, with what was asked for. NotFoundError for what is gone."""
        request = await self.asked(key)
        if request.channel is not None:  # followed twice
            return await self.channel(request.channel)
        email = EmailAddress.parse(request.address)
        new = new_channel(
            address_of(email), email.shown, Schedule(zone=request.zone or self._zone), now, request.by
        )
        made = await self._store.channels.create(started(new, now))
        room = max(MOST_QUERIES - len(await self._store.channels.subscriptions(made.key)), 0)
        await self._store.channels.subscribe(made.key, request.queries[:room], f"{made.key}", now)
        channel = await self._store.channels.change(made.key, lambda it: _reached(it, now))
        self._notices.works(channel.address)
        await self._store.mail_requests.confirmed(key, channel.key)
        await self._store.mail_requests.remember(
            await self.mark(email), lambda known: Memory(written=known.written)
        )
        log.info("mail_confirmed", extra={"address": email.masked})
        return channel

    async def channel(self, key: int) -> Channel:
        """The channel that a link is of. NotFoundError for one that ended."""
        found = await self._store.channels.by_key(key)
        if found is None:
            raise NotFoundError("This address gets no papers any more: it was unsubscribed.")
        return found

    async def block(self, link: MailLink, now: datetime) -> None:
        """The address says that nothing is to be written to it: what there is of it goes."""
        request, mark = await self._store.mail_requests.get(link.of), link.command
        ended = Memory(end=End.BLOCKED, ended=now)
        if request is None:
            await self._store.mail_requests.remember(mark, lambda _: ended)
        else:
            there = await self._store.channels.get(address_of(EmailAddress.parse(request.address)))
            await self._store.mail_requests.forget(request.address, there.key if there else None, mark, ended)
        log.info("mail_blocked")

    async def leave(self, channel: Channel, now: datetime) -> None:
        """The address ends it: all of it is deleted, and a mark is kept so that nobody else begins again."""
        email = email_of(channel.address)
        known = await self._store.mail_requests.memory(mark := await self.mark(email))
        ended = Memory(written=known.written, end=End.UNSUBSCRIBED, ended=now)
        await self._store.mail_requests.forget(email.text, channel.key, mark, ended)
        log.info("mail_unsubscribed", extra={"address": email.masked})

    async def again(self, link: MailLink, now: datetime) -> None:
        """A new link for whoever has an old one, to the address it was written to; once a day."""
        if link.verb is Verb.CONFIRM:
            request = await self.asked(link.of)
            if request.channel is None:
                await self.ask(EmailAddress.parse(request.address), request.queries, now)
                return
            link = replace(link, of=request.channel)
        await self._send_link(await self.channel(link.of), now)

    async def again_for(self, email: EmailAddress, now: datetime) -> None:
        """A new link for an address, if it gets papers; whoever asks is told nothing."""
        if channel := await self._store.channels.get(address_of(email)):
            await self._send_link(channel, now)

    async def unreachable(self, email: EmailAddress, reason: str, now: datetime) -> None:
        """A mail server refuses mail for an address that is not a channel: nothing is written to it any more."""
        mark = await self.mark(email)
        ended = Memory(end=End.UNREACHABLE, reason=reason, ended=now)
        asked = await self._store.mail_requests.of(email.text)
        await self._store.mail_requests.forget(email.text, None, mark, ended)
        for who in dict.fromkeys(each.by for each in asked if each.by):
            self._notices.tell(who, written.unreachable(email.shown, reason))

    async def tidy(self, now: datetime) -> None:
        """What nobody answered is deleted, and what was written long ago is forgotten."""
        await self._store.mail_requests.tidy(now - ASKED_LAST, now - REST - timedelta(days=1))

    async def mark(self, email: EmailAddress) -> str:
        """What an address is remembered by."""
        if not self._links.signs:
            self._links.sign_with(await link_key(self._store.vault))
        return self._links.mark("address", email.text)

    async def known(self, email: EmailAddress) -> Memory:
        """What is kept of an address; a channel that was refused for good counts as well."""
        channel = await self._store.channels.get(address_of(email))
        if channel and channel.pause and channel.pause.own and not channel.pause.probe:
            return Memory(end=End.UNREACHABLE, reason=channel.pause.reason, ended=channel.pause.since)
        return await self._store.mail_requests.memory(await self.mark(email))

    async def _send_link(self, channel: Channel, now: datetime) -> None:
        email = email_of(channel.address)
        waiting = [each for each in await self._store.mail_requests.of(email.text) if each.wish is Wish.LINK]
        known = await self.known(email)
        if known.end is not None or any(each.due for each in waiting) or next_letter(known, now) > now:
            return
        await self._store.mail_requests.put(MailRequest(address=email.text, wish=Wish.LINK, asked=now, due=now))


def _reached(channel: Channel, now: datetime) -> Channel:
    """The channel after its address answered: it can be reached, and its digests begin if they had not."""
    channel = own_pause.ended(channel, now)
    return started(channel, now) if channel.next_due is None and channel.pause is None else channel
