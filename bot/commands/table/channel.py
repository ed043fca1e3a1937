"""The rows of a channel: its set-up, its digest, its pauses, its state, and taking the set-up elsewhere."""

from typing import Final

from bot.commands.command import Command, Completion, Kind, Parameter
from bot.commands.handlers import (
    export_import,
    pause,
    preview_now,
    schedule,
    settings,
    status,
    subscribe,
    unsubscribe,
)
from bot.commands.handlers import (
    list as list_command,
)
from bot.commands.table.settings import SETTINGS
from bot.commands.typed_schedule import read_schedule

MOST_NUMBER: Final = 1_000_000_000_000  # of a delivery

SET_UP: Final = (
    Command(
        name="subscribe",
        known_as="follow add watch track notify alert",
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
        known_as="unfollow remove delete drop untrack",
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
        known_as="subscriptions mine keywords queries topics",
        help="This channel's subscriptions, schedule, settings and next digest",
        handler=list_command.show,
        paged=True,
    ),
    Command(
        name="schedule",
        known_as="set time hour when at every daily weekdays timezone zone only change",
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
        known_as="config configure configuration options preferences setup",
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
        known_as="digest send post update papers",
        help="Post the next digest now",
        handler=preview_now.now,
        changes=True,
        setup=True,
    ),
)

RUNNING: Final = (
    Command(
        name="pause",
        known_as="stop mute snooze silence off quit disable",
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
        known_as="start unmute unpause on continue enable restart",
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
)

TAKEN_OVER: Final = (
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
