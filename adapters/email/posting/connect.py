"""A connection to the mail server: encrypted as far as the settings ask, and signed in."""

import socket
import ssl
from dataclasses import dataclass
from typing import Final, Literal

import aiosmtplib

from adapters.email.posting.outcomes import Stage, judged, lost
from adapters.email.render.subject import one_line
from adapters.email.settings import Server
from bot.model.delivery import Outcome, RetryAfter, Scope

StartTls = Literal["required", "optional", "never"]
NO_STARTTLS: Final = "the mail server offers no STARTTLS, and without it nothing is said (SMTP_STARTTLS)"
_TLS: Final = {"required": True, "optional": None, "never": False}


class NotConnectedError(Exception):
    """There is no connection; `outcome` says why, in the outbox's words."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Way:
    """How the server is reached. `timeout`: seconds for each of its answers."""

    server: Server
    starttls: StartTls
    timeout: float

    async def connect(self) -> aiosmtplib.SMTP:
        """A connection that may send. NotConnectedError says why there is none."""
        client = self._client()
        stage = Stage.CONNECT
        try:
            await client.connect()
            await client.ehlo()
            if self.server.user:
                stage = Stage.SIGN_IN
                await client.login(self.server.user, self.server.password)
        except Exception as error:  # noqa: BLE001 -- whatever the outside does becomes an outcome
            client.close()
            raise NotConnectedError(_why(stage, error)) from None
        return client

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self.server.host,
            port=self.server.port,
            timeout=self.timeout,
            use_tls=self.server.tls,
            start_tls=False if self.server.tls else _TLS[self.starttls],
            local_hostname=_own_name(),
        )


def _why(stage: Stage, error: Exception) -> Outcome:  # noqa: PLR0911 -- a case an error
    """What went wrong, without anything that might hold the password."""
    match error:
        case aiosmtplib.SMTPResponseException():
            return judged(stage, error.code, error.message)
        case ssl.SSLError() | ssl.CertificateError():
            return _ours(f"the mail server's certificate is not accepted ({_tls_words(error)})")
        case aiosmtplib.SMTPConnectError() if isinstance(error.__cause__, ssl.SSLError):
            return _ours(f"the mail server's certificate is not accepted ({_tls_words(error.__cause__)})")
        case aiosmtplib.SMTPConnectError() if isinstance(error.__cause__, OSError):
            return lost(stage, error.__cause__.strerror or type(error.__cause__).__name__)
        case TimeoutError():
            return lost(stage, "no answer in time")
        case aiosmtplib.SMTPServerDisconnected() | OSError():
            return lost(stage, "the connection dropped")
        case aiosmtplib.SMTPException() if stage is Stage.CONNECT:
            return _ours(NO_STARTTLS)
        case aiosmtplib.SMTPException():
            return _ours("the mail server takes no user and password here (AUTH)")
        case _:
            return lost(stage, type(error).__name__)


def _ours(reason: str) -> Outcome:
    return RetryAfter(300.0, reason, Scope.PLATFORM)


def _tls_words(error: BaseException) -> str:
    return one_line(getattr(error, "verify_message", "") or getattr(error, "reason", "") or str(error), 120)


def _own_name() -> str:
    """What EHLO says: this machine's whole name where it has one, which is not asked of the DNS."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() and " " not in name else "[127.0.0.1]"
