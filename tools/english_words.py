"""`python -m tools.english_words FILE…`: bot/text/english.txt.gz, the words of English that are no slips.

From SCOWL's small lists, American and British, as Debian's packages `wamerican-small` and `wbritish-small` have
them in /usr/share/dict (`apt-get download`, `dpkg -x`): any use is allowed where their NOTICE goes with them.
Longer words than LONGEST are rarely one letter from another.
"""

import gzip
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.text.english import COMMENT, LONGEST, SHORTEST

TABLE = Path(__file__).parents[1] / "bot/text/english.txt.gz"
NOTICE = """\
SCOWL (Spell Checker Oriented Word Lists), http://wordlist.sourceforge.net/
The collective work is Copyright 2000-2011 by Kevin Atkinson.
Permission to use, copy, modify, distribute and sell these word lists, the associated scripts, the output created
from the scripts, and its documentation for any purpose is hereby granted without fee, provided that the above
copyright notice appears in all copies and that both that copyright notice and this permission notice appear in
supporting documentation. Kevin Atkinson makes no representations about the suitability of this array for any
purpose. It is provided "as is" without express or implied warranty.
"""
_WORD = re.compile(f"[a-z]{{{SHORTEST},{LONGEST}}}")


def main(files: Sequence[str]) -> int:
    """Write the table from these lists, a word a line."""
    lines = [
        line.strip().lower() for file in files for line in Path(file).read_text(encoding="utf-8").splitlines()
    ]
    words = sorted({line for line in lines if _WORD.fullmatch(line)})
    notice = [f"{COMMENT} {line}" for line in NOTICE.splitlines()]
    text = "".join(f"{line}\n" for line in (*notice, *words)).encode()
    TABLE.write_bytes(gzip.compress(text, 9, mtime=0))
    print(f"{TABLE}: {len(words):,} words, {TABLE.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
