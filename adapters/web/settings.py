"""What the page can be told."""

from pydantic import Field, SecretStr, field_validator

from bot.model.channel import Address
from bot.settings import AdapterSettings

ENOUGH = 16  # characters of an admin token; a shorter one can be guessed


class WebSettings(AdapterSettings):
    """The page's settings; where it listens is said by the core's PAPERBOY_HOST and PAPERBOY_PORT."""

    paperboy_public_channels: str = Field(
        "",
        description="channels whose digests anybody may read at /channels, comma-separated as "
        "`platform:workspace:channel`; by default none",
    )
    paperboy_admin_token: SecretStr | None = Field(
        None, description=f"turns /admin on: what its operator signs in with, {ENOUGH} characters or more"
    )

    @field_validator("paperboy_public_channels")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for name in _split(value):
            if len(parts := name.split(":", 2)) != 3 or not all(parts):
                raise ValueError(
                    f"“{name}” names no channel as platform:workspace:channel; `paperboy channel list` shows them"
                )
        return value

    @field_validator("paperboy_admin_token")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < ENOUGH:
            raise ValueError(f"it must have {ENOUGH} characters or more; `openssl rand -hex 24` makes one")
        return value

    @property
    def public_channels(self) -> tuple[Address, ...]:
        """The channels that anybody may read."""
        return tuple(Address(*name.split(":", 2)) for name in _split(self.paperboy_public_channels))

    @property
    def admin_token(self) -> str:
        """The operator's token, "" if there is no /admin."""
        return self.paperboy_admin_token.get_secret_value() if self.paperboy_admin_token else ""


def _split(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]
