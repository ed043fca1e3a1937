"""Settings: environment variables or `.env`; every secret may come from a file named by `NAME_FILE`."""

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.errors import SettingsError
from bot.settings_file import at_home, dotenv, home, text_of

FILE: Final = "_FILE"  # NAME_FILE names the file that holds NAME
_OWN = frozenset({"bot", "adapters"})  # packages whose settings are the product's; tests have some of their own
LEAST_KEPT: Final = 31  # days: more than a paper is a candidate, or a digest waits for its platform
SHORTEST_KEY: Final = 16  # characters
_FAULTS: Final = {  # by pydantic's names, https://docs.pydantic.dev/latest/errors/validation_errors/
    "int_parsing": "it takes a whole number",
    "int_parsing_size": "it takes a smaller number",
    "float_parsing": "it takes a number",
    "greater_than": "it takes a number above {gt}",
    "greater_than_equal": "it takes {ge} at least",
    "less_than_equal": "it takes {le} at most",
    "literal_error": "it takes {expected}",
}
_ONE_WORD: Final = ("_token", "_secret", "_id", "_url")  # settings whose value has no line break within


class SecretFiles(PydanticBaseSettingsSource):
    """Reads a setting NAME from the file that NAME_FILE points at (Docker and Kubernetes secrets)."""

    def __init__(self, settings_cls: type[BaseSettings], said: Mapping[str, str], folder: Path) -> None:
        super().__init__(settings_cls)
        self._said, self._folder = said, folder  # where NAME_FILE is said, and what a relative path starts from

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002, D102 -- the base class says it
        name = field_name.upper() + FILE
        path = self._said.get(name, "")
        if not path:
            return None, field_name, False
        return text_of(self._folder / path, f"{name} names {path}, which").strip(), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Every setting that has a file."""
        found = ((name, self.get_field_value(field, name)[0]) for name, field in _fields(self.settings_cls))
        return {name: value for name, value in found if value is not None}


class DotEnv(PydanticBaseSettingsSource):
    """Reads settings from `.env`; a path in it starts from its own folder."""

    def __init__(self, settings_cls: type[BaseSettings], said: Mapping[str, str], folder: Path) -> None:
        super().__init__(settings_cls)
        self._said, self._folder = said, folder

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: D102 -- the base class says it
        value = self._said.get(field_name.upper())
        if value is not None and Path in (field.annotation, *get_args(field.annotation)) and not _is_url(value):
            return self._folder / at_home(Path(value)), field_name, False
        return value, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Every setting that it has."""
        found = ((name, self.get_field_value(field, name)[0]) for name, field in _fields(self.settings_cls))
        return {name: value for name, value in found if value is not None}


class AdapterSettings(BaseSettings):
    """Base of every group of settings: environment first, then NAME_FILE, then `.env` and NAME_FILE in it.

    A field's name in lower case is the variable's name in upper case; its description is the README's text.
    """

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    @classmethod
    def settings_customise_sources(  # noqa: D102 -- pydantic's own hook
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- ours says what is wrong with the file
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- NAME_FILE takes its place
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        said, folder = dotenv(), home()
        return (
            init_settings,
            env_settings,
            SecretFiles(settings_cls, os.environ, Path()),
            DotEnv(settings_cls, said, folder),
            SecretFiles(settings_cls, said, folder),
        )

    @field_validator("*", mode="before")
    @classmethod
    def _one_line(cls, value: Any, info: ValidationInfo) -> Any:
        """Space around a value is a slip of copying; inside a token it would reach an HTTP header."""
        if isinstance(value, str | Path) and any(unicodedata.category(c) == "Cs" for c in str(value)):
            raise ValueError("it holds bytes that are no UTF-8; write it again")
        if not isinstance(value, str):
            return value
        value, name = value.strip(), info.field_name or ""
        token = name.endswith("_token")
        alone = name.endswith(_ONE_WORD)
        if any(unicodedata.category(c) == "Cc" and (alone or not c.isspace()) for c in value):
            raise ValueError("it holds a line break or another control character; copy it again, in one line")
        if token and not value.isascii():
            raise ValueError("it holds a character that no token has (a typographic one?); copy it again")
        return value

    @classmethod
    def load(cls, **given: Any) -> Self:
        """The settings; raises SettingsError with one sentence that names each wrong variable, not its value."""
        try:
            return cls(**given) if given else cls._read()
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc'])).upper()}: {_fault(e)}" for e in error.errors())
            raise SettingsError(f"A setting is wrong: {wrong}. Mend it in the environment or in .env.") from None

    @classmethod
    def _read(cls) -> Self:
        """Read anew if something has changed: a start asks for most groups several times."""
        now = (dict(os.environ), dotenv(), home())
        if any(said.get(name.upper() + FILE) for said in now[:2] for name in cls.model_fields):
            return cls()  # what that file holds may have changed
        before, known = _READ.get(cls, (None, None))
        if before != now:
            known = cls()
            _READ[cls] = now, known
        copy: Self = known.model_copy()
        return copy


_READ: Final[dict[type, tuple[Any, Any]]] = {}  # by group: what was said, and the settings that it made


class PaperboySettings(AdapterSettings):
    """What the core itself can be told."""

    paperboy_database: Path | SecretStr = Field(
        Path("data/paperboy.db"),
        description="where the SQLite file is, or `postgresql://user:password@host/database`",
    )
    paperboy_index: Path = Field(
        Path("data"),
        description="the folder of the search index, if the database is a PostgreSQL; else it is beside the file",
    )
    paperboy_platforms: str = Field(
        "", description="names, comma-separated; by default whatever has its tokens, and the terminal"
    )
    paperboy_roles: str = Field(
        "",
        description="what this process does, of `plan,poll,deliver,listen,web`; by default all of it. Only where "
        "several share a PostgreSQL does another do the rest",
    )
    paperboy_sources: str = Field("", description="names, comma-separated; by default huggingface")
    paperboy_zone: str = Field("", description="time zone of the terminal's channels; by default the machine's")
    paperboy_secret_key: SecretStr | None = Field(
        None,
        description="encrypts workspace tokens (16 characters at least); by default made once and kept beside the "
        "database",
    )
    paperboy_secret_key_before: SecretStr | None = Field(
        None, description="the one before: what it encrypted still opens, until `paperboy rotate-key` has run"
    )
    paperboy_log: Literal["text", "json"] = Field("text", description="text (key=value) or json")
    paperboy_host: str = Field("127.0.0.1", description="where the web page, /healthz and /metrics listen")
    paperboy_port: int = Field(8080, ge=0, le=65535, description="their port; 0 takes any free one")
    paperboy_health_port: int | None = Field(
        None, ge=0, le=65535, description="a port of their own for /healthz and /metrics, if the other is public"
    )
    paperboy_public_url: str = Field(
        "",
        description="this Paperboy's own address for readers (`https://papers.example.org`), as feeds and mail "
        "have it in their links",
    )
    paperboy_admin: str = Field(
        "",
        description="a channel (`platform:workspace:channel`) that hears once of a source that is down for six "
        "hours, of parked deliveries, of paused workspaces and of a database that cannot be written, and once "
        "when that is mended",
    )
    paperboy_grace_days: int = Field(
        30,
        ge=0,
        le=3650,
        description="days until the data of an uninstalled workspace is deleted, if the platform then says, too, "
        "that Paperboy is gone from it",
    )

    paperboy_keep_days: int = Field(
        400,
        ge=0,
        le=36_500,
        description="days for which digests with their messages, the audit log and more than one look a day at a "
        "list are kept (31 at least, 0 for ever); what a channel has had, saved and hidden is never forgotten",
    )

    @field_validator("paperboy_keep_days")
    @classmethod
    def _kept_long_enough(cls, value: int) -> int:
        """A shorter one would take what a candidate or a late digest still needs."""
        if 0 < value < LEAST_KEPT:
            raise ValueError(f"set it to {LEAST_KEPT} or more, or to 0 to keep everything")
        return value

    @field_validator("paperboy_public_url")
    @classmethod
    def _an_origin(cls, value: str) -> str:
        if not value:
            return ""
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
            raise ValueError("it must be http:// or https:// and a host alone, such as https://papers.example.org")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("paperboy_database", mode="before")
    @classmethod
    def _path_or_url(cls, said: Any) -> Any:
        """A URL holds a password; a path is shown."""
        if isinstance(said, str):
            return SecretStr(said) if _is_url(said) else at_home(Path(said))
        return said

    @field_validator("paperboy_index")
    @classmethod
    def _folder_at_home(cls, said: Path) -> Path:
        """As of the database."""
        return at_home(said)

    @field_validator("paperboy_secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        """An empty file of a secret, or a word that can be guessed, is no key."""
        if key is not None and len(key.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(
                f"it is {'empty' if not key.get_secret_value() else 'too short to be a secret'}; set "
                f"{SHORTEST_KEY} characters at least, as from openssl rand -base64 32"
            )
        return key

    def model_post_init(self, _context: Any, /) -> None:
        """Unless said otherwise, what is kept is in the clone's `data/`, from wherever in it we are started."""
        if isinstance(self.paperboy_database, Path) and "paperboy_database" not in self.model_fields_set:
            self.paperboy_database = home() / self.paperboy_database
        if "paperboy_index" not in self.model_fields_set:
            self.paperboy_index = home() / self.paperboy_index

    @property
    def database(self) -> Path | str:
        """The file's path, or the URL with its password."""
        said = self.paperboy_database
        return said if isinstance(said, Path) else said.get_secret_value()


def reachable(host: str) -> str:
    """The host as an address has it; of every address of the machine, its own."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 -- compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def logs_are_json() -> bool:
    """Whether every line is to be JSON, also the one that says that a setting is wrong."""
    try:
        return PaperboySettings.load().paperboy_log == "json"
    except SettingsError:
        return os.environ.get("PAPERBOY_LOG", "").strip() == "json"


def settings_groups() -> tuple[type[AdapterSettings], ...]:
    """Every group of settings of what has been imported, the core's first, then by name."""
    ours = [group for group in _below(AdapterSettings) if group.__module__.split(".")[0] in _OWN]
    return tuple(sorted(ours, key=lambda group: (group is not PaperboySettings, next(iter(group.model_fields)))))


def _below(group: type[AdapterSettings]) -> Iterator[type[AdapterSettings]]:
    for each in group.__subclasses__():
        yield each
        yield from _below(each)


def _fault(error: ErrorDetails) -> str:
    """What is wrong with a value, in our words: pydantic's are about input and parsing."""
    if ours := _FAULTS.get(error["type"]):
        return ours.format(**error.get("ctx", {}))
    return error["msg"].removeprefix("Value error, ")


def _is_url(said: str) -> bool:
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", said) is not None  # one letter is a drive


def _fields(group: type[BaseSettings]) -> Iterator[tuple[str, Any]]:
    yield from group.model_fields.items()
