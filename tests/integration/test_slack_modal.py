"""`/papers` alone, the set-up form, typing in it, submitting it, and answers in modals."""

import json
from typing import Any

from adapters.slack.answering.requests import Place
from adapters.slack.listeners.setup_form import form
from bot.model.channel import Address
from bot.ports.request import Step
from tests.each_of import each_of
from tests.fakes.slack_parts import Bench, at_work, click, summary
from tests.fakes.slack_server import Fault
from tests.unit.slack.test_setup_form import option, options, submitted

PLACE = Place("T1", "C1", "U1", "general")


def submission(view: dict[str, Any]) -> dict[str, Any]:
    return {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": {**view, "id": "V1"}}


def typing(action: str, value: str, view: dict[str, Any]) -> dict[str, Any]:
    who = {"team": {"id": "T1"}, "user": {"id": "U1"}}
    return {
        "type": "block_suggestion",
        **who,
        "action_id": action,
        "block_id": action,
        "value": value,
        "view": view,
    }


def without_message(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in {"channel", "response_url"}}


async def opened(bench: Bench) -> dict[str, Any]:
    await bench.command("")
    await bench.settle()
    (view,) = bench.slack.views.values()
    return view


async def test_the_command_alone_opens_a_loading_modal_first_and_then_the_form():
    async with at_work() as bench:
        bench.lifecycle.known[Address("slack", "T1", "C1")] = summary(queries=["diffusion model"])
        view = await opened(bench)
        assert view["callback_id"] == "setup"
        assert "diffusion model" in str(view)
        order = [method for method, _ in bench.slack.calls]
        assert order.index("views.open") < order.index("users.info") < order.index("views.update")
        assert bench.slack.responses == []


async def test_without_a_modal_the_command_alone_is_help():
    async with at_work() as bench:
        bench.slack.trigger_life = -1.0
        await bench.command("")
        await bench.settle()
        assert bench.desk.asked[0].text == "help"
        assert len(bench.slack.responses) == 1


async def test_the_welcomes_buttons_open_the_form_at_their_question():
    async with at_work() as bench:
        await bench.interact(click(bench.slack, {"action_id": "open:time"}))
        await bench.settle()
        (view,) = bench.slack.views.values()
        fields = [block for block in view["blocks"] if block["type"] == "input"]
        assert [b["block_id"] for b in fields if b["element"].get("focus_on_load")] == ["time"]


async def test_typing_a_keyword_offers_what_was_typed_first_and_then_the_corpus():
    async with at_work() as bench:
        response = await bench.interact(typing("queries", "“diffusion”", form(PLACE, None, "")))
        values = [each["value"] for each in json.loads(response.body)["options"]]
        assert values == ['"diffusion"', '"diffusion" model']
        assert bench.desk.asked == []


async def test_typing_a_zone_offers_zones():
    async with at_work() as bench:
        response = await bench.interact(typing("zone", "europe", form(PLACE, None, "")))
        values = [each["value"] for each in json.loads(response.body)["options"]]
        assert values == ["Europe/Paris", "Europe/Berlin"]


async def test_completions_that_take_too_long_are_none(monkeypatch):
    async with at_work() as bench:
        monkeypatch.setattr("adapters.slack.answering.requests.COMPLETION", 0.05)
        bench.desk.seconds = 1
        response = await bench.interact(typing("zone", "europe", form(PLACE, None, "")))
        assert json.loads(response.body)["options"] == []


async def test_submitting_carries_out_what_changed_and_the_channel_sees_it():
    async with at_work() as bench:
        view = submitted(form(PLACE, summary(), ""), queries=options("rag", "sam"), layout=option("thread"))
        response = await bench.interact(submission(view))
        await bench.settle()
        assert (response.status, response.body) == (200, "")
        steps = [Step("subscribe", {"query": "sam"}), Step("settings", {"layout": "thread"})]
        assert bench.desk.filled == [steps]
        (message,) = bench.slack.posted("C1")
        assert message["text"] == "Ada: subscribe sam; settings thread"


async def test_an_error_stands_at_its_field():
    async with at_work() as bench:
        bench.desk.refuse["subscribe"] = 'unclosed quote at 1: "low'
        view = submitted(form(PLACE, summary(), ""), queries=options("rag", '"low'), picks={"value": "9"})
        response = await bench.interact(submission(view))
        await bench.settle()
        assert json.loads(response.body) == {
            "response_action": "errors",
            "errors": {"queries": 'unclosed quote at 1: "low'},
        }
        assert bench.slack.messages == [], "nothing was changed, so nothing is told"


async def test_a_form_refused_too_late_gives_back_what_was_typed(monkeypatch):
    async with at_work() as bench:
        monkeypatch.setattr("adapters.slack.listeners.modals.PATIENCE", 0.05)
        bench.slack.views["V1"] = {}
        bench.desk.seconds, bench.desk.refuse["subscribe"] = 0.2, "unclosed quote"
        view = submitted(form(PLACE, summary(), ""), queries=options("rag", '"low'), picks={"value": "9"})
        await bench.interact(submission(view))
        await bench.settle()
        shown = str(bench.slack.views["V1"])
        assert "Nothing was changed. unclosed quote" in shown
        assert 'subscribe "low' in shown
        assert "settings picks 9" in shown


async def test_a_form_that_takes_long_says_so_and_is_updated(monkeypatch):
    async with at_work() as bench:
        monkeypatch.setattr("adapters.slack.listeners.modals.PATIENCE", 0.05)
        bench.slack.views["V1"] = {}
        bench.desk.seconds = 0.2
        response = await bench.interact(
            submission(submitted(form(PLACE, summary(), ""), queries=options("rag", "sam")))
        )
        assert json.loads(response.body)["response_action"] == "update"
        await bench.settle()
        assert "Saved" in str(bench.slack.views["V1"])
        assert len(bench.slack.posted("C1")) == 1


async def test_whoever_set_up_a_channel_that_paperboy_is_not_in_is_told_so():
    async with at_work() as bench:
        bench.slack.fail("chat.postMessage", Fault(error="not_in_channel"))
        await bench.interact(submission(submitted(form(PLACE, summary(), ""), queries=options("rag", "sam"))))
        await bench.settle()
        (message,) = bench.slack.messages
        assert message["channel"] == "U1"
        assert "/invite @Paperboy" in message["text"]


@each_of("metadata", ["", "not json", "[]", '{"channel": 5}'])
async def test_a_form_with_damaged_memory_does_no_harm(metadata):
    async with at_work() as bench:
        view = submitted(form(PLACE, summary(), "")) | {"private_metadata": metadata}
        response = await bench.interact(submission(view))
        assert response.status == 200
        assert bench.desk.filled == []


async def test_the_form_opens_from_app_home_for_the_channel_it_stands_at():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].rooms["C7"] = {"id": "C7", "name": "seven"}
        payload = click(bench.slack, {"action_id": "open@C7:queries"})
        await bench.interact(without_message(payload) | {"view": {"type": "home", "id": "VH"}})
        await bench.settle()
        (view,) = bench.slack.views.values()
        assert json.loads(view["private_metadata"]) == {"channel": "C7", "name": "seven"}


async def test_a_click_in_app_home_is_answered_in_a_modal_about_its_channel():
    async with at_work() as bench:
        payload = click(bench.slack, {"action_id": "papers@C7:0", "value": "search rag"})
        home = {"container": {"type": "view"}, "view": {"type": "home", "id": "VH"}}
        await bench.interact(without_message(payload) | home)
        await bench.settle()
        assert bench.desk.asked[0].address.channel == "C7"
        (view,) = bench.slack.views.values()
        assert "You asked: search rag" in str(view)
        assert "papers@C7:0" in str(view)


async def test_a_click_in_a_modal_is_answered_in_the_same_one():
    async with at_work() as bench:
        bench.slack.views["V1"] = {}
        payload = click(bench.slack, {"action_id": "papers@C7:0", "value": "search rag page:~10"})
        modal = {"container": {"type": "view"}, "view": {"type": "modal", "id": "V1"}}
        await bench.interact(without_message(payload) | modal)
        await bench.settle()
        assert list(bench.slack.views) == ["V1"]
        assert "page:~10" in str(bench.slack.views["V1"])
