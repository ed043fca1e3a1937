"""Edits of a workspace are counted together, whichever process makes them."""

import asyncio

from adapters.slack.api.limits import UPDATE_BURST
from adapters.slack.posting.editor import SlackEditor
from bot.model.channel import Address
from bot.model.delivery import Delivery, Receipt, RetryAfter, Sent, State
from tests.fakes.slack_parts import Bench
from tests.fakes.slack_server import FakeSlack
from tests.fakes.workers import Alone

MESSAGE = {"text": "now"}


class Turns(Alone):
    """Turns that all processes see: as many as there are in `left`, and no more."""

    def __init__(self, left: int) -> None:
        super().__init__(alone=False)
        self.left, self.asked = left, list[tuple[str, float]]()

    async def turn(self, name: str, seconds: float) -> bool:
        self.asked.append((name, seconds))
        if self.left:
            self.left -= 1
            return True
        return False


async def posted(slack: FakeSlack, bench: Bench) -> tuple[Delivery, Receipt]:
    address = Address("slack", "T1", "C1")
    delivery = Delivery(key=1, digest=1, address=address, part=0, token="t", state=State.SENDING)
    sent = await bench.sender.send(delivery, {"text": "first"}, None)
    assert isinstance(sent, Sent)
    return delivery, sent.receipt


async def test_an_edit_waits_for_a_turn_that_other_processes_leave_and_says_so_if_there_is_none():
    async with FakeSlack().running() as slack:
        slack.team("T1")
        bench, turns = Bench(slack), Turns(2)
        delivery, receipt = await posted(slack, bench)
        one, other = (
            SlackEditor(bench.listener.slack.workspaces, turns, interval=0.01, patience=0.05) for _ in range(2)
        )
        outcomes = [await editor.edit(delivery, MESSAGE, receipt) for editor in (one, other, one)]
        assert [type(each) for each in outcomes] == [Sent, Sent, RetryAfter]
        assert len(slack.updates) == 2
        names = {name for name, _ in turns.asked}
        assert names == {f"slack edit T1 {number}" for number in range(UPDATE_BURST)}
        assert {seconds for _, seconds in turns.asked} == {0.01 * UPDATE_BURST}
        patient = SlackEditor(bench.listener.slack.workspaces, turns, interval=0.01, patience=60)
        again = asyncio.create_task(patient.edit(delivery, MESSAGE, receipt))
        await asyncio.sleep(0)
        turns.left = 1
        assert isinstance(await again, Sent)
        await bench.listener.close()


async def test_the_one_process_of_a_file_asks_nobody():
    async with FakeSlack().running() as slack:
        slack.team("T1")
        bench, alone = Bench(slack), Alone()
        delivery, receipt = await posted(slack, bench)
        editor = SlackEditor(bench.listener.slack.workspaces, alone)
        assert isinstance(await editor.edit(delivery, MESSAGE, receipt), Sent)
        assert alone.turns == []
        await bench.listener.close()
