"""Many inputs for one target: by atheris, which sees where they lead; or drawn by chance, where it is not there."""

import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.target import Target

LONGEST = 2_000  # bytes of an input; lengths.py is about longer ones
SLOWEST = 20  # seconds that one input may take, on a machine that does other things as well
MEMORY = 2_048  # MB


def by_chance(target: Target, inputs: int, seed: int) -> Iterator[bytes]:
    """Seeds with pieces left out, doubled, exchanged and put in, the same for the same seed."""
    chance = random.Random(seed)
    bodies, words = (
        target.bodies(),
        [*(word.encode() for word in target.words), b"", b"\xff", b"\x00", b"\xed\xa0\x80"],
    )
    for _ in range(inputs):
        data = bytearray(chance.choice(bodies))
        for _ in range(chance.randrange(1, 8)):
            at, until = sorted(chance.choices(range(len(data) + 1), k=2))
            match chance.randrange(5):
                case 0:
                    del data[at : min(until, at + 20)]
                case 1:
                    data[at:at] = chance.choice(words)
                case 2:
                    data[at:at] = data[at:until][:200] * chance.randrange(1, 4)
                case 3 if at < len(data):
                    data[at] = chance.randrange(256)
                case _:
                    data[at:at] = chr(
                        chance.choice((0x22, 0x27, 0x5C, 0x202E, 0x1F600, 0xA0, 0x130, 0xFB01))
                    ).encode()
        yield bytes(data[:LONGEST])


def guided(target: Target, inputs: int, seed: int) -> None:
    """Fuzz until that many were tried, and end the process: 0, or the finding's traceback and another status."""
    atheris = __import__("atheris")
    with tempfile.TemporaryDirectory() as folder:
        corpus, words = Path(folder) / "corpus", Path(folder) / "words"
        corpus.mkdir()
        for number, body in enumerate(target.bodies()):
            (corpus / str(number)).write_bytes(body)
        words.write_text("".join(f'"{_quoted(word)}"\n' for word in target.words))
        arguments = [
            sys.argv[0],
            f"-runs={inputs}",
            f"-seed={seed}",
            f"-max_len={LONGEST}",
            f"-timeout={SLOWEST}",
            f"-rss_limit_mb={MEMORY}",
            f"-dict={words}",
            f"-artifact_prefix={tempfile.gettempdir()}/paperboy-",
            "-print_final_stats=1",
            str(corpus),
        ]
        atheris.Setup(arguments, target)
        atheris.Fuzz()


def _quoted(word: str) -> str:
    return "".join(c if c.isalnum() else "".join(f"\\x{byte:02x}" for byte in c.encode()) for c in word)
