"""Workers: leases by name, and who lives, on each engine."""

from bot.model.role import Role
from bot.ports import LeaseKind, Matter
from tests.contract.furnishing import NOW

POLL = LeaseKind.DUTY, "poll"


async def test_what_nobody_holds_is_taken_kept_and_given_back(store):
    async with store.claim_delivery(NOW, roles=[Role.POLL]):
        assert not store.workers.holds(*POLL)
        assert await store.workers.take(*POLL)
        assert await store.workers.take(*POLL)
        assert store.workers.holds(*POLL)
        assert not store.workers.holds(LeaseKind.SHARD, "poll")
        await store.workers.give_back(LeaseKind.DUTY, ["poll", "another"])
        assert not store.workers.holds(*POLL)
        assert await store.workers.take(*POLL)
    assert not store.workers.holds(*POLL)


async def test_whoever_works_is_shown_with_its_roles_and_what_it_holds(store):
    async with store.claim_delivery(NOW, roles=[Role.POLL, Role.DELIVER]):
        await store.workers.take(*POLL)
        await store.workers.take(LeaseKind.SHARD, "0 of 2")
        (found,) = await store.workers.living()
        assert (found.own, found.roles) == (True, {Role.POLL, Role.DELIVER})
        assert found.leases == {LeaseKind.DUTY: ["poll"], LeaseKind.SHARD: ["0 of 2"]}
        assert found.place.rpartition(":")[2].isdecimal()
        assert found.version


async def test_who_is_heard_of_may_work(store):
    async with store.claim_delivery(NOW, roles=[Role.DELIVER]):
        await store.workers.check()


async def test_who_delivers_alone_has_the_whole_share(store):
    async with store.claim_delivery(NOW, roles=[Role.DELIVER]):
        (found,) = await store.workers.living()
        assert found.share == 1


async def test_a_turn_comes_once_in_so_many_seconds(store):
    async with store.claim_delivery(NOW, roles=[Role.LISTEN]):
        assert await store.workers.turn("identify", 60)
        assert not await store.workers.turn("identify", 60)
        assert await store.workers.turn("another", 0)
        assert await store.workers.turn("another", 0)


async def test_what_a_worker_says_of_itself_is_seen_until_it_takes_it_back_or_ends(store):
    slack, duty = (Matter.DOWN, "slack"), (Matter.FAILING, "plan")
    async with store.claim_delivery(NOW, roles=[Role.LISTEN]):
        await store.workers.say(*slack, "The token is refused.")
        await store.workers.say(*duty, "The disk is full.")
        await store.workers.say(Matter.TROUBLE, "discord", None)
        (found,) = await store.workers.living()
        assert found.said == {slack: "The token is refused.", duty: "The disk is full."}
        await store.workers.say(*slack, None)
        (found,) = await store.workers.living()
        assert found.said == {duty: "The disk is full."}
    async with store.claim_delivery(NOW, roles=[Role.LISTEN]):
        (found,) = await store.workers.living()
        assert found.said == {}
