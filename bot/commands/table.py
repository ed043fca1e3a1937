"""The command table: the single source of the Slack parser and help, the Discord option tree, the terminal's
commands and the README's table.
"""

from bot.commands.command import Command, Completion, Kind, Parameter
from bot.commands.context import Answer, Asked
from bot.commands.delivery_table import TO
from bot.commands.handlers import (
    discuss,
    export_import,
    hide_vote,
    paper,
    pause,
    preview_now,
    save,
    schedule,
    search,
    settings,
    status,
    submit,
    subscribe,
    trending,
    unsubscribe,
)
from bot.commands.handlers import (
    help as help_command,
)
from bot.commands.handlers import (
    list as list_command,
)
from bot.commands.settings_table import SETTINGS
from bot.commands.typed_schedule import read_schedule
from bot.errors import UserError

__all__ = ["GROUPS", "MAX_COMMANDS", "TABLE", "Command", "Completion", "Kind", "Parameter", "readme_table"]

# Groups of a tree of options, and what each is for; other commands stand in the tree by their names.
MOST_NUMBER = 1_000_000_000_000  # of a delivery
GROUPS = {"undo": "Take back what you did with a paper", "to": "This channel's papers somewhere else, too"}
MAX_COMMANDS = (
    25  # of a tree's level, groups included: https://docs.discord.com/developers/interactions/application-commands
)


def _paper(what: str, completion: Completion = Completion.PAPER) -> Parameter:
    return Parameter(
        name="paper",
        help=f"{what}: arXiv id, link, or a part of the title",
        required=True,
        completion=completion,
        usage="paper",
    )


_WORKING: tuple[Command, ...] = (
    Command(
        name="search",
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
    Command(
        name="subscribe",
        help="Get the papers that match, every day",
        handler=subscribe.subscribe,
        parameters=(
            Parameter(
                name="query",
                help="One query, or several with commas between",
                required=True,
                completion=Completion.QUERY,
                usage="<query>[, <query>…]",
            ),
        ),
        changes=True,
        setup=True,
        examples=("subscribe diffusion model, RAG", 'subscribe "continual pre-training" | "continual learning"'),
    ),
    Command(
        name="unsubscribe",
        help="Stop a query, by its text or number, or * for all",
        handler=unsubscribe.unsubscribe,
        parameters=(
            Parameter(
                name="query",
                help="The query, its number in the list, or * for all",
                required=True,
                completion=Completion.SUBSCRIPTION,
                usage="query or number or *",
            ),
        ),
        changes=True,
        setup=True,
        examples=("unsubscribe 2", "unsubscribe RAG", "unsubscribe *"),
    ),
    Command(
        name="list",
        help="This channel's subscriptions, schedule, settings and next digest",
        handler=list_command.show,
        paged=True,
    ),
    Command(
        name="schedule",
        help="When the digest comes, in local time",
        handler=schedule.schedule,
        parameters=(
            Parameter(
                name="at",
                help="The local time, such as 9:30 or 5pm; left out, it stays as it is",
                completion=Completion.TIME,
                usage="<HH:MM>",
            ),
            Parameter(name="days", help="Such as weekdays, daily, or mon,wed", completion=Completion.DAYS),
            Parameter(name="zone", help="Such as Europe/Paris", completion=Completion.ZONE),
        ),
        changes=True,
        setup=True,
        bare_reads=True,
        positions=read_schedule,
        examples=("schedule 9:30 weekdays Europe/Paris", "schedule 09:00 mon,wed", "schedule 9am"),
    ),
    Command(
        name="settings",
        help="Papers a digest, layout, empty days, sources, minimum upvotes, who may change",
        handler=settings.settings,
        parameters=SETTINGS,
        changes=True,
        setup=True,
        bare_reads=True,
        examples=("settings picks 5 layout compact", "settings empty silent upvotes 10", "settings sources all"),
    ),
    Command(name="preview", help="What the next digest would hold; marks nothing", handler=preview_now.preview),
    Command(
        name="now",
        help="Post the next digest now",
        handler=preview_now.now,
        changes=True,
        setup=True,
    ),
    Command(
        name="trending",
        help="The most upvoted papers of the day, week or month",
        handler=trending.trending,
        parameters=(
            Parameter(name="span", help="How far back", kind=Kind.CHOICE, choices=("day", "week", "month")),
        ),
        paged=True,
        examples=("trending week",),
    ),
    Command(
        name="similar",
        help="More papers like one",
        handler=search.similar,
        parameters=(_paper("The paper"),),
        paged=True,
        examples=("similar 2106.09685",),
    ),
    Command(
        name="paper",
        help="One paper in full",
        handler=paper.paper,
        parameters=(_paper("The paper"),),
        examples=("paper 2106.09685", "paper low-rank adaptation of large"),
    ),
    Command(
        name="why",
        help="Which keyword matched a paper and when it was posted, or why it was not",
        handler=paper.why,
        parameters=(_paper("The paper"),),
        examples=("why 2106.09685",),
    ),
    Command(
        name="save",
        help="Keep a paper in this channel's list",
        handler=save.save,
        parameters=(_paper("The paper"),),
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
        parameters=(_paper("The paper", Completion.SAVED),),
        changes=True,
        quiet=True,
        tree=("undo", "save"),
        examples=("unsave 2106.09685",),
    ),
    Command(
        name="hide",
        help="Not relevant here: never post it, and fewer like it",
        handler=hide_vote.hide,
        parameters=(_paper("The paper"),),
        changes=True,
        quiet=True,
        examples=("hide 2106.09685",),
    ),
    Command(
        name="unhide",
        help="Relevant after all",
        handler=hide_vote.unhide,
        parameters=(_paper("The paper"),),
        changes=True,
        quiet=True,
        tree=("undo", "hide"),
        examples=("unhide 2106.09685",),
    ),
    Command(
        name="vote",
        help="Your vote for a paper, which counts in this team's ranking; again takes it back",
        handler=hide_vote.vote,
        parameters=(_paper("The paper"),),
        changes=True,
        quiet=True,
        examples=("vote 2106.09685",),
    ),
    Command(
        name="unvote",
        help="Take your vote back",
        handler=hide_vote.unvote,
        parameters=(_paper("The paper"),),
        changes=True,
        quiet=True,
        tree=("undo", "vote"),
        examples=("unvote 2106.09685",),
    ),
    Command(
        name="discuss",
        help="Open a thread on a posted paper, with its abstract, links and papers like it",
        handler=discuss.discuss,
        parameters=(_paper("The paper"),),
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
    Command(
        name="pause",
        help="No digests for a while, or until resume",
        handler=pause.pause,
        parameters=(
            Parameter(name="until", help="A day or a span: friday, 3d, 2026-12-01", completion=Completion.UNTIL),
        ),
        changes=True,
        setup=True,
        examples=("pause", "pause until friday", "pause 3d"),
    ),
    Command(
        name="resume",
        help="Digests again, with the best of what came meanwhile",
        handler=pause.resume,
        changes=True,
        setup=True,
    ),
    Command(
        name="status",
        help="Sources, last digest, pauses and what is stuck",
        handler=status.status,
        parameters=(
            Parameter(
                name="send",
                help="Send a message that is in doubt again, by its number",
                kind=Kind.INTEGER,
                least=1,
                most=MOST_NUMBER,
                named=True,
                usage="NUMBER",
            ),
            Parameter(
                name="drop",
                help="Give a message that is in doubt up, by its number",
                kind=Kind.INTEGER,
                least=1,
                most=MOST_NUMBER,
                named=True,
                usage="NUMBER",
            ),
        ),
        changes=True,
        bare_reads=True,
        examples=("status", "status send 12"),
    ),
    *TO,
    Command(name="export", help="This channel's set-up as JSON", handler=export_import.export),
    Command(
        name="import",
        help="Take over a set-up that export gave, here or elsewhere",
        handler=export_import.import_setup,
        parameters=(
            Parameter(name="json", help="The JSON text from export, or its file", required=True, usage="JSON"),
        ),
        changes=True,
        setup=True,
        examples=('import {"subscriptions": ["RAG"], "settings": {"picks": 3}}',),
    ),
)


async def _help(asked: Asked) -> Answer:
    return help_command.answer(asked, TABLE)


TABLE: tuple[Command, ...] = (
    *_WORKING,
    Command(
        name="help",
        help="What you can type, and how queries work",
        handler=_help,
        parameters=(
            Parameter(
                name="topic", help="A command, or queries", choices=help_command.topics(_WORKING), usage="topic"
            ),
        ),
        examples=("help", "help queries", "help schedule"),
    ),
)


async def _no_command(asked: Asked) -> Answer:
    raise UserError(f"{asked.command} is filled in, not typed.")


SETUP_FORM = Command(name="form", help="Several changes at once", handler=_no_command, changes=True, setup=True)


def readme_table() -> str:
    """The table as the README has it, in Markdown."""
    rows = ["| command | what it does |", "|---|---|"]
    rows += [f"| `{_cell(command.usage)}` | {_cell(command.help)} |" for command in TABLE]
    return "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
