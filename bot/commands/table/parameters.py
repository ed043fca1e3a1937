"""What several commands take."""

from bot.commands.command import Completion, Parameter


def a_paper(what: str, completion: Completion = Completion.PAPER) -> Parameter:
    """A paper, by whatever it can be told by; `what` begins the help."""
    return Parameter(
        name="paper",
        help=f"{what}: arXiv id, link, or a part of the title",
        required=True,
        completion=completion,
        usage="paper",
    )
