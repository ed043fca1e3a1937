"""What happens in a workspace: channels, mentions, direct messages, uninstalling; each event once."""

import json

from bot.model.channel import Address, Pause
from tests.each_of import each_of
from tests.fakes.slack_parts import NOW, at_work, summary
from tests.fakes.slack_server import Fault

MENTION = {"type": "app_mention", "user": "U1", "channel": "C1"}
DIRECT = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1"}
JOINED = {"type": "member_joined_channel", "user": "UBOTT1", "channel": "C1"}


@each_of(
    ("event", "told"),
    [
        ({"type": "channel_archive", "channel": "C1"}, ("refused", "C1", False)),
        ({"type": "group_archive", "channel": "G1"}, ("refused", "G1", False)),
        ({"type": "channel_unarchive", "channel": "C1"}, ("welcomed", "C1")),
        ({"type": "group_unarchive", "channel": "G1"}, ("welcomed", "G1")),
        ({"type": "channel_left", "channel": "C1"}, ("refused", "C1", False)),
        ({"type": "group_left", "channel": "G1"}, ("refused", "G1", False)),
        ({"type": "channel_deleted", "channel": "C1"}, ("refused", "C1", True)),
        ({"type": "group_deleted", "channel": "G1"}, ("refused", "G1", True)),
        ({"type": "channel_rename", "channel": {"id": "C1", "name": "new"}}, ("renamed", "C1", "new")),
        ({"type": "group_rename", "channel": {"id": "G1", "name": "new"}}, ("renamed", "G1", "new")),
        ({"type": "member_joined_channel", "user": "UBOTT1", "channel": "C1"}, ("welcomed", "C1")),
    ],
)
async def test_the_core_hears_what_happens_to_a_channel(event, told):
    async with at_work() as bench:
        response = await bench.event(event)
        await bench.settle()
        assert response.status == 200
        assert bench.lifecycle.told == [told]


async def test_that_slack_holds_events_back_is_taken_and_told():
    """Left unanswered it would count among the failed deliveries, for which Slack switches an app's events off."""
    told = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1518467820, "api_app_id": "A1"}
    async with at_work() as bench:
        for body in (told, told | {"team_id": None}, told | {"team_id": "TELSEWHERE"}):
            assert (await bench.dispatch(json.dumps(body), "application/json")).status == 200
        await bench.settle()
        assert bench.lifecycle.told == [("events_missed", "T1"), ("events_missed", "TELSEWHERE")]


async def test_a_replayed_event_is_carried_out_once():
    async with at_work() as bench:
        for _ in range(4):
            await bench.event({"type": "channel_archive", "channel": "C1"}, event_id="Ev1")
        await bench.settle()
        assert len(bench.lifecycle.told) == 1


async def test_somebody_elses_joining_is_no_news():
    async with at_work() as bench:
        await bench.event(JOINED | {"user": "U7"})
        await bench.settle()
        assert (bench.lifecycle.told, bench.slack.messages) == ([], [])


async def test_the_first_words_in_a_channel_are_one_message_with_two_buttons_said_once():
    async with at_work() as bench:
        await bench.event(JOINED, event_id="Ev1")
        await bench.settle()
        await bench.event(JOINED, event_id="Ev2")
        await bench.settle()
        (message,) = bench.slack.messages
        assert [e["action_id"] for e in message["blocks"][1]["elements"]] == ["open:queries", "open:time"]


async def test_a_channel_that_was_set_up_before_is_not_greeted_again():
    async with at_work() as bench:
        bench.lifecycle.known[Address("slack", "T1", "C1")] = summary()
        await bench.event(JOINED)
        await bench.settle()
        assert (bench.lifecycle.told, bench.slack.messages) == ([("welcomed", "C1")], [])


async def test_a_greeting_that_failed_is_said_at_the_next_invitation():
    async with at_work() as bench:
        bench.slack.fail("chat.postMessage", Fault(status=500))
        for number in range(2):
            await bench.event(JOINED, event_id=f"Ev{number}")
            await bench.settle()
        assert len(bench.slack.messages) == 1


async def test_a_mention_takes_the_same_commands_and_a_read_is_for_the_asker_alone():
    async with at_work() as bench:
        event = {
            "type": "app_mention",
            "user": "U1",
            "channel": "C1",
            "ts": "1.2",
            "text": "<@UBOTT1> search “rag”",
        }
        await bench.event(event)
        await bench.settle()
        assert bench.desk.asked[0].text == 'search "rag"'
        (answer,) = bench.slack.ephemeral
        assert (answer["user"], answer["channel"]) == ("U1", "C1")


async def test_a_change_by_mention_is_answered_for_everybody_in_its_thread():
    async with at_work() as bench:
        event = {
            "type": "app_mention",
            "user": "U1",
            "channel": "C1",
            "thread_ts": "1.1",
            "text": "<@UBOTT1> subscribe rag",
        }
        await bench.event(event)
        await bench.settle()
        (answer,) = bench.slack.messages
        assert (answer["channel"], answer["thread_ts"]) == ("C1", "1.1")


async def test_a_bare_mention_gets_help():
    async with at_work() as bench:
        await bench.event(MENTION | {"text": "<@UBOTT1>"})
        await bench.settle()
        assert bench.desk.asked[0].text == "help"


async def test_a_direct_message_is_a_command_of_a_personal_channel():
    async with at_work() as bench:
        event = {
            "type": "message",
            "channel_type": "im",
            "user": "U1",
            "channel": "D1",
            "text": "search upvotes:&gt;20",
        }
        await bench.event(event)
        await bench.settle()
        assert (bench.desk.asked[0].text, bench.desk.asked[0].personal) == ("search upvotes:>20", True)
        assert [message["channel"] for message in bench.slack.messages] == ["D1"]


@each_of(
    "event",
    [
        DIRECT | {"subtype": "message_changed"},
        DIRECT | {"text": "x", "bot_id": "B2"},
        DIRECT | {"user": "UBOTT1", "text": "x"},
        DIRECT | {"channel_type": "channel", "channel": "C1", "text": "x"},
    ],
)
async def test_other_messages_are_not_for_paperboy(event):
    async with at_work() as bench:
        await bench.event(event)
        await bench.settle()
        assert bench.desk.asked == []


@each_of("dead", ["account_inactive", "token_revoked"])
async def test_the_one_workspaces_uninstalling_pauses_it(dead):
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].dead = dead
        await bench.event({"type": "app_uninstalled"})
        await bench.event({"type": "tokens_revoked", "tokens": {"bot": ["UBOTT1"]}})
        await bench.settle()
        assert set(bench.lifecycle.told) == {("uninstalled", "T1")}


async def test_a_late_farewell_of_a_token_that_works_is_ignored():
    async with at_work() as bench:
        await bench.event({"type": "app_uninstalled"})
        await bench.settle()
        assert bench.lifecycle.told == []


async def test_a_revoked_user_token_is_not_the_bots():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].dead = "token_revoked"
        await bench.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}})
        await bench.settle()
        assert bench.lifecycle.told == []


async def test_app_home_shows_a_persons_channels_what_is_paused_and_how_to_mend_it():
    async with at_work() as bench:
        conversations = bench.slack.teams["xoxb-T1"].rooms
        conversations["C1"] = {"id": "C1", "name": "general", "is_channel": True, "members": ["U1"]}
        conversations["C2"] = {"id": "C2", "name": "open", "is_channel": True, "members": []}
        conversations["C3"] = {"id": "C3", "name": "secret", "is_channel": True, "is_private": True, "members": []}
        pause = Pause(NOW, "the channel was deleted", fix="Set another channel up.")
        known = [
            summary("C1", ["diffusion model"], saved=3),
            summary("C2", ["rag"], name="open"),
            summary("C3", ["merger"], name="secret"),
            summary("C4", ["old"], pause, name="gone", owner="U1"),
        ]
        bench.lifecycle.known = {each.channel.address: each for each in known}
        await bench.event({"type": "app_home_opened", "user": "U1", "tab": "home"})
        await bench.settle()
        said = str(bench.slack.homes["U1"])
        assert all(
            word in said for word in ("#general", "diffusion model", "#open", "deleted", "Set another channel")
        )
        assert "merger" not in said
        assert "papers@C1:" in said
        assert "open@C1:queries" in said


async def test_app_home_of_hundreds_of_channels_stays_within_its_hundred_blocks():
    async with at_work() as bench:
        known = [summary(f"C{n}", ["q" * 300] * 30, name=f"n{n}", owner="U1") for n in range(300)]
        bench.lifecycle.known = {each.channel.address: each for each in known}
        await bench.event({"type": "app_home_opened", "user": "U1", "tab": "home"})
        await bench.settle()
        assert 90 < len(bench.slack.homes["U1"]["blocks"]) <= 100


async def test_opening_the_messages_tab_draws_no_home():
    async with at_work() as bench:
        await bench.event({"type": "app_home_opened", "user": "U1", "tab": "messages"})
        await bench.settle()
        assert bench.slack.homes == {}
