"""An answer whose address fails is not lost: posted for the asker, or told directly; App Home shows what changed."""

from collections.abc import AsyncIterator

import pytest

from bot.ports.request import Reply
from bot.views.blocks import Note, View, plain
from tests.fakes.discord_parts import until
from tests.fakes.discord_serving import Application, serving
from tests.fakes.discord_world import DM, Fault
from tests.fakes.slack_parts import at_work, click
from tests.fakes.slack_parts import summary as card
from tests.fakes.slack_server import Fault as SlackFault
from tests.integration.test_discord_audience import asked


async def test_a_response_url_that_is_used_up_is_replaced_by_an_ephemeral_post() -> None:
    async with at_work() as bench:
        bench.slack.responses_refused = 404
        await bench.command("list")
        await bench.settle()
        (said,) = bench.slack.ephemeral
        assert (said["channel"], said["user"]) == ("C1", "U1")
        assert "You asked: list" in said["text"]
        assert bench.slack.messages == []


async def test_a_change_whose_response_url_failed_is_seen_by_everyone_all_the_same() -> None:
    async with at_work() as bench:
        bench.slack.responses_refused = 410
        await bench.command("subscribe rag")
        await bench.settle()
        (said,) = bench.slack.posted("C1")
        assert "You asked: subscribe rag" in said["text"]


async def test_where_paperboy_is_no_member_the_answer_comes_directly() -> None:
    async with at_work() as bench:
        bench.slack.responses_refused = 404
        bench.slack.fail("chat.postEphemeral", SlackFault(error="not_in_channel"))
        await bench.command("list")
        await bench.settle()
        (said,) = bench.slack.posted("U1")
        assert "You asked: list" in said["text"]


async def test_a_click_s_answer_falls_back_as_well() -> None:
    async with at_work() as bench:
        bench.slack.responses_refused = 500
        await bench.interact(click(bench.slack, {"action_id": "papers:1", "value": "why arxiv:1"}))
        await bench.settle()
        (said,) = bench.slack.ephemeral
        assert "You asked: why" in said["text"]


async def test_app_home_is_drawn_anew_after_each_change_for_those_who_have_it_open() -> None:
    async with at_work() as bench:
        bench.lifecycle.known[card("C1", owner="U1").channel.address] = card("C1", owner="U1")
        await bench.event({"type": "app_home_opened", "user": "U1", "tab": "home"})
        await bench.settle()
        before = [method for method, _ in bench.slack.calls].count("views.publish")
        assert before == 1
        bench.lifecycle.known[card("C1").channel.address] = card("C1", queries=("diffusion",), owner="U1")
        await bench.command("subscribe diffusion", user_id="U9")
        await bench.settle()
        assert [method for method, _ in bench.slack.calls].count("views.publish") == 2
        assert "diffusion" in str(bench.slack.homes["U1"])
        await bench.command("list")
        await bench.settle()
        assert [method for method, _ in bench.slack.calls].count("views.publish") == 2, "a read changes nothing"


async def test_a_button_of_app_home_redraws_it() -> None:
    async with at_work() as bench:
        await bench.event({"type": "app_home_opened", "user": "U1", "tab": "home"})
        await bench.settle()
        payload = click(bench.slack, {"action_id": "papers@C1:1", "value": "resume"})
        payload |= {"view": {"type": "home", "id": "V0"}, "response_url": ""}
        await bench.interact(payload)
        await bench.settle()
        assert [method for method, _ in bench.slack.calls].count("views.publish") == 2


# --- Discord


@pytest.fixture
async def application() -> AsyncIterator[Application]:
    async with serving() as made:
        await made.start()
        await made.ready()
        yield made


@pytest.mark.parametrize(("code", "status"), [(50027, 401), (10015, 404), (10062, 404)])
async def test_an_interaction_whose_time_is_over_is_answered_by_direct_message(
    application: Application, code: int, status: int
) -> None:
    application.insides.desk.replies["search"] = Reply(View((Note(plain("found it")),), "x"))
    application.fake.world.faults += [("POST", "/webhooks/", Fault(status, code)) for _ in range(3)]
    await application.fake.gateway.push("INTERACTION_CREATE", application.fake.interaction("tok", asked("search")))

    def direct() -> list[str]:
        rooms = [int(c["id"]) for c in application.fake.world.channels.values() if c["type"] == DM]
        return [str(m["asked"]) for room in rooms for m in application.fake.world.messages.get(room, ())]

    await until(direct)
    assert "found it" in direct()[0]
