"""PostgreSQL's tests on another version's programs: `python -m tests.other_postgres /usr/lib/postgresql/15/bin`.

What follows is for pytest. The server of the wheel, which `make test` brings, is newer than the oldest that Paperboy takes.
"""

import os
import subprocess
import sys

PLACES = ("tests/contract", "tests/integration", "tests/acceptance/test_workers.py")
THOSE = "postgres or worker or move"  # in the names of files, of tests, or of what they are run with
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


def main(programs: str, *words: str) -> int:
    """The exit status of pytest."""
    os.environ["PAPERBOY_TEST_POSTGRES_BIN"] = programs
    from tests.fakes.postgres_server import own_server  # noqa: PLC0415 -- it reads the variable as it is imported

    with own_server(**QUICK) as server:
        sys.stdout.write(server.run("postgres", "--version").decode())
        sys.stdout.flush()
        command = [sys.executable, "-m", "pytest", "-q", "-k", THOSE, *words, *PLACES]
        given = os.environ | {"PAPERBOY_TEST_POSTGRES": server.url()}
        return subprocess.run(command, check=False, env=given).returncode  # noqa: S603 -- our own words


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
