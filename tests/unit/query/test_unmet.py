"""What a query asks for that nobody gives."""

import pytest

from bot.model.source_set_up import Given
from bot.query.parser import parse
from bot.query.unmet import unmet

NOBODY = frozenset[str]()
CATEGORIES, CODE, ORGANIZATIONS, UPVOTES = Given


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("diffusion", set()),
        ("title:diffusion author:lecun abstract:flow", set()),
        ("#cs.CL", {CATEGORIES}),
        ("cat:cs.* diffusion has:code", {CATEGORIES, CODE}),
        ('org:"Google Research" multi*', {ORGANIZATIONS}),
        ("org:(google | meta)", {ORGANIZATIONS}),
        ("source:arxiv", {"source:arxiv"}),
        ("upvotes:>0", {UPVOTES}),
        ("upvotes:>=1", {UPVOTES}),
        ("upvotes:=3", {UPVOTES}),
        ("upvotes:>=0", set()),
        ("upvotes:=0", set()),
        ("upvotes:<5", set()),
        ("trending #cs.CL", {CATEGORIES}),
        ("diffusion -#cs.CL -has:code", set()),
        ("diffusion | #cs.CL", set()),
        ("#cs.CL | source:arxiv", {CATEGORIES, "source:arxiv"}),
        ("has:code (#cs.CL | flow)", {CODE}),
    ],
)
def test_what_no_paper_can_have_where_nobody_tells_it(text, needs):
    assert unmet(parse(text).root, NOBODY.__contains__) == needs


def test_what_somebody_gives_is_met():
    root = parse("#cs.CL | source:arxiv").root
    assert unmet(root, {CATEGORIES}.__contains__) == set()
    assert unmet(parse("#cs.CL has:code").root, {CATEGORIES}.__contains__) == {CODE}
