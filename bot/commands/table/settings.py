"""What `settings` takes: a channel's settings by the names under which they are typed."""

from bot.commands.command import Completion, Kind, Parameter
from bot.commands.handlers.settings import MAX_UPVOTES
from bot.model.channel import MAX_PICKS, Changes, EmptyDay, Layout

SETTINGS: tuple[Parameter, ...] = (
    Parameter(
        name="picks",
        help="Papers in a digest, at most",
        kind=Kind.INTEGER,
        least=1,
        most=MAX_PICKS,
        named=True,
        usage=f"1-{MAX_PICKS}",
    ),
    Parameter(
        name="layout",
        help="A title and a sentence a paper, cards, a message a paper, or abstracts in a thread",
        kind=Kind.CHOICE,
        choices=tuple(Layout),
        named=True,
    ),
    Parameter(
        name="empty",
        help="On a day without papers: nothing, or one line that says why",
        kind=Kind.CHOICE,
        choices=tuple(EmptyDay),
        named=True,
    ),
    Parameter(
        name="sources",
        help="Where papers come from: names with commas, or all",
        completion=Completion.SOURCES,
        named=True,
        usage="name,…",
    ),
    Parameter(
        name="upvotes",
        help="Leave out papers with fewer upvotes",
        kind=Kind.INTEGER,
        most=MAX_UPVOTES,
        named=True,
        usage="number",
    ),
    Parameter(
        name="mentions",
        help="Papers that mention a keyword in passing only: picked as well, or left out",
        kind=Kind.CHOICE,
        choices=("on", "off"),
        named=True,
    ),
    Parameter(
        name="withdrawals",
        help="Whether a digest says which papers posted here were withdrawn since",
        kind=Kind.CHOICE,
        choices=("on", "off"),
        named=True,
    ),
    Parameter(
        name="images",
        help="Whether cards show the papers' pictures",
        kind=Kind.CHOICE,
        choices=("on", "off"),
        named=True,
    ),
    Parameter(
        name="reactions",
        help="Whether reactions to a paper's own message save it, vote for it or hide it",
        kind=Kind.CHOICE,
        choices=("on", "off"),
        named=True,
    ),
    *(
        Parameter(name=setting, help=f"Which emoji on a paper's own message {what}", named=True, usage=":emoji:")
        for setting, what in (
            ("save_emoji", "save it"),
            ("vote_emoji", "vote for it"),
            ("hide_emoji", "find it not relevant"),
        )
    ),
    Parameter(
        name="changes",
        help="Who may change this channel's set-up",
        kind=Kind.CHOICE,
        choices=tuple(Changes),
        named=True,
    ),
)
