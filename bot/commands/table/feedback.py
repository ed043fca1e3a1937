"""The rows of what people say of a paper: it is kept, hidden, voted for, discussed, or brought along."""

from typing import Final

from bot.commands.command import Command, Completion, Kind, Parameter
from bot.commands.handlers import discuss, hide_vote, save, submit
from bot.commands.table.parameters import a_paper

FEEDBACK: Final = (
    Command(
        name="save",
        help="Keep a paper in this channel's list",
        handler=save.save,
        parameters=(a_paper("The paper"),),
        changes=True,
        quiet=True,
        examples=("save 2106.09685",),
    ),
    Command(
        name="saved",
        help="This channel's saved papers, also as BibTeX, CSV or JSON",
        handler=save.saved,
        parameters=(
            Parameter(
                name="format", help="A file instead of a list", kind=Kind.CHOICE, choices=("bibtex", "csv", "json")
            ),
        ),
        paged=True,
        examples=("saved", "saved bibtex"),
    ),
    Command(
        name="unsave",
        help="Take a paper off the saved list",
        handler=save.unsave,
        parameters=(a_paper("The paper", Completion.SAVED),),
        changes=True,
        quiet=True,
        tree=("undo", "save"),
        examples=("unsave 2106.09685",),
    ),
    Command(
        name="hide",
        help="Not relevant here: never post it, and fewer like it",
        handler=hide_vote.hide,
        parameters=(a_paper("The paper"),),
        changes=True,
        quiet=True,
        examples=("hide 2106.09685",),
    ),
    Command(
        name="unhide",
        help="Relevant after all",
        handler=hide_vote.unhide,
        parameters=(a_paper("The paper"),),
        changes=True,
        quiet=True,
        tree=("undo", "hide"),
        examples=("unhide 2106.09685",),
    ),
    Command(
        name="vote",
        help="Your vote for a paper, which counts in this team's ranking; again takes it back",
        handler=hide_vote.vote,
        parameters=(a_paper("The paper"),),
        changes=True,
        quiet=True,
        examples=("vote 2106.09685",),
    ),
    Command(
        name="unvote",
        help="Take your vote back",
        handler=hide_vote.unvote,
        parameters=(a_paper("The paper"),),
        changes=True,
        quiet=True,
        tree=("undo", "vote"),
        examples=("unvote 2106.09685",),
    ),
    Command(
        name="discuss",
        help="Open a thread on a posted paper, with its abstract, links and papers like it",
        handler=discuss.discuss,
        parameters=(a_paper("The paper"),),
        changes=True,
        quiet=True,
        tree=None,
        examples=("discuss 2106.09685",),
    ),
    Command(
        name="submit",
        help="Put a paper among this channel's candidates",
        handler=submit.submit,
        parameters=(
            Parameter(
                name="paper",
                help="An id or link: arXiv, or what a source can look up",
                required=True,
                usage="id or link",
            ),
        ),
        changes=True,
        examples=("submit https://arxiv.org/abs/2106.09685",),
    ),
)
