"""The first process of a container: the kernel keeps from it every signal that it does not handle itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNTOUCHED = 3
# The command line stands for everything that takes a while; a signal comes before it does anything.
CODE = f"""
import os, signal, sys, types
from bot import start
sys.modules["bot.__main__"] = types.SimpleNamespace(main=lambda: os.kill(os.getpid(), signal.SIGTERM))
start.main()
sys.exit({UNTOUCHED})
"""


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="needs a namespace of its own")
def test_it_hears_a_signal_before_anything_is_imported():
    own = ("unshare", "--pid", "--fork", "--kill-child")
    if subprocess.run([*own, "true"], check=False, capture_output=True).returncode:  # noqa: S603 -- words of our own
        pytest.skip("no namespaces are to be had here")
    ended = subprocess.run([*own, sys.executable, "-c", CODE], cwd=ROOT, check=False)  # noqa: S603 -- as above
    assert ended.returncode == 0
