"""Only an address itself says that it wants papers; it is written to once a day at most, and not at all once it ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.letter_times import REST, next_letter, next_try, why_not
from bot.channels.opt_in import MOST_ASKED, EndedError
from bot.errors import NotFoundError, UserError
from bot.model.channel import Pause
from bot.model.delivery import Ambiguous, Dead, Refused, Rejected, RetryAfter, Scope
from bot.model.email_address import EmailAddress, address_of
from bot.model.mail_links import ASKED_LAST, MailLink, Verb
from bot.ports import End, Memory, Wish
from bot.views.plain_text import view_text
from tests.fakes.opt_in import open_addressing

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)  # a Friday
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ADA, BOB = EmailAddress.parse("ada@lab.org"), EmailAddress.parse("bob@lab.org")
SLACK = "slack:T1:U1"


@pytest.fixture
async def post():
    async with open_addressing() as opened:
        yield opened


async def confirmed(post, *queries, email=ADA, now=NOW, **asked):
    await post.opt_in.ask(email, queries, now, **asked)
    await post.writer.write_due(now)
    return await post.opt_in.confirm(post.followed(now).of, now)


async def test_an_address_is_asked_and_gets_papers_once_it_says_yes(post):
    await post.opt_in.ask(ADA, ["RAG", "agents"], NOW, by=SLACK, zone="Europe/Berlin")
    assert await post.store.channels.within(None) == []
    assert await post.writer.write_due(NOW) == 1
    assert await post.writer.write_due(NOW) == 0
    (letter,) = post.letters.posted
    assert (letter.to, [label for label, _ in letter.links]) == (
        address_of(ADA),
        ["See and confirm", "Never write to me again"],
    )
    assert letter.stop == letter.links[1][1]
    assert post.followed(NOW).verb is Verb.CONFIRM
    assert await post.store.channels.within(None) == []
    channel = await post.opt_in.confirm(post.followed(NOW).of, NOW + MINUTE)
    assert (channel.address, channel.name, channel.owner) == (address_of(ADA), "ada@lab.org", SLACK)
    assert channel.schedule.zone == "Europe/Berlin"
    assert channel.next_due == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert [s.query for s in await post.store.channels.subscriptions(channel.key)] == ["RAG", "agents"]


async def test_no_word_of_whoever_asks_stands_in_a_letter(post):
    await post.opt_in.ask(ADA, ["buy at www.evil.example", "http://evil.example"], NOW, by="slack:T1:evil.example")
    await post.writer.write_due(NOW)
    (letter,) = post.letters.posted
    assert "evil" not in view_text(letter.view) + letter.subject + "".join(url for _, url in letter.links)
    assert "2 keywords" in view_text(letter.view)


async def test_a_link_followed_twice_changes_nothing(post):
    first = await confirmed(post, "RAG")
    assert await post.opt_in.confirm(post.followed(NOW).of, NOW + MINUTE) == first
    assert len(await post.store.channels.within(None)) == 1


async def test_at_most_one_letter_a_day_and_the_second_is_about_all_that_was_asked_meanwhile(post):
    await post.opt_in.ask(ADA, ["one"], NOW)
    await post.writer.write_due(NOW)
    for number, word in enumerate(("two", "three", "two", "four")):
        await post.opt_in.ask(ADA, [word], NOW + number * MINUTE)
    assert await post.writer.write_due(NOW + DAY - MINUTE) == 0
    assert await post.writer.write_due(NOW + DAY) == 1
    channel = await post.opt_in.confirm(post.followed(NOW + DAY).of, NOW + DAY)
    queries = [s.query for s in await post.store.channels.subscriptions(channel.key)]
    assert queries == ["two", "three", "four"]
    with pytest.raises(NotFoundError):  # what else was asked is settled with it
        await post.opt_in.confirm(post.followed(NOW + DAY, number=0).of, NOW + DAY)


async def test_the_same_asked_again_is_written_again_a_day_later_and_not_before(post):
    await post.opt_in.ask(ADA, ["one"], NOW)
    await post.writer.write_due(NOW)
    await post.opt_in.ask(ADA, ["one"], NOW + MINUTE)
    assert await post.writer.write_due(NOW + 2 * DAY) == 0
    await post.opt_in.ask(ADA, ["one"], NOW + 2 * DAY)
    assert await post.writer.write_due(NOW + 2 * DAY) == 1
    assert {each.key for each in post.letters.posted} == {"1-0", "1-1"}


async def test_who_never_answers_is_left_in_peace(post):
    written = 0
    for day in range(30):
        await post.opt_in.ask(ADA, [f"word {day}"], NOW + day * DAY)
        written += await post.writer.write_due(NOW + day * DAY)
    assert written == 3


async def test_one_person_cannot_ask_for_everybody(post):
    for number in range(MOST_ASKED):
        await post.opt_in.ask(EmailAddress.parse(f"a{number}@lab.org"), [], NOW, by=SLACK)
    with pytest.raises(UserError, match="within a day"):
        await post.opt_in.ask(ADA, [], NOW, by=SLACK)
    await post.opt_in.ask(ADA, [], NOW, by="slack:T1:U2")
    await post.opt_in.ask(BOB, [], NOW + 2 * DAY, by=SLACK)


async def test_an_operator_asks_for_any_number_and_again_where_a_server_refused(post):
    for number in range(MOST_ASKED + 5):
        await post.opt_in.ask(
            EmailAddress.parse(f"a{number}@lab.org"), [], NOW, by="terminal:local:me", operator=True
        )
    await post.opt_in.unreachable(ADA, "550 full", NOW)
    await post.opt_in.ask(ADA, [], NOW, by="terminal:local:me", operator=True)
    assert (await post.opt_in.known(ADA)).end is None
    mark = await post.opt_in.mark(BOB)
    await post.store.mail_requests.remember(mark, lambda it: replace(it, end=End.BLOCKED))
    with pytest.raises(EndedError):
        await post.opt_in.ask(BOB, [], NOW, by="terminal:local:me", operator=True)


async def test_one_that_gets_papers_gets_more_keywords_only_after_it_says_yes(post):
    channel = await confirmed(post, "RAG")
    await post.opt_in.ask(ADA, ["agents"], NOW + MINUTE)
    assert await post.writer.write_due(NOW + MINUTE) == 0
    assert await post.writer.write_due(NOW + DAY) == 1
    assert len(await post.store.channels.subscriptions(channel.key)) == 1
    assert (await post.opt_in.confirm(post.followed(NOW + DAY).of, NOW + DAY)).key == channel.key
    assert len(await post.store.channels.subscriptions(channel.key)) == 2


async def test_the_end_deletes_all_but_a_mark_and_only_the_address_begins_again(post):
    channel = await confirmed(post, "RAG")
    old = post.followed(NOW)
    await post.opt_in.leave(channel, NOW + MINUTE)
    assert await post.store.channels.within(None) == []
    assert await post.store.mail_requests.of(ADA.text) == []
    with pytest.raises(NotFoundError):
        await post.opt_in.confirm(old.of, NOW + MINUTE)
    with pytest.raises(NotFoundError, match="unsubscribed"):
        await post.opt_in.channel(channel.key)
    with pytest.raises(EndedError, match="ended it on 20 November 2026; they alone can begin again"):
        await post.opt_in.ask(ADA, ["RAG"], NOW + DAY, by=SLACK)
    await post.opt_in.ask(ADA, ["RAG"], NOW + 2 * DAY)  # on the page, where nobody but the address says yes
    assert await post.writer.write_due(NOW + 2 * DAY) == 1
    again = await post.opt_in.confirm(post.followed(NOW + 2 * DAY).of, NOW + 2 * DAY)
    assert again.key != channel.key
    assert (await post.opt_in.known(ADA)).end is None


async def test_who_says_never_again_is_not_written_to_whoever_asks(post):
    await post.opt_in.ask(ADA, ["RAG"], NOW)
    await post.writer.write_due(NOW)
    await post.opt_in.block(post.followed(NOW, link=1), NOW)
    for by in ("", SLACK):
        with pytest.raises(EndedError, match="asked on 20 November 2026 that Paperboy does not write to it"):
            await post.opt_in.ask(ADA, ["RAG"], NOW + 40 * DAY, by=by)
    assert await post.store.mail_requests.of(ADA.text) == []
    await post.opt_in.ask(BOB, [], NOW)


async def test_never_again_holds_after_the_request_is_forgotten_and_ends_what_there_is(post):
    channel = await confirmed(post, "RAG")
    link = post.followed(NOW, link=1)
    await post.opt_in.block(link, NOW)
    assert await post.store.channels.by_key(channel.key) is None
    await post.opt_in.ask(BOB, [], NOW)
    await post.writer.write_due(NOW)
    late = post.followed(NOW, link=1)
    await post.opt_in.tidy(NOW + ASKED_LAST + MINUTE)
    assert await post.store.mail_requests.of(BOB.text) == []
    await post.opt_in.block(late, NOW + ASKED_LAST + MINUTE)
    with pytest.raises(EndedError):
        await post.opt_in.ask(BOB, [], NOW + 60 * DAY)


async def test_a_letter_that_is_refused_ends_it_and_whoever_asked_in_a_chat_hears_why(post):
    post.letters.answers.append(Refused("550 no such user", "check it", gone=True))
    await post.opt_in.ask(ADA, ["RAG"], NOW, by=SLACK)
    await post.writer.write_due(NOW)
    await post.notices.finish(5)
    ((workspace, person, view),) = post.chat.told
    assert (workspace, person) == ("T1", "U1")
    assert "ada@lab.org: 550 no such user. No papers" in view.summary
    with pytest.raises(
        EndedError, match=r"Mail for ada@lab.org was refused on 20 November 2026: 550 no such user\."
    ):
        await post.opt_in.ask(ADA, ["RAG"], NOW + 60 * DAY, by=SLACK)
    assert await post.store.mail_requests.of(ADA.text) == []


@pytest.mark.parametrize("outcome", [RetryAfter(None, "451 later"), RetryAfter(60, "busy"), Dead("535", "log in")])
async def test_a_letter_that_was_not_taken_is_tried_again_with_pauses(post, outcome):
    post.letters.answers.append(outcome)
    await post.opt_in.ask(ADA, ["RAG"], NOW)
    await post.writer.write_due(NOW)
    assert await post.writer.write_due(NOW + MINUTE - timedelta(seconds=1)) == 0
    assert await post.writer.write_due(NOW + MINUTE) == 1
    assert len(post.letters.posted) == 2
    assert await post.writer.write_due(NOW + 5 * DAY) == 0


@pytest.mark.parametrize(
    ("outcome", "tried"),
    [(RetryAfter(60, "lost", Scope.PLATFORM), 1), (Dead("535", "log in"), 1), (RetryAfter(60, "451"), 3)],
)
async def test_where_the_mail_server_takes_none_the_other_letters_wait(post, outcome, tried):
    post.letters.answers.append(outcome)
    for number in range(3):
        await post.opt_in.ask(EmailAddress.parse(f"a{number}@lab.org"), [], NOW)
    assert await post.writer.write_due(NOW) == tried
    assert len(post.letters.posted) == tried


async def test_a_letter_that_is_never_taken_is_given_up_and_said(post, caplog):
    post.letters.answers.extend([RetryAfter(None, "451 later")] * 99)
    await post.opt_in.ask(ADA, ["RAG"], NOW, by=SLACK)
    for hour in range(24 * 5):
        await post.writer.write_due(NOW + hour * timedelta(hours=1))
    await post.notices.finish(5)
    assert len(post.letters.posted) == 13
    assert "could not write to ada@lab.org: 451 later" in post.chat.told[0][2].summary
    assert ADA.text not in caplog.text


@pytest.mark.parametrize(("outcome", "told"), [(Ambiguous("dropped after DATA"), 0), (Rejected("too long"), 1)])
async def test_a_letter_that_may_have_arrived_or_never_will_is_not_written_again(post, outcome, told):
    post.letters.answers.append(outcome)
    await post.opt_in.ask(ADA, ["RAG"], NOW, by=SLACK)
    await post.writer.write_due(NOW)
    assert await post.writer.write_due(NOW + 5 * DAY) == 0
    await post.notices.finish(5)
    assert len(post.chat.told) == told


async def test_without_a_post_office_letters_wait(post):
    await post.opt_in.ask(ADA, ["RAG"], NOW)
    post.writer._letters = lambda: None
    assert await post.writer.write_due(NOW) == 0
    post.writer._letters = lambda: post.letters
    assert await post.writer.write_due(NOW + DAY) == 1


async def test_a_request_that_ended_meanwhile_is_not_written(post):
    await post.opt_in.ask(ADA, ["RAG"], NOW)
    mark = await post.opt_in.mark(ADA)
    await post.store.mail_requests.remember(mark, lambda it: replace(it, end=End.BLOCKED))
    await post.writer.write_due(NOW)
    assert post.letters.posted == []
    assert await post.writer.write_due(NOW + DAY) == 0


async def test_a_new_link_goes_to_the_address_alone_and_once_a_day(post):
    channel = await confirmed(post, "RAG")
    for link in (MailLink(Verb.MANAGE, channel.key), post.followed(NOW)):
        await post.opt_in.again(link, NOW + MINUTE)
    assert await post.writer.write_due(NOW + 2 * DAY) == 0  # it was written to today
    await post.opt_in.again_for(ADA, NOW + 2 * DAY)
    await post.opt_in.again_for(ADA, NOW + 2 * DAY)
    await post.opt_in.again_for(BOB, NOW + 2 * DAY)
    assert await post.writer.write_due(NOW + 2 * DAY) == 1
    letter = post.letters.posted[-1]
    assert (letter.to, letter.subject) == (address_of(ADA), "Your link to your papers by mail")
    assert post.followed(NOW + 2 * DAY) == MailLink(Verb.MANAGE, channel.key)
    assert post.links.read(letter.stop.rpartition("/")[2], NOW) == MailLink(Verb.UNSUBSCRIBE, channel.key)


async def test_a_new_link_for_one_that_has_not_confirmed_asks_it_again(post):
    await post.opt_in.ask(ADA, ["RAG"], NOW)
    await post.writer.write_due(NOW)
    await post.opt_in.again(post.followed(NOW), NOW + 2 * DAY)
    assert await post.writer.write_due(NOW + 2 * DAY) == 1
    assert post.followed(NOW + 2 * DAY).verb is Verb.CONFIRM


async def test_a_link_waits_for_no_address_that_ended(post):
    channel = await confirmed(post, "RAG")
    await post.opt_in.again_for(ADA, NOW + 2 * DAY)
    await post.store.channels.change(channel.key, lambda it: replace(it, pause=Pause(NOW, "550")))
    await post.opt_in.again_for(ADA, NOW + 4 * DAY)
    assert await post.writer.write_due(NOW + 4 * DAY) == 1
    assert [each.wish for each in await post.store.mail_requests.of(ADA.text)] == [Wish.LINK]
    assert len(post.letters.posted) == 1
    with pytest.raises(EndedError, match="refused on 20 November 2026: 550"):
        await post.opt_in.ask(ADA, [], NOW + 5 * DAY)


async def test_saying_yes_again_ends_a_pause_of_paperboys_own_and_no_persons(post):
    channel = await confirmed(post, "RAG")
    await post.opt_in.ask(ADA, ["agents"], NOW)
    await post.writer.write_due(NOW + DAY)
    own = Pause(NOW, "421 for days", probe=True)
    await post.store.channels.change(channel.key, lambda it: replace(it, pause=own, next_due=None))
    again = await post.opt_in.confirm(post.followed(NOW + DAY).of, NOW + DAY)
    assert (again.pause, again.next_due is not None) == (None, True)


def test_when_a_letter_may_be_written():
    assert next_letter(Memory(), NOW) == NOW
    assert next_letter(Memory(written=NOW, letters=1), NOW + MINUTE) == NOW + DAY
    assert next_letter(Memory(written=NOW, letters=3), NOW + DAY) == NOW + REST
    assert next_letter(Memory(written=NOW, letters=1), NOW + 3 * DAY) == NOW + 3 * DAY
    assert [next_try(n) for n in (0, 1, 2)] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert next_try(99) == timedelta(hours=4)
    assert why_not(ADA, Memory()) == ""
