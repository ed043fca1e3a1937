"""What platforms bring: Slack, Discord, and bounces of mail by the webhook; each adapter with the real desk behind it."""

from starlette.applications import Starlette

from adapters.email.app import assembled
from adapters.email.bounces.webhook import PATH, web_routes
from adapters.email.listener import EmailListener
from adapters.email.settings import EmailSettings
from tests.fakes.bounces import bounce, out_of_office
from tests.fakes.core_services import core_services
from tests.fakes.slack_server import FakeSlack
from tests.fuzz import discord, slack
from tests.fuzz.discord import DiscordDoor
from tests.fuzz.doors import Doors, requested
from tests.fuzz.slack import SlackDoor
from tests.fuzz.target import Target

SECRET = "a-secret-of-the-webhook"
RETURNED = bounce(b"Message-ID: <a.b@paperboy.test>\r\nTo: you@lab.test\r\n\r\nWords.\r\n")
REPORT = b'multipart/report; report-type=delivery-status; boundary="b0undary"'
PARTS = ("multipart/", "--b0undary", "boundary=", "Action: failed", "Status: 5.1.1", "Content-Type: ", "charset=")


class Platforms:
    """Each opened at its first input."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._slack: SlackDoor | None = None
        self._discord: DiscordDoor | None = None
        self._mail: Starlette | None = None

    def of_slack(self, text: str) -> None:
        """What Socket Mode hands over, with fields exchanged."""
        self._doors.run(self._of_slack(text))

    async def _of_slack(self, text: str) -> None:
        await (await self._opened_slack()).handed_over(text)

    def to_slacks_address(self, text: str) -> None:
        """A signed request's body."""
        self._doors.run(self._to_slacks_address(text))

    async def _to_slacks_address(self, text: str) -> None:
        await (await self._opened_slack()).requested(text)

    async def _opened_slack(self) -> SlackDoor:
        assert self._doors.office
        if self._slack is None:
            self._slack = await SlackDoor.opened(self._doors.open, self._doors.office)
        return self._slack

    def of_discord(self, text: str) -> None:
        """What a person did there."""
        self._doors.run(self._of_discord(text))

    async def _of_discord(self, text: str) -> None:
        assert self._doors.office
        if self._discord is None:
            self._discord = await DiscordDoor.opened(self._doors.open, self._doors.office)
        await self._discord.brought(text)

    def returned(self, data: bytes) -> None:
        """A bounce at the webhook: its content type, and in the next lines the rest."""
        self._doors.run(self._returned(data))

    async def _returned(self, data: bytes) -> None:
        if self._mail is None:
            settings = EmailSettings.load(mail_from="papers@paperboy.test")
            listener = assembled(settings, core_services()).listener
            assert isinstance(listener, EmailListener)
            self._mail = Starlette(routes=list(web_routes(SECRET, listener.bounces)))
        kind, _, body = data.partition(b"\n")
        signed = (b"authorization", f"Bearer {SECRET}".encode())
        await requested(self._mail, PATH, "POST", body, (b"content-type", kind), signed)


def targets(doors: Doors) -> tuple[Target, ...]:
    """With what comes in there."""
    platforms = Platforms(doors)
    names = tuple(f"{name}\n" for name in slack.samples(FakeSlack()))
    bounces = (
        b"message/rfc822\n" + RETURNED,
        REPORT + b"\n" + RETURNED.partition(b"\r\n\r\n")[2],
        b"\n" + out_of_office(),
    )
    fields = (*names, *slack.PATHS, *slack.VALUES)
    return (
        Target("payloads of Slack", platforms.of_slack, slack.EXCHANGED, fields, 1.5),
        Target("requests of Slack", platforms.to_slacks_address, slack.bodies(), slack.ON_THE_WIRE, 1.5),
        Target("interactions of Discord", platforms.of_discord, discord.SAMPLES, discord.WORDS, 1),
        Target("bounces by webhook", platforms.returned, bounces, PARTS, 8, False),
    )
