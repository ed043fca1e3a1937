"""`/papers …`, buttons, menus and shortcuts on Slack, dispatched with real signatures."""

import asyncio
import time
from datetime import timedelta

from bot.model.channel import Address
from bot.views.blocks import Paragraph, View, plain
from tests.each_of import each_of
from tests.fakes.slack_parts import SECRET, at_work, click
from tests.fakes.slack_server import Fault
from tests.fakes.workers import Alone


def shown(body: dict) -> str:
    return body["text"]


async def test_a_read_is_acknowledged_empty_and_answered_to_the_asker_alone():
    async with at_work() as bench:
        response = await bench.command("search rag")
        await bench.settle()
        assert (response.status, response.body) == (200, "")
        (answer,) = bench.slack.responses
        assert (answer["response_type"], shown(answer)) == ("ephemeral", "You asked: search rag")


async def test_a_change_is_answered_in_the_channel():
    async with at_work() as bench:
        await bench.command("subscribe rag")
        await bench.settle()
        assert bench.slack.responses[0]["response_type"] == "in_channel"


async def test_acknowledging_does_not_wait_for_the_work():
    async with at_work() as bench:
        bench.desk.go_on.clear()
        await bench.command("search rag")
        assert not bench.slack.responses
        bench.desk.go_on.set()
        await bench.settle()
        assert len(bench.slack.responses) == 1


@each_of("address", ["http://127.{" + "{" * 70 + "/x", "http://[/x", "", "no address"])
async def test_an_address_for_answers_that_is_none_is_not_asked_and_the_answer_is_posted(address: str):
    async with at_work() as bench:
        assert (await bench.command("search rag", response_url=address)).status == 200
        await bench.settle()
        (answer,) = bench.slack.ephemeral
        assert shown(answer) == "You asked: search rag"


async def test_the_request_says_who_and_where_with_the_persons_own_zone():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].people["U1"] = {"tz": "Asia/Tokyo", "is_admin": True, "name": "ada"}
        await bench.command("list")
        await bench.settle()
        (request,) = bench.desk.asked
        assert Address("slack", "T1", "C1") == request.address
        assert (request.person.zone, request.person.manager, request.person.name) == ("Asia/Tokyo", True, "ada")
        assert (request.open_by_default, request.personal, "general") == (True, False, request.channel_name)


async def test_a_zone_that_python_does_not_know_is_left_out():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].people["U1"] = {"tz": "Mars/Olympus"}
        await bench.command("list")
        await bench.settle()
        assert bench.desk.asked[0].person.zone == ""


async def test_an_outage_of_the_directory_slows_down_one_answer_a_minute():
    async with at_work() as bench:
        bench.slack.fail("users.info", Fault(status=500), Fault(status=500))
        for _ in range(2):
            await bench.command("list")
            await bench.settle()
        bench.clock.ahead = timedelta(minutes=2)
        bench.slack.faults.clear()
        await bench.command("list")
        await bench.settle()
        assert [m for m, _ in bench.slack.calls].count("users.info") == 2
        assert [request.person.zone for request in bench.desk.asked] == ["", "", "Europe/Paris"]


async def test_a_slash_command_in_a_direct_message_is_personal():
    async with at_work() as bench:
        await bench.command("list", channel_id="D1", channel_name="directmessage")
        await bench.settle()
        assert (bench.desk.asked[0].personal, bench.desk.asked[0].channel_name) == (True, "direct message")


async def test_a_private_channels_name_is_asked_for():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].rooms["G1"] = {"id": "G1", "name": "secret", "is_private": True}
        await bench.command("list", channel_id="G1", channel_name="privategroup")
        await bench.settle()
        assert bench.desk.asked[0].channel_name == "secret"


@each_of(
    ("typed", "meant"),
    [
        ("search “low-rank adaptation”", 'search "low-rank adaptation"'),
        ("search upvotes:&gt;20 a&amp;b", "search upvotes:>20 a&b"),
        (
            "similar <https://arxiv.org/abs/2106.09685|arxiv.org/abs/2106.09685>",
            "similar arxiv.org/abs/2106.09685",
        ),
        ("submit <https://arxiv.org/abs/2106.09685>", "submit https://arxiv.org/abs/2106.09685"),
        ("search <@U42|lecun>", "search @lecun"),
        ("search <#C42|cs.CL>", "search #cs.CL"),
        ("search &amp;lt;b&amp;gt;", "search &lt;b&gt;"),
        ("/papers search rag", "search rag"),
    ],
)
async def test_the_desk_gets_what_was_meant(typed, meant):
    async with at_work() as bench:
        await bench.command(typed)
        await bench.settle()
        assert meant == bench.desk.asked[0].text


async def test_twelve_thousand_characters_and_an_unclosed_quote_reach_the_desk_whole():
    async with at_work() as bench:
        await bench.command('search "' + "x" * 12_000)
        await bench.settle()
        assert len(bench.desk.asked[0].text) == 12_008
        assert bench.slack.responses


@each_of("text", ["search payload", "subscribe payload=x", "{", "search rag&payload={}"])
async def test_no_word_of_a_command_makes_it_another_kind_of_request(text):
    async with at_work() as bench:
        response = await bench.command(text)
        await bench.settle()
        assert (response.status, [asked.text for asked in bench.desk.asked]) == (200, [text])


@each_of(
    "body",
    ["{", "[1]", "payload=1", "payload=[]", '{"event": 1', "payload={", '{"team": 7}', '{"authorizations": 7}'],
)
async def test_what_is_signed_and_no_request_is_refused_without_an_error(body, caplog):
    async with at_work() as bench:
        response = await bench.dispatch(body, "application/x-www-form-urlencoded")
        assert (response.status, bench.desk.asked) in [(400, []), (404, [])]
        assert not caplog.records


async def test_a_bug_in_the_core_is_a_polite_sentence():
    async with at_work() as bench:
        await bench.command("crash")
        await bench.settle()
        assert "Something went wrong" in shown(bench.slack.responses[0])


async def test_a_forged_signature_is_refused():
    async with at_work() as bench:
        body = "command=%2Fpapers&text=list&team_id=T1&channel_id=C1&user_id=U1"
        response = await bench.dispatch(body, "application/x-www-form-urlencoded", secret="guessed")
        assert response.status == 401
        assert bench.desk.asked == []


@each_of("off", [-301, 301])
async def test_a_stale_signature_is_refused(off):
    async with at_work() as bench:
        body = "command=%2Fpapers&text=list&team_id=T1&channel_id=C1&user_id=U1"
        response = await bench.dispatch(body, "application/x-www-form-urlencoded", at=time.time() + off)
        assert response.status == 401


async def test_a_replayed_command_is_carried_out_once():
    async with at_work() as bench:
        trigger = bench.slack.trigger()
        for _ in range(2):
            await bench.command("subscribe rag", trigger_id=trigger)
        await bench.settle()
        assert len(bench.desk.asked) == 1


async def test_a_command_that_another_process_had_is_carried_out_there_alone():
    async with at_work(workers=Alone(alone=False)) as bench:
        one, another = bench.slack.trigger(), bench.slack.trigger()
        bench.journal.seen.add(f"slack-trigger:{one}")
        await bench.command("subscribe rag", trigger_id=one)
        await bench.command("list", trigger_id=another)
        await bench.settle()
        assert [asked.text for asked in bench.desk.asked] == ["list"]
        assert f"slack-trigger:{another}" in bench.journal.seen


async def test_a_workspace_that_is_not_installed_is_told_so():
    async with at_work() as bench:
        response = await bench.command("list", team_id="T9")
        await bench.settle()
        said = (response.body or "") + "".join(map(shown, bench.slack.responses))
        assert "not installed" in said
        assert bench.desk.asked == []


async def test_a_button_is_the_command_in_its_value_with_no_memory_of_ours():
    async with at_work() as bench:
        await bench.interact(click(bench.slack, {"action_id": "papers:3", "value": "save arxiv:2401.00001"}))
        await bench.settle()
        assert bench.desk.asked[0].text == "save arxiv:2401.00001"
        assert bench.slack.responses[0]["response_type"] == "in_channel"


async def test_a_menu_of_a_compact_digest_works_like_a_button():
    async with at_work() as bench:
        action = {"type": "static_select", "action_id": "papers:0", "selected_option": {"value": "hide arxiv:1"}}
        await bench.interact(click(bench.slack, action))
        await bench.settle()
        assert bench.desk.asked[0].text == "hide arxiv:1"


async def test_the_next_page_takes_the_place_of_the_ephemeral_one():
    async with at_work() as bench:
        container = {"type": "message", "is_ephemeral": True}
        action = {"action_id": "papers:1", "value": "search rag page:~10"}
        await bench.interact(click(bench.slack, action, container=container))
        await bench.interact(click(bench.slack, action))
        await bench.settle()
        assert [answer.get("replace_original") for answer in bench.slack.responses] == [True, None]


@each_of(
    "action",
    [
        {"action_id": "older-version", "value": "save arxiv:1"},
        {"action_id": "papers:0", "value": ""},
        {"action_id": "papers:0"},
    ],
)
async def test_a_button_that_means_nothing_any_more_gets_a_polite_sentence(action):
    async with at_work() as bench:
        response = await bench.interact(click(bench.slack, action))
        await bench.settle()
        assert response.status == 200
        (answer,) = bench.slack.responses
        assert (answer["response_type"], "not one of Paperboy's any more" in shown(answer)) == ("ephemeral", True)


async def test_a_person_without_permission_is_told_so_alone():
    async with at_work() as bench:
        bench.desk.refuse["hide"] = "Only admins may change this channel."
        await bench.interact(click(bench.slack, {"action_id": "papers:0", "value": "hide arxiv:1"}))
        await bench.settle()
        (answer,) = bench.slack.responses
        assert answer["response_type"] == "ephemeral"
        assert "Only admins may change this channel." in shown(answer)


@each_of(
    ("callback", "asked"),
    [("similar_papers", ["similar 2401.00001"]), ("save_paper", ["save 2401.00001", "save math/0309136"])],
)
async def test_a_shortcut_finds_the_papers_that_a_message_names(callback, asked):
    async with at_work() as bench:
        text = "see <https://arxiv.org/abs/2401.00001v2|this> and arXiv:math/0309136"
        payload = click(bench.slack, {}) | {
            "type": "message_action",
            "callback_id": callback,
            "message": {"text": text},
        }
        payload.pop("actions")
        await bench.interact(payload)
        await bench.settle()
        assert asked == [request.text for request in bench.desk.asked]
        assert len(bench.slack.responses) == 1


async def test_a_shortcut_on_a_message_without_papers_says_so():
    async with at_work() as bench:
        payload = click(bench.slack, {}) | {
            "type": "message_action",
            "callback_id": "save_paper",
            "message": {"text": "hi"},
        }
        payload.pop("actions")
        await bench.interact(payload)
        await bench.settle()
        assert "no arXiv link" in shown(bench.slack.responses[0])


async def test_an_answer_that_is_too_long_stops_at_five_responses_and_says_so():
    async with at_work() as bench:
        bench.desk.views["list"] = View(tuple(Paragraph(plain("word " * 400)) for _ in range(60)), "long")
        await bench.command("list")
        await bench.settle()
        assert len(bench.slack.responses) == 5
        assert "does not fit" in shown(bench.slack.responses[-1])


async def test_answers_go_on_while_slack_drops_one():
    async with at_work(slack_signing_secret=SECRET) as bench:
        bench.slack.fail("users.info", Fault(drop="before"))
        await asyncio.gather(bench.command("search a"), bench.command("search b"))
        await bench.settle()
        assert len(bench.slack.responses) == 2
