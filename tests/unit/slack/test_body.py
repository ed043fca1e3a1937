"""What is read of Slack's bodies, whatever stands where something should."""

from adapters.slack.answering.body import inside, several, text
from adapters.slack.listeners.setup_changes import changes
from tests.each_of import each_of

BODY = {"user": {"id": "U1", "name": ""}, "n": 7, "no": None, "list": [{"a": 1}, "x", None], "cut": "a\ud83d"}


@each_of(
    ("path", "found"),
    [
        (("user", "id"), "U1"),
        (("user", "name"), ""),
        (("n",), "7"),
        (("no",), ""),
        (("list",), ""),
        (("user",), ""),
        (("user", "id", "more"), ""),
        (("nowhere", "id"), ""),
        (("cut",), "a?"),
    ],
)
def test_only_what_is_text_is_text(path, found):
    assert text(BODY, *path) == found


def test_what_is_of_another_kind_is_not_there():
    assert inside(BODY, "user") == BODY["user"]
    assert inside(BODY, "n") == inside(BODY, "list", "a") == {}
    assert several(BODY, "list") == [{"a": 1}]
    assert several(BODY, "user") == several(BODY, "no") == []


@each_of(
    "view",
    [
        {"state": {"values": {"zone": "x"}}},
        {"state": {"values": {"zone": {}}}},
        {"state": {"values": {"zone": {"a": []}}}},
        {"state": {"values": {"zone": {"a": {"selected_options": 7, "selected_option": "x"}}}}},
        {"state": {"values": []}, "blocks": "x"},
        {"state": 7, "blocks": [7, {"element": 7}, {"block_id": [], "element": {"initial_options": [None]}}]},
    ],
)
def test_a_form_of_another_shape_changes_nothing(view):
    assert changes(view) == []
