"""What mail can be told: where it goes out, as whom, how fast, and where bounces come in."""

import ipaddress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address as MailAddress
from email.utils import parseaddr
from pathlib import Path
from typing import Final, Literal, TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import Field, SecretStr, field_validator

from bot.settings import AdapterSettings, PaperboySettings
from bot.settings_file import home

Secret: TypeAlias = SecretStr | None
ENOUGH: Final = 16  # characters of the webhook's secret
NOBODY: Final = ("Paperboy", "paperboy@localhost")  # whom mail comes from that is only written into the folder
_PORTS: Final = {"smtp": 587, "smtps": 465, "imap": 143, "imaps": 993}
_HOW: Final = "; write what is no letter or digit in user and password as %40 and so on"


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as its URL says. `tls`: from the first byte (smtps, imaps)."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    path: str = ""

    @property
    def here(self) -> bool:
        """Whether it is on this machine, so that nothing crosses a network."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class EmailSettings(AdapterSettings):
    """E-mail's settings. Without SMTP_URL, mail is written into MAIL_FOLDER."""

    smtp_url: Secret = Field(
        None,
        description="`smtp://user:password@host:587` or `smtps://…`: mail is sent, not written into MAIL_FOLDER",
    )
    smtp_starttls: Literal["", "required", "optional", "never"] = Field(
        "",
        description="required, optional or never; by default required with a user, unless on this machine",
    )
    smtp_timeout: float = Field(15, ge=0.1, le=20, description="seconds in which the mail server must answer")
    mail_from: str = Field(
        "", description="whom mail comes from: `Paperboy <papers@example.org>`; SMTP_URL needs it"
    )
    mail_folder: Path = Field(
        Path("data/mail"),
        description="where mail is written (`.eml`) without SMTP_URL; by default beside the database",
    )
    mail_rate: int = Field(120, ge=0, le=100_000, description="mails a minute at most; 0 for no limit")
    mail_bounces_address: str = Field(
        "", description="where bounces are sent (the envelope's sender); by default the address of MAIL_FROM"
    )
    mail_bounces_url: Secret = Field(
        None, description="`imaps://user:password@host/INBOX`: the mailbox of that address, read for bounces"
    )
    mail_bounces_secret: Secret = Field(
        None, description=f"turns `POST /mail/bounces` on for bounces; {ENOUGH} characters or more"
    )

    def model_post_init(self, _context: object, /) -> None:
        """Unless said otherwise, the folder is beside the database, where that is a file."""
        if "mail_folder" not in self.model_fields_set:
            database = PaperboySettings.load().paperboy_database
            self.mail_folder = (database.parent if isinstance(database, Path) else home() / "data") / "mail"

    @field_validator("smtp_url", "mail_bounces_url")
    @classmethod
    def _a_server(cls, value: Secret, info: object) -> Secret:
        schemes = ("smtp", "smtps") if getattr(info, "field_name", "") == "smtp_url" else ("imap", "imaps")
        if value is not None:
            _server(value, schemes)
        return value

    @field_validator("mail_from", "mail_bounces_address")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value:
            mailbox(value)
        return value

    @field_validator("mail_bounces_secret")
    @classmethod
    def _long_enough(cls, value: Secret) -> Secret:
        if value is not None and len(value.get_secret_value()) < ENOUGH:
            raise ValueError(f"it must have {ENOUGH} characters or more; `openssl rand -hex 24` makes one")
        return value

    @property
    def server(self) -> Server | None:
        """Where mail goes out; None: into the folder."""
        return _server(self.smtp_url, ("smtp", "smtps")) if self.smtp_url else None

    @property
    def bounces(self) -> Server | None:
        """The mailbox that bounces come to, if it is read."""
        return _server(self.mail_bounces_url, ("imap", "imaps")) if self.mail_bounces_url else None

    @property
    def bounces_secret(self) -> str:
        """What a webhook of bounces knows, "" if there is none."""
        return self.mail_bounces_secret.get_secret_value() if self.mail_bounces_secret else ""

    @property
    def sender(self) -> tuple[str, str]:
        """Name and address in From."""
        return mailbox(self.mail_from) if self.mail_from else NOBODY

    @property
    def envelope_sender(self) -> str:
        """The address that bounces come to."""
        return mailbox(self.mail_bounces_address)[1] if self.mail_bounces_address else self.sender[1]

    @property
    def starttls(self) -> Literal["required", "optional", "never"]:
        """Whether a connection begun in clear must be encrypted before anything is said."""
        if self.smtp_starttls:
            return self.smtp_starttls
        server = self.server
        return "required" if server and server.user and not server.here else "optional"

    @property
    def missing(self) -> str:
        """What a set-up that was begun lacks, in a sentence; "" if it can run."""
        if self.smtp_url and not self.mail_from:
            return "MAIL_FROM is missing: whom mail comes from, such as Paperboy <papers@example.org>."
        return ""


def mailbox(text: str) -> tuple[str, str]:
    """Name (Paperboy, if none is given) and address. ValueError for what is none."""
    name, address = parseaddr(text)
    try:
        made = MailAddress(display_name=name or NOBODY[0], addr_spec=address)
    except (ValueError, IndexError, MessageError):
        made = MailAddress()
    if not made.username or not made.domain or not made.domain.isascii():
        raise ValueError("it must be an address, such as papers@example.org, or Paperboy <papers@example.org>")
    return made.display_name, made.addr_spec


def _server(url: SecretStr, schemes: tuple[str, str]) -> Server:
    """What the URL says. ValueError, which never repeats it: it holds a password."""
    try:
        parts: SplitResult = urlsplit(url.get_secret_value())
        port = parts.port
    except ValueError:
        raise ValueError(f"it is no address of a mail server{_HOW}") from None
    if parts.scheme not in schemes or not parts.hostname or parts.fragment:
        raise ValueError(f"it must begin with {schemes[0]}:// or {schemes[1]}:// and name a host{_HOW}")
    if parts.query:
        raise ValueError(f"it has a question mark, behind which nothing is read{_HOW}")
    return Server(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=parts.scheme.endswith("s"),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        path=unquote(parts.path.strip("/")),
    )
