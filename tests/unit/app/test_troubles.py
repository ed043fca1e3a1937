"""What is not well, said so that it holds for every process."""

from datetime import UTC, datetime

from bot.app.troubles import in_words
from bot.model.role import Role
from bot.ports import LivingWorker, Matter

SLACK, DISCORD = (Matter.DOWN, "slack"), (Matter.TROUBLE, "discord")
REFUSED = "The token is refused."


def worker(place, said=None, roles=(Role.LISTEN,), *, own=False):
    since = datetime(2026, 11, 20, tzinfo=UTC)
    return LivingWorker(
        id=place, place=place, version="1", roles=frozenset(roles), since=since, said=said or {}, own=own
    )


def test_of_the_one_process_there_is_nobody_says_which():
    assert in_words([]) == in_words([worker("a:1")]) == []
    said = {SLACK: REFUSED, DISCORD: "It waits.", (Matter.FAILING, "plan"): "The disk is full."}
    assert in_words([worker("a:1", said)]) == [
        "slack is down: The token is refused.",
        "discord: It waits.",
        "plan fails: The disk is full.",
    ]


def test_where_one_of_several_cannot_connect_the_others_are_said_to_serve():
    down, well, web = worker("a:1", {SLACK: REFUSED}), worker("b:2"), worker("c:3", roles=[Role.WEB])
    assert in_words([down, well, web]) == [
        "slack is down on a:1 (1 other process serves it): The token is refused."
    ]
    assert in_words([well, down, worker("d:4")]) == [
        "slack is down on a:1 (2 other processes serve it): The token is refused."
    ]
    assert in_words([down, web]) == ["slack is down on a:1: The token is refused."]


def test_what_several_say_is_one_sentence_and_what_each_says_otherwise_its_own():
    full = "The disk is full."
    both = [
        worker("a:1", {SLACK: REFUSED, (Matter.FAILING, "keep"): full, (Matter.FAILING, "plan"): full}, own=True),
        worker("b:2", {SLACK: REFUSED, DISCORD: "It waits.", (Matter.FAILING, "plan"): full}),
    ]
    assert in_words(both) == [
        "slack is down on a:1, b:2: The token is refused.",
        "keep and plan fail on a:1, b:2: The disk is full.",
        "discord on b:2: It waits.",
    ]
    assert in_words(both, own=False) == [
        "slack is down on b:2: The token is refused.",
        "discord on b:2: It waits.",
        "plan fails on b:2: The disk is full.",
    ]
