"""Makes `.venv` hold what the lock files say, and nothing resolved on the way: `make install`, `make dev`.

A lock file is complete, so nothing is looked up but the very files that it names by hash; then it is checked that
nothing is missing. uv does it in seconds. It is pinned and hashed as all else is (requirements-build.lock): a uv
on the PATH, of any version, puts it into `.venv`, else the pip of `.venv` does. Where uv cannot reach the package
index (a mirror that only pip's configuration knows), pip does all of it.

Any Python from 3.8 on can run this, so that an old one gets its sentence; Paperboy itself needs one of PYTHONS.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

PYTHONS = ((3, 11), (3, 14))  # from, and below
NEEDS = "Paperboy needs Python 3.11 to 3.13; say which with: make run PYTHON=python3.12"
NO_VENV = (
    "This Python cannot make a virtual environment with pip in it: it lacks ensurepip. On Debian and Ubuntu\n"
    "    sudo apt install python3-venv     (python{version}-venv if it is not the system's own Python)\n"
    "and then the same command again."
)
BUILD_LOCK = "requirements-build.lock"  # uv, and setuptools, which builds Paperboy itself
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}  # the second holds the first
LIBRARIES = {"runtime": "Paperboy's libraries", "dev": "Paperboy's libraries and what its tests need"}
UNFINISHED = ".unfinished"  # in .venv while it is worked on: a run that finds it was interrupted
SILENCE = 10  # seconds until it is said that the work goes on


class CommandError(Exception):
    """A command did not succeed; the text is what it said."""


class UnfitError(CommandError):
    """Everything was installed, and it does not go together."""


class Sentence(SystemExit):
    """Ends the run with a sentence for whoever typed make."""


def install(root: Path, kind: str) -> None:
    """Make `.venv` whole for this kind ("runtime", "dev"); at once if it is."""
    if is_whole(root, kind):
        return
    venv, uv = root / ".venv", shutil.which("uv")
    with (root / "pyproject.toml").open(encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # another make in this folder may be at it
        if is_whole(root, kind):
            return
        wrong = unusable(venv, uv) if os.path.lexists(venv) else ""
        if wrong:
            say(f".venv is made anew: {wrong}.")
        if wrong is not None:
            make(root, uv)
        say(f"Installing {LIBRARIES[kind]} (some seconds; about a minute on a slow line)…")
        try:
            try:
                attempt(root, kind, uv)
            except UnfitError as error:
                if wrong is not None:
                    raise
                say(f".venv is made anew: it held what does not go with the new versions.\n{error}")
                make(root, uv)
                attempt(root, kind, uv)
        except CommandError as error:
            raise Sentence(sorry(error)) from None
        say("Installed.")


def is_whole(root: Path, kind: str) -> bool:
    """Whether `.venv` was finished for this kind, here, from these very files."""
    venv = root / ".venv"
    stamp = venv / f".{kind}"
    return (
        stamp.is_file()
        and not (venv / UNFINISHED).exists()
        and stamp.read_text(encoding="utf-8") == fingerprint(root, kind)
        and (venv / "bin" / "paperboy").exists()
        and runs(venv / "bin" / "python", "pass")
    )


def fingerprint(root: Path, kind: str) -> str:
    """What `.venv` must hold: every file that decides it, and where it is, for its scripts name their folder."""
    digest = hashlib.sha256(str(root).encode())
    for name in ("pyproject.toml", BUILD_LOCK, *(LOCKS[each] for each in kinds(kind))):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def kinds(kind: str) -> tuple[str, ...]:
    """What an installation of this kind also is."""
    return ("runtime", "dev") if kind == "dev" else ("runtime",)


def unusable(venv: Path, uv: str | None) -> str | None:
    """Why this environment is to be made anew, as the end of a sentence; None if it can be worked on."""
    python, script = venv / "bin" / "python", venv / "bin" / "paperboy"
    if (venv / UNFINISHED).exists():
        return "its installation was interrupted"
    if not runs(python, f"import sys; sys.exit(not {PYTHONS[0]} <= sys.version_info[:2] < {PYTHONS[1]})"):
        return "its Python is gone, or is not one of 3.11 to 3.13"
    if not any((venv / f".{kind}").is_file() for kind in LOCKS):
        return "it was not finished"
    if script.is_file() and str(venv) not in script.read_text(encoding="utf-8", errors="replace"):
        return "this folder was moved"
    if not uv and not runs(python, "import pip"):
        return "it has no pip"
    return None


def make(root: Path, uv: str | None) -> None:
    """An empty environment of the Python that runs this; raises Sentence where it cannot be made."""
    if not PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]:
        raise Sentence(NEEDS)
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if not has_pip and not uv:
        raise Sentence(NO_VENV.format(version=".".join(map(str, sys.version_info[:2]))))
    venv = root / ".venv"
    # An activated environment's python is about to be removed: then the Python that it was made of works on.
    python = os.path.realpath(sys.executable) if sys.prefix != sys.base_prefix else sys.executable
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    (venv / UNFINISHED).touch()
    say(f"Making .venv with Python {sys.version.split()[0]}…")
    try:
        run([python, "-m", "venv", *([] if has_pip else ["--without-pip"]), str(venv)], root)
    except CommandError as error:
        raise Sentence(
            f"{error}\nPython could not make a virtual environment in {venv}, as it says above."
        ) from None


def attempt(root: Path, kind: str, uv: str | None) -> None:
    """Fill it, and sign it when it is whole. What was whole before and could not be renewed is left as it was."""
    venv = root / ".venv"
    unfinished = venv / UNFINISHED
    unfinished.touch()
    try:
        fill(root, kind, uv)
    except CommandError:
        unfinished.unlink()
        raise
    for each in kinds(kind):
        (venv / f".{each}").write_text(fingerprint(root, each), encoding="utf-8")
    unfinished.unlink()


def fill(root: Path, kind: str, uv: str | None) -> None:
    """Install from the lock files, and check that nothing is missing; raises CommandError."""
    python = root / ".venv" / "bin" / "python"
    by_pip = [str(python), "-m", "pip", "install", "--quiet", "--no-deps"]
    get_uv = ["--require-hashes", "-r", BUILD_LOCK]
    if not uv or not succeeds([uv, *_uv_install(python), *get_uv], root):
        run([*by_pip, "--only-binary=:all:", *get_uv], root)
    pinned = str(root / ".venv" / "bin" / "uv")
    libraries = ["--no-build-isolation", "--require-hashes", "-r", LOCKS[kind]]
    paperboy = ["--no-build-isolation", "--editable", "."]
    try:
        run([pinned, *_uv_install(python), *libraries], root)
        run([pinned, *_uv_install(python), *paperboy], root)
    except CommandError as error:
        say(f"uv could not ({str(error).splitlines()[-1].strip()}); now with pip, which takes about a minute…")
        run([*by_pip, *libraries], root)
        run([*by_pip, *paperboy], root)
    try:
        run([pinned, "pip", "check", "--python", str(python)], root)
    except CommandError as error:
        raise UnfitError(str(error)) from error


def _uv_install(python: Path) -> list[str]:
    return ["pip", "install", "--quiet", "--python", str(python), "--no-deps"]


def run(command: list[str], root: Path) -> None:
    """Carry a command out in silence, and say now and then that it goes on; raises CommandError with its words."""
    if not os.access(command[0], os.X_OK):
        raise CommandError(f"{command[0]} is not there")
    with (
        tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace") as said,
        subprocess.Popen(command, cwd=root, env=environment(os.environ), stdout=said, stderr=said) as process,  # noqa: S603 -- no word of it comes from outside
    ):
        waited = 0
        while process.poll() is None:
            try:
                process.wait(timeout=SILENCE)
            except subprocess.TimeoutExpired:
                waited += SILENCE
                say(f"  still at it ({waited} s)…")
        said.seek(0)
        if process.returncode:
            raise CommandError(said.read().strip() or f"{command[0]} ended with {process.returncode}")


def succeeds(command: list[str], root: Path) -> bool:
    """Whether a command that another can stand in for did its work."""
    try:
        run(command, root)
    except CommandError:
        return False
    return True


def runs(python: Path, code: str) -> bool:
    """Whether this Python is there and carries the code out."""
    try:
        return subprocess.run([str(python), "-c", code], capture_output=True, check=False).returncode == 0  # noqa: S603 -- as above
    except OSError:
        return False


def environment(persons: Mapping[str, str]) -> dict[str, str]:
    """The person's own; unless they say otherwise, uv trusts what their machine trusts, as newer pips do."""
    wishes = {"UV_SYSTEM_CERTS": "true", "UV_NATIVE_TLS": "true"}
    return {**wishes, **persons, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def sorry(error: CommandError) -> str:
    """What the installer said last, and what to look at."""
    lines = str(error).splitlines()
    words = "\n".join([line for line in lines if line.startswith("ERROR")] or lines[-8:])
    if isinstance(error, UnfitError):
        return f"{words}\nThe lock files lack something, as the check says above. Renew them: make lock UPGRADE="
    return f"{words}\nThe libraries could not be installed, as is said above. Can the package index be reached?"


def say(line: str) -> None:
    """To the person, not among what Paperboy itself prints."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        install(Path(__file__).resolve().parents[1], sys.argv[1])
    except KeyboardInterrupt:
        raise Sentence("Interrupted; the next make starts the installation anew.") from None
