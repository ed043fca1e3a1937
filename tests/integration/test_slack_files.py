"""Exports go out as files and set-ups come in as files; an installation without the permissions hears what to do."""

from typing import Any

from bot.views.blocks import File, View
from tests.each_of import each_of
from tests.fakes.slack_parts import Bench, at_work, click
from tests.fakes.slack_server import Fault

LONG = "\n".join(f"@misc{{key{n}, title = {{A title “{n}” <&>}}}}" for n in range(2_000))
OLD = "chat:write,commands,users:read,channels:read"


def export(bench: Bench, text: str = LONG) -> None:
    bench.desk.views["saved"] = View((File("saved.bib", "application/x-bibtex", text),), "80 saved papers")


def shared(bench: Bench) -> list[tuple[str, str, bytes]]:
    return [(file["name"], file["shared"], file["content"]) for file in bench.slack.uploads.values()]


async def test_an_export_is_in_the_askers_direct_messages_whole():
    async with at_work() as bench:
        export(bench)
        await bench.command("saved bibtex")
        await bench.settle()
        assert shared(bench) == [("saved.bib", "DU1", LONG.encode())]
        (told,) = bench.slack.posted("U1")
        assert told["text"] == "80 saved papers, asked for in #general"
        (answer,) = bench.slack.responses
        assert answer["response_type"] == "ephemeral"
        assert "saved.bib is in your direct messages with Paperboy." in answer["text"]
        assert "@misc" not in str(answer)


async def test_in_a_direct_message_it_is_there():
    async with at_work() as bench:
        export(bench)
        await bench.event(
            {"type": "message", "channel_type": "im", "channel": "D7", "user": "U1", "text": "saved bibtex"}
        )
        await bench.settle()
        assert [(name, where) for name, where, _ in shared(bench)] == [("saved.bib", "D7")]
        assert "saved.bib is here." in bench.slack.posted("D7")[0]["text"]


async def test_a_click_on_an_export_hands_it_over_as_well():
    async with at_work() as bench:
        export(bench)
        await bench.interact(click(bench.slack, {"action_id": "papers:0", "value": "saved bibtex"}))
        payload = click(bench.slack, {"action_id": "papers@C7:0", "value": "saved bibtex"})
        home = {"container": {"type": "view"}, "view": {"type": "home", "id": "VH"}}
        del payload["response_url"]
        await bench.interact(payload | home)
        await bench.settle()
        assert [name for name, _, _ in shared(bench)] == ["saved.bib", "saved.bib"]


async def test_an_old_installation_hears_what_it_lacks_and_gets_no_broken_half():
    async with at_work(slack_public_url="https://papers.example.org") as bench:
        bench.slack.teams["xoxb-T1"].scopes = OLD
        export(bench)
        await bench.command("saved bibtex")
        await bench.settle()
        (answer,) = bench.slack.responses
        assert "lacks the permission files:write" in answer["text"]
        assert "https://papers.example.org/slack/install" in answer["text"]
        assert "at the terminal the same command writes it whole" in answer["text"]
        assert "@misc" not in answer["text"]


async def test_an_old_installation_gets_what_fits_as_text():
    async with at_work() as bench:
        bench.slack.teams["xoxb-T1"].scopes = OLD
        export(bench, "@misc{one}")
        await bench.command("saved bibtex")
        await bench.settle()
        said = " ".join(each["text"] for each in bench.slack.responses)
        assert "@misc{one}" in said
        assert "files:write" in said


@each_of("fault", [Fault(error="file_upload_size_restricted"), Fault(status=500), Fault(drop="before")])
async def test_a_file_that_slack_does_not_take_is_said(fault):
    async with at_work() as bench:
        export(bench)
        bench.slack.fail("files.completeUploadExternal", fault)
        await bench.command("saved bibtex")
        await bench.settle()
        (answer,) = bench.slack.responses
        assert "As text it is too long for Slack" in answer["text"]


def given(bench: Bench, text: str, *names: str, **event: Any) -> dict[str, Any]:
    files = [
        {"id": name, "name": name, "url_private_download": f"{bench.slack.url}private/{name}"} for name in names
    ]
    message = {"type": "message", "channel_type": "im", "channel": "D7", "user": "U1", "subtype": "file_share"}
    return {**message, "text": text, "files": files, **event}


@each_of("text", ["", "import", "Import this please"])
async def test_a_file_in_a_direct_message_is_imported(text):
    async with at_work() as bench:
        bench.slack.private["set-up.json"] = '{"subscriptions": ["“low” rank"]}'.encode()
        await bench.event(given(bench, text, "set-up.json"))
        await bench.settle()
        (asked,) = bench.desk.asked
        assert (asked.command, dict(asked.arguments)) == ("import", {"json": '{"subscriptions": ["“low” rank"]}'})


async def test_a_file_with_a_mention_is_imported_into_that_channel():
    async with at_work() as bench:
        bench.slack.private["set-up.json"] = b"{}"
        mention = {"type": "app_mention", "channel": "C1", "subtype": None, "channel_type": "channel"}
        await bench.event(given(bench, "<@UBOTT1> import", "set-up.json", **mention))
        await bench.settle()
        (asked,) = bench.desk.asked
        assert (asked.command, asked.address.channel) == ("import", "C1")


async def test_other_words_beside_a_file_are_a_command():
    async with at_work() as bench:
        await bench.event(given(bench, "search rag", "a.pdf"))
        await bench.settle()
        assert bench.desk.asked[0].text == "search rag"


@each_of(
    ("names", "scopes", "said"),
    [
        (("a.json", "b.json"), "", "import takes one"),
        (("a.json",), OLD, "lacks the permission files:read"),
        (("large.json",), "", "which no set-up has"),
    ],
)
async def test_a_file_that_cannot_be_read_is_told_with_what_to_do(names, scopes, said):
    async with at_work() as bench:
        bench.slack.private |= {"a.json": b"{}", "large.json": b"x" * 1_000_001}
        if scopes:
            bench.slack.teams["xoxb-T1"].scopes = scopes
        await bench.event(given(bench, "import", *names))
        await bench.settle()
        assert said in bench.slack.posted("D7")[0]["text"]
        assert bench.desk.asked == []


async def test_the_token_is_shown_to_nobody_but_slack():
    async with at_work() as bench:
        event = given(bench, "import", "a.json")
        event["files"][0]["url_private_download"] = "https://evil.example.org/a.json"
        await bench.event(event)
        await bench.settle()
        assert "files:read" in bench.slack.posted("D7")[0]["text"]
