"""What the Discord adapter can be told: environment variables, NAME_FILE or `.env`."""

import binascii
from base64 import urlsafe_b64decode

from pydantic import Field, SecretStr

from bot.settings import AdapterSettings

SNOWFLAKE = 20  # digits of the longest id


class DiscordSettings(AdapterSettings):
    """The variables of Discord."""

    discord_token: SecretStr | None = Field(
        None, description="the bot's token (Developer Portal, Bot, Reset Token); turns Discord on"
    )
    discord_manager_role: str = Field(
        "",
        description="a role, by name or id, whose members may change a channel's set-up besides those with"
        " Manage Channels or Manage Server",
    )
    discord_api_url: str = Field("https://discord.com/api/v10", description="Discord's REST address")
    discord_gateway_url: str = Field(
        "", description="the gateway's address; by default the one that Discord names"
    )
    discord_shards: int = Field(0, ge=0, le=10_000, description="how many shards; 0 lets Discord say")

    @property
    def token(self) -> str:
        """The token, "" if there is none."""
        return self.discord_token.get_secret_value().strip() if self.discord_token else ""

    @property
    def missing(self) -> str:
        """What a set-up that was begun lacks, in a sentence; "" if it is complete, or not begun."""
        begun = self.model_fields_set & {"discord_manager_role", "discord_shards", "discord_gateway_url"}
        return "DISCORD_TOKEN is missing (Developer Portal, Bot, Reset Token)." if begun and not self.token else ""


def load() -> DiscordSettings:
    """The settings as they are now; raises SettingsError."""
    return DiscordSettings.load()


def application_of(token: str) -> int | None:
    """The application that a token is of: its first part is the number, written in base64. None: not told.

    Source: https://docs.discord.com/developers/reference#authentication
    """
    head = token.partition(".")[0]
    try:
        number = urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return int(number) if number.isdecimal() and len(number) <= SNOWFLAKE else None
