"""tools/install.py with a uv of ours on the PATH: what is installed when, and what a half-made .venv costs."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "install.py"
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")

# Notes each call; from the build lock it "installs" itself, from --editable the program; fails where `fails` has a line
# that the call begins with, once for each such line.
UV = r"""#!/bin/sh
echo "$@" >> "{folder}/calls"
python=$(echo "$@" | sed -E 's/.*--python ([^ ]*).*/\1/')
while read -r line; do
  case "$*" in *"$line"*)
    grep -vxF -- "$line" "{folder}/fails" > "{folder}/rest"; mv "{folder}/rest" "{folder}/fails"
    echo "no route to the index" >&2; exit 1;;
  esac
done < "{folder}/fails"
case "$*" in
  *requirements-build.lock*) cp "$0" "$(dirname "$python")/uv";;
  *--editable*) printf '#!%s\n' "$python" > "$(dirname "$python")/paperboy";;
esac
"""
# A machine without ensurepip, as Debian without python3-venv is; and so no test waits for pip to be unpacked.
BARE = (
    "import runpy, sys; sys.modules['ensurepip'] = None; sys.argv = sys.argv[1:];"
    "runpy.run_path(sys.argv[0], run_name='__main__')"
)


@dataclass
class Clone:
    """A folder with the files that decide what is installed, and a PATH with nothing on it but uv."""

    root: Path
    fakes: Path
    said: str = ""
    calls: list[str] = field(default_factory=list)

    def install(self, kind="runtime", *, uv=True):
        (self.fakes / "calls").write_text("")
        env = {"PATH": f"{self.fakes}:{os.defpath}" if uv else os.defpath, "HOME": str(self.root)}
        command = [sys.executable, "-c", BARE, str(self.root / "tools" / "install.py"), kind]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=50)  # noqa: S603 -- our own script
        self.said = done.stderr
        self.calls = (self.fakes / "calls").read_text().splitlines()
        return done.returncode

    def fails_at(self, *words):
        (self.fakes / "fails").write_text("".join(f"{word}\n" for word in words))

    def change(self, name):
        with (self.root / name).open("a") as file:
            file.write("# changed\n")


@pytest.fixture
def clone(tmp_path):
    if any((Path(folder) / "uv").exists() for folder in os.defpath.split(":")):
        pytest.skip("this machine has a uv where every program is")
    made = Clone(tmp_path / "clone", tmp_path / "fakes")
    (made.root / "tools").mkdir(parents=True)
    made.fakes.mkdir()
    (made.root / "tools" / "install.py").write_text(SCRIPT.read_text())
    for name in ("pyproject.toml", *LOCKS):
        (made.root / name).write_text(f"# {name}\n")
    uv = made.fakes / "uv"
    uv.write_text(UV.replace("{folder}", str(made.fakes)))
    uv.chmod(0o755)
    made.fails_at()
    return made


def test_nothing_is_installed_that_no_lock_names_by_its_hash(clone):
    assert clone.install() == 0
    installing = [call for call in clone.calls if call.startswith("pip install")]
    assert len(installing) == 3
    for call in installing:
        assert "--no-deps" in call
        assert ("--require-hashes" in call) != ("--editable ." in call)
    assert clone.calls[-1].startswith("pip check")
    assert clone.said.startswith("Making .venv")
    assert "Installing Paperboy's libraries" in clone.said


def test_what_is_whole_is_left_alone_in_silence(clone):
    clone.install("dev")
    assert clone.install("dev") == clone.install("runtime") == 0
    assert (clone.calls, clone.said) == ([], "")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml", "requirements-build.lock"])
def test_another_lock_is_installed_into_the_same_environment(clone, name):
    clone.install()
    kept = clone.root / ".venv" / "kept"
    kept.touch()
    clone.change(name)
    assert clone.install() == 0
    assert "-r requirements.lock" in "\n".join(clone.calls)
    assert kept.exists()


def test_the_development_lock_does_not_concern_whoever_only_runs_it(clone):
    clone.install()
    clone.change("requirements-dev.lock")
    assert clone.install() == 0
    assert clone.calls == []


def test_without_ensurepip_and_uv_the_sentence_says_what_to_install_and_nothing_is_left(clone):
    assert clone.install(uv=False) == 1
    assert "sudo apt install python3-venv" in clone.said
    assert not (clone.root / ".venv").exists()
    assert clone.install() == 0


@pytest.mark.parametrize(
    ("half_made", "why"),
    [
        (lambda venv: (venv / ".unfinished").touch(), "its installation was interrupted"),
        (lambda venv: (venv / ".runtime").unlink(), "it was not finished"),
        (lambda venv: [(venv / "bin" / name).unlink() for name in ("python", "python3")], "its Python is gone"),
        (
            lambda venv: (venv / "bin" / "paperboy").write_text("#!/elsewhere/bin/python\n"),
            "this folder was moved",
        ),
    ],
)
def test_a_half_made_environment_is_made_anew_with_the_reason(clone, half_made, why):
    clone.install()
    left = clone.root / ".venv" / "left"
    left.touch()
    half_made(clone.root / ".venv")
    clone.change("requirements.lock")
    assert clone.install() == 0
    assert why in clone.said
    assert not left.exists()
    assert clone.install() == 0
    assert clone.said == ""


def test_a_moved_clone_is_noticed_although_nothing_in_it_changed(clone):
    clone.install()
    clone.root = clone.root.rename(clone.root.with_name("moved"))
    assert clone.install() == 0
    assert "this folder was moved" in clone.said


def test_what_works_is_kept_when_the_index_cannot_be_reached(clone):
    clone.install()
    clone.change("requirements.lock")
    clone.fails_at("-r requirements.lock")
    assert clone.install() == 1
    assert "uv could not (no route to the index)" in clone.said
    assert "Can the package index be reached?" in clone.said
    assert (clone.root / ".venv" / "bin" / "paperboy").exists()
    assert clone.install() == 0
    assert "made anew" not in clone.said


def test_what_does_not_go_together_is_made_anew_once(clone):
    clone.install()
    clone.change("requirements.lock")
    clone.fails_at("pip check")
    assert clone.install() == 0
    assert "it held what does not go with the new versions" in clone.said


def test_a_lock_that_lacks_something_is_said_with_the_way_out(clone):
    clone.fails_at("pip check")
    assert clone.install() == 1
    assert "make lock UPGRADE=" in clone.said
