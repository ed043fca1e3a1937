"""What is typed in Slack means the same as on a plain keyboard."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.answering.typed import as_meant, without_mention
from adapters.slack.listeners.shortcuts import papers
from tests.each_of import each_of


@each_of(
    ("typed", "meant"),
    [
        ("“a b” ‘c’ „d‟", '"a b" \'c\' "d"'),
        ("a&lt;b&gt;c&amp;d", "a<b>c&d"),
        ("&amp;lt;", "&lt;"),
        ("&quot;", "&quot;"),
        ("<https://arxiv.org/abs/1|arxiv.org/abs/1>", "arxiv.org/abs/1"),
        ("<http://arxiv.org/|arxiv.org>", "arxiv.org"),
        ("<https://arxiv.org/abs/1|the paper>", "https://arxiv.org/abs/1"),
        ("<https://arxiv.org/abs/1>", "https://arxiv.org/abs/1"),
        ("<https://a.test/?x=1&amp;y=2>", "https://a.test/?x=1&y=2"),
        ("<mailto:a@b.test|a@b.test>", "a@b.test"),
        ("author:<@U1|yann>", "author:@yann"),
        ("<@U1>", "@U1"),
        ("<#C1|cs.CL> <#C2>", "#cs.CL #C2"),
        ("<!channel> <!here|here> <!subteam^S1|@team> <!subteam^S1>", "@channel here @team @subteam"),
        ("rag –video —survey", "rag -video -survey"),
        ("2019–2020 a — b", "2019–2020 a — b"),
        ("a\u00a0b \u2212c", "a b -c"),
        ("`search rag`", "search rag"),
        ("  x  ", "x"),
        ("", ""),
        ("<<>>", "<<>>"),
    ],
)
def test_text_is_read_as_meant(typed: str, meant: str) -> None:
    assert as_meant(typed) == meant


@given(st.text())
def test_any_text_can_be_read(typed: str) -> None:
    assert isinstance(as_meant(typed), str)


def test_only_the_bots_own_mention_in_front_is_dropped() -> None:
    assert without_mention(" <@UBOT|paperboy>: search <@UBOT>", "UBOT") == "search <@UBOT>"
    assert without_mention("<@U1> search", "UBOT") == "<@U1> search"
    assert without_mention("search", "") == "search"


@each_of(
    ("text", "found"),
    [
        ("<https://arxiv.org/abs/2401.00001v3>", ["2401.00001"]),
        (
            "https://arxiv.org/pdf/2401.00001.pdf https://huggingface.co/papers/2402.00002",
            ["2401.00001", "2402.00002"],
        ),
        ("arXiv:2401.00001 arxiv: math.GT/0309136", ["2401.00001", "math.GT/0309136"]),
        ("arxiv.org/abs/2401.00001 again arxiv.org/abs/2401.00001", ["2401.00001"]),
        ("2401.00001 is only a number", []),
    ],
)
def test_a_message_names_papers_by_address_or_id(text: str, found: list[str]) -> None:
    assert papers({"text": text}) == found


def test_papers_in_previews_and_blocks_count_too() -> None:
    message = {"text": "", "attachments": [{"from_url": "https://arxiv.org/abs/2401.00001"}]}
    assert papers(message) == ["2401.00001"]


def test_a_mention_may_stand_behind_a_word_and_before_an_emoji() -> None:
    assert without_mention("hey <@UBOT>, what can you do?", "UBOT") == "hey what can you do?"
    assert without_mention("<@UBOT> :wave:", "UBOT") == ":wave:"
    assert without_mention("<@UBOT>:search rag", "UBOT") == "search rag"
