"""What a team made of papers, in words."""

import pytest

from bot.model.marks import Marks, Week
from bot.views.blocks import Link, Text
from bot.views.marks import marked, of_the_week
from tests.each_of import each_of


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        (Marks(), ""),
        (Marks(saved=True), "Saved"),
        (Marks(saved=True, saved_by="Ada", votes=3), "Saved by Ada · 3 votes"),
        (Marks(votes=1), "1 vote"),
        (Marks(hidden=True), "Not relevant"),
        (Marks(votes=1_200, hidden=True, hidden_by="Grace"), "1,200 votes · not relevant to Grace"),
    ],
)
def test_marks_are_told_in_one_line(marks, said):
    assert marked(marks) == said


@each_of(
    ("week", "said"),
    [
        (Week(), ()),
        (Week(saved=1), (Text("This week the team saved 1 paper"), Text("."))),
        (Week(votes=1), (Text("This week the team voted once"), Text("."))),
        (
            Week(2, 5, "A title", "https://a.test"),
            (
                Text("This week the team saved 2 papers and voted 5 times"),
                Text(", most for "),
                Link("A title", "https://a.test"),
                Text("."),
            ),
        ),
    ],
)
def test_the_week_is_a_sentence_or_nothing(week, said):
    assert of_the_week(week) == said
