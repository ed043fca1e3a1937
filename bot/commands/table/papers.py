"""The rows of what finds and shows papers."""

from typing import Final

from bot.commands.command import Command, Completion, Kind, Parameter
from bot.commands.handlers import paper, search, trending
from bot.commands.table.parameters import a_paper

SEARCH: Final = (
    Command(
        name="search",
        known_as="find look lookup query ask show get",
        help="Find papers, the best first",
        handler=search.search,
        parameters=(
            Parameter(
                name="query",
                help="Words, a phrase, author:name, cat:cs.CL, or a question",
                required=True,
                completion=Completion.QUERY,
            ),
        ),
        paged=True,
        examples=('search "low-rank adaptation"', "search diffusion author:ho -video", "search upvotes:>20 RAG"),
    ),
)

PAPERS: Final = (
    Command(
        name="trending",
        known_as="today popular news",
        otherwise="search trending",
        help="The most upvoted papers of the day, week or month",
        handler=trending.trending,
        parameters=(
            Parameter(
                name="span",
                help="How far back",
                kind=Kind.CHOICE,
                choices=("day", "week", "month"),
                same={"daily": "day", "monthly": "month", "today": "day", "weekly": "week"},
            ),
        ),
        paged=True,
        examples=("trending week",),
    ),
    Command(
        name="similar",
        help="More papers like one",
        handler=search.similar,
        parameters=(a_paper("The paper"),),
        paged=True,
        examples=("similar 2106.09685",),
    ),
    Command(
        name="paper",
        help="One paper in full",
        handler=paper.paper,
        parameters=(a_paper("The paper"),),
        examples=("paper 2106.09685", "paper low-rank adaptation of large"),
    ),
    Command(
        name="why",
        help="Which keyword matched a paper and when it was posted, or why it was not",
        handler=paper.why,
        parameters=(a_paper("The paper"),),
        examples=("why 2106.09685",),
    ),
)
