"""Settings: environment variables or `.env`; every secret may come from a file named by `NAME_FILE`."""

import os
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.errors import SettingsError


class SecretFiles(PydanticBaseSettingsSource):
    """Reads a setting NAME from the file that NAME_FILE points at (Docker and Kubernetes secrets)."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002, D102 -- the base class says it
        name = field_name.upper()
        path = os.environ.get(f"{name}_FILE", "")
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            raise SettingsError(f"{name}_FILE names {path}, which cannot be read ({error.strerror}).") from error

    def __call__(self) -> dict[str, Any]:
        """Every setting that has a file."""
        found = {}
        for name, field in self.settings_cls.model_fields.items():
            value, key, _ = self.get_field_value(field, name)
            if value is not None:
                found[key] = value
        return found


class AdapterSettings(BaseSettings):
    """Base of every group of settings: environment first, then NAME_FILE, then `.env`.

    A field's name in lower case is the variable's name in upper case; its description is the README's text.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    @classmethod
    def settings_customise_sources(  # noqa: D102 -- pydantic's own hook
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- NAME_FILE takes its place
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, SecretFiles(settings_cls), dotenv_settings

    @classmethod
    def load(cls, **given: Any) -> Self:
        """The settings; raises SettingsError with one sentence that names each wrong variable, not its value."""
        try:
            return cls(**given)
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
            raise SettingsError(f"A setting is wrong: {wrong}. Mend it in the environment or in .env.") from None


class PaperboySettings(AdapterSettings):
    """What the core itself can be told."""

    paperboy_database: Path = Field(Path("data/paperboy.db"), description="where the SQLite file is")
    paperboy_platforms: str = Field(
        "", description="names, comma-separated; by default whatever has its tokens, and the terminal"
    )
    paperboy_sources: str = Field("", description="names, comma-separated; by default huggingface")
    paperboy_zone: str = Field("", description="time zone of the terminal's channels; by default the machine's")
    paperboy_secret_key: SecretStr | None = Field(
        None, description="encrypts workspace tokens; by default made once and kept beside the database"
    )
    paperboy_log: Literal["text", "json"] = Field("text", description="text (key=value) or json")
    paperboy_host: str = Field("127.0.0.1", description="where the web page, /healthz and /metrics listen")
    paperboy_port: int = Field(8080, ge=0, le=65535, description="their port; 0 takes any free one")
    paperboy_grace_days: int = Field(
        30, ge=0, le=3650, description="days until the data of an uninstalled workspace is deleted"
    )
