"""Preview, now and why, through the desk."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.pauses import paused
from bot.model.channel import Pause
from bot.model.delivery import Receipt, State
from bot.model.transition import Transition
from bot.planning.planner import prepare
from bot.planning.window import listed_since
from bot.ports import Fetched
from bot.views.blocks import Moment, Note, PaperCard
from bot.views.plain_text import view_text
from tests.each_of import each_of
from tests.fakes.core import HERE, NOW, TITLES, listed, open_office
from tests.unit.commands.shown import commands, text_of, titles


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


async def deliver(office, link="https://chat.example/1"):
    """As the dispatcher would: what is due gets its receipt."""
    rows = await office.store.outbox.claim({"slack": 10}, NOW, 60)
    await office.store.outbox.begin(rows, NOW, 60)
    sent = [Transition(delivery=row, state=State.SENT, receipt=Receipt("m1", link)) for row in rows]
    await office.store.outbox.settle(sent, NOW)
    return len(rows)


async def test_a_preview_marks_nothing_as_seen(office):
    await office.say("subscribe diffusion")
    for _ in range(2):
        reply = await office.say("preview")
        assert set(titles(reply)) == {TITLES[1], TITLES[4]}
        assert not reply.public
    assert await office.store.plans.recent((await office.channel()).key, 5) == []


async def test_a_preview_where_nothing_is_set_up_shows_what_would_come(office):
    reply = await office.say("preview")
    assert len(titles(reply)) == 5
    assert "No digests come here yet" in text_of(reply)
    assert await office.store.channels.get(HERE) is None


async def test_a_preview_before_digests_began_shows_what_now_posts(office):
    """A paper that was saved makes a channel; the days since then are not made up for when its digests begin."""
    await office.say("save 2611.00001")
    later = NOW + timedelta(days=1)
    shown = [
        block.id for block in (await office.say("preview", now=later)).view.blocks if isinstance(block, PaperCard)
    ]
    await office.say("now", now=later)
    digest = (await office.store.plans.recent((await office.channel()).key, 1))[0]
    posted = await office.store.papers.by_key([pick.paper for pick in digest.picks])
    assert shown == [each.paper.id for each in posted]
    assert shown


async def test_a_preview_while_paused_says_so(office):
    await office.say("subscribe diffusion")
    await office.say("pause")
    shown = await office.say("preview")
    assert "Paused" in text_of(shown)
    assert "/papers resume brings what is not older" in view_text(shown.view)
    assert "resume" in commands(shown)
    assert "now" not in commands(shown)


@pytest.mark.parametrize(
    ("span", "said"), [("3d", "the next digest comes on"), ("20d", "2 of these will be too old")]
)
async def test_a_preview_says_what_will_be_too_old_when_a_pause_ends(office, span, said):
    await office.say("subscribe diffusion")
    await office.say(f"pause {span}")
    assert said in text_of(await office.say("preview"))


async def test_now_posts_the_next_picks_and_wakes_the_courier(office):
    await office.store.papers.ingest("arxiv", Fetched(), NOW)
    await office.say("subscribe diffusion")
    reply = await office.say("now")
    assert (reply.public, reply.view.summary) == (True, "Posting 2 papers now.")
    assert len(office.pokes) == 1
    assert await deliver(office) == 1
    again = await office.say("now", now=NOW + timedelta(milliseconds=5))
    assert (again.public, again.ok) == (False, True)
    assert again.view.summary.startswith("There is nothing to post now. 2 papers matched")


async def test_now_in_a_new_channel_starts_its_digests(office):
    assert (await office.say("now")).view.summary == "Posting 5 papers now."
    assert (await office.channel()).next_due is not None


async def test_now_in_a_paused_channel_is_refused(office):
    await office.say("pause")
    reply = await office.say("now")
    assert (reply.ok, reply.view.summary) == (False, "This channel is paused; type /papers resume first.")


async def test_now_does_not_take_the_place_of_the_scheduled_digest(office):
    await office.say("schedule 12:00 daily UTC")
    await office.say("now")
    assert (await office.channel()).next_due.isoformat() == "2026-11-20T12:00:00+00:00"


async def test_why_says_when_it_was_posted_with_a_link_and_which_keyword(office):
    await office.say("subscribe diffusion")
    await office.say("now")
    assert "is on its way" in text_of(await office.say("why 2611.00002"))
    await deliver(office)
    shown = text_of(await office.say("why 2611.00002"))
    assert "https://chat.example/1" in shown
    assert "Why: matched “diffusion” in title and abstract." in shown


async def test_why_not_says_what_kept_it(office):
    await office.say("subscribe diffusion")
    assert "The keyword here does not match it." in text_of(await office.say("why 2611.00006"))
    assert "is a candidate for the next digest" in text_of(await office.say("why 2611.00002"))


@each_of("typed", ["nothing today", "no papers today?", "is it empty", "no digest"])
async def test_why_nothing_came_is_told_by_the_status(office, typed):
    assert (await office.say(f"why {typed}")).view.summary == (await office.say("status")).view.summary


async def test_why_in_a_channel_nobody_set_up_answers_too(office):
    reply = await office.say("why 2611.00001")
    assert reply.ok
    assert "no subscriptions" in text_of(reply)


async def test_why_while_paused_tells_of_the_pause(office):
    await office.say("subscribe diffusion")
    channel = await office.channel()
    mine = Pause(NOW, "the channel is archived", fix="Unarchive it.")
    await office.store.channels.change(channel.key, lambda it: paused(it, mine))
    assert "the channel is archived" in text_of(await office.say("why 2611.00002"))


async def test_a_submitted_paper_is_in_the_next_digest_though_nothing_matches_it(office):
    paper, _ = listed("Attention Is All You Need", 99, NOW.date(), id="arxiv:1706.03762")
    office.finder.papers[paper.id] = paper
    await office.say("subscribe diffusion")
    await office.say("submit 1706.03762")
    reply = await office.say("preview")
    assert "Attention Is All You Need" in titles(reply)
    (card,) = [b for b in reply.view.blocks if isinstance(b, PaperCard) and b.id == paper.id]
    assert (card.community, card.why) == (True, "submitted by this team")


async def test_what_one_team_submitted_is_not_trending_for_another(office):
    paper, _ = listed("Attention Is All You Need", 99, NOW.date(), id="arxiv:1706.03762")
    office.finder.papers[paper.id] = paper
    await office.say("submit 1706.03762")
    there = HERE.__class__("slack", "T2", "C1")
    for command in ("trending week", "preview"):
        assert "Attention Is All You Need" not in titles(await office.say(command, address=there))


async def test_status_shows_the_last_digest_and_what_is_stuck(office):
    await office.say("now")
    rows = await office.store.outbox.claim({"slack": 10}, NOW, 60)
    await office.store.outbox.begin(rows, NOW, 60)
    await office.store.outbox.settle(
        [Transition(delivery=rows[0], state=State.PARKED, reason="no history scope")], NOW
    )
    shown = await office.say("status")
    assert "no history scope" in text_of(shown)
    assert any(
        "1 delivery may or may not have arrived" in str(b) for b in shown.view.blocks if isinstance(b, Note)
    )
    elsewhere = await office.say("status", address=HERE.__class__("slack", "T2", "C1"))
    assert "no history scope" not in text_of(elsewhere)


async def test_a_source_that_does_not_answer_is_said_wherever_a_team_looks(office):
    await office.say("subscribe knitting")
    await office.say("settings empty silent")
    await office.store.papers.ingest("arxiv", Fetched(), NOW)
    failed = Fetched(ok=False, note="HTTP 503")
    await office.store.papers.ingest("huggingface", failed, NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=4)
    for words in ("list", "status", "preview", "now"):
        assert "Papers could not be fetched from huggingface since" in text_of(
            await office.say(words, now=later)
        ), words
    assert "could not be fetched" not in text_of(await office.say("list", now=NOW + timedelta(hours=1)))


async def test_nothing_is_said_of_papers_that_were_not_listed_where_nobody_has_looked(office):
    await office.say("subscribe knitting")
    await office.store.papers.ingest("huggingface", Fetched(), NOW)
    said = text_of(await office.say("preview", now=NOW + timedelta(days=4)))
    assert (
        "Papers could not be fetched from arxiv (it has not been asked yet) and huggingface since Friday" in said
    )
    assert "it has not been asked since" in said
    assert "were listed" not in said


async def test_a_time_that_cannot_be_is_never_shown(office):
    await office.say("schedule 23:00 daily UTC")
    due = (await office.channel()).next_due
    key = (await office.channel()).key
    ahead = NOW + timedelta(days=30)
    await office.store.channels.change(
        key, lambda it: replace(it, next_due=ahead, last_date=ahead.date(), since=ahead.date())
    )
    for words in ("list", "status", "preview"):
        shown = [m.at for b in (await office.say(words)).view.blocks for m in moments(b)]
        assert due in shown, words
        assert ahead not in shown, words


def moments(value):
    """Every instant in a block."""
    if isinstance(value, Moment):
        return [value]
    if isinstance(value, tuple):
        return [m for each in value for m in moments(each)]
    fields = getattr(value, "__dataclass_fields__", {})
    return [m for name in fields for m in moments(getattr(value, name))]


async def test_why_gives_the_reason_of_a_paper_that_matched_nothing(office):
    await office.say("now")
    await deliver(office)
    shown = text_of(await office.say("why arxiv:2611.00001"))
    assert "Why: trending." in shown


async def test_status_says_that_what_was_planned_last_was_not_posted(office):
    await office.say("subscribe diffusion")
    later = (await office.channel()).next_due
    await office.store.plans.plan(later, listed_since(later.date()), prepare(later))
    rows = await office.store.outbox.claim({"slack": 10}, later, 60)
    over = [Transition(delivery=row, state=State.CANCELLED, reason="its day was over") for row in rows]
    assert "2 of 2 matching papers" in text_of(await office.say("status", now=later))
    assert "not posted" not in text_of(await office.say("status", now=later))
    await office.store.outbox.settle(over, later)
    shown = text_of(await office.say("status", now=later))
    assert "2 of 2 matching papers, and not posted: they are candidates again" in shown
