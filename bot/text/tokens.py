"""Tokens: where words begin and end in any script, and which of them a hyphen holds together."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from bot.text.british import american
from bot.text.families import family
from bot.text.folding import fold, lower
from bot.text.plurals import singular

MAX_WORD = 64  # characters of a word that count; a longer run is data, not a word

# Scripts written without spaces: each character is a word, so that a phrase of them is a substring of a run.
SPACELESS = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\u0e81-\u0edf\u1000-\u1049\u1050-\u109f\u1100-\u11ff\u1780-\u17d3"
    "\u17d7\u17dc-\u17e9\u19e0-\u19ff\u3005-\u3007\u3021-\u302d\u3031-\u3035\u303b\u303c\u3041-\u309a\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97c\uaa60-\uaa7f\uac00-\ud7a3\ud7b0-\ud7fb\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U000323af"
)
# Vowel signs and other marks belong to the word they stand in, though Python's \w leaves them out.
_MARKS = "".join(
    chr(code)
    for block in (range(0x0483, 0x0E00), range(0x0F00, 0x1000), range(0x1700, 0x1D00), range(0xA800, 0xAC00))
    for code in block
    if unicodedata.category(chr(code)) in {"Mn", "Mc"}
)
_LETTER = rf"[^\W_{SPACELESS}]"
_TOKEN = re.compile(
    rf"""(?P<char>[{SPACELESS}])
    | (?P<net>(?<![^\W_])\.net(?![^\W_]))             # .NET, but not example.net
    | (?P<sharp>(?<![^\W_])[a-z]\#(?![^\W_]))         # C#, F#
    | (?P<word>{_LETTER}(?:{_LETTER}|[{_MARKS}]|(?<=[0-9])\.(?=[0-9])|(?<=[0-9]),(?=[0-9]{{3}}(?![0-9])))*
        (?:\+\+(?!\+))?)                              # 3.1, 1,000, C++
      (?:'s(?![^\W_]))?                               # model's is about a model
    """,
    re.VERBOSE | re.IGNORECASE,
)
_JOINERS = frozenset("-_'.")
# Plurals of acronyms that end in a vowel; the stemmer takes them for words like "bus".
_PLURALS = frozenset({"ais", "apis", "cpus", "guis", "gpus", "npus", "pois", "rois", "tpus", "uis"})
_BARE_PLURAL = re.compile(r"[b-df-hj-np-tv-xz]{3,}(?<!s)s")


@dataclass(frozen=True, slots=True)
class Token:
    """One word as it stands in a text.

    `text` is without accents, `folded` without case too, `term` its stem; `acronym` is `rag` for RAG and RAGs,
    else ""; `glued`: a hyphen (underscore, apostrophe, full stop) joins it to the word before; `char`: one
    character of a script without spaces.
    """

    text: str
    folded: str
    term: str
    acronym: str = ""
    glued: bool = False
    char: bool = False


_NAMES_OF_GREEK = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi
psi omega
"""
GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", _NAMES_OF_GREEK.split(), strict=True))


_LETTERS = "".join(GREEK)
# A Greek letter by itself or beside other letters and digits (β-VAE, NF-κB, TNFα, β2) is read by its name; words
# of Greek are not, and no units (μm, μg).
_MIXED = re.compile(rf"^[{_LETTERS}]$|[{_LETTERS}](?=[a-z0-9])|(?<=[a-z0-9])[{_LETTERS}]")
_UNIT = re.compile(r"[0-9]*μ[a-z]{1,2}")


def _spelt(word: str) -> str:
    """The word with the names of its Greek letters."""
    return word if _UNIT.fullmatch(word) else "".join(GREEK.get(letter, letter) for letter in word)


class _Stems(threading.local):
    """A stemmer a thread: PyStemmer's are not to be shared (its README, "Thread safety")."""

    def __init__(self) -> None:
        self.english = Stemmer.Stemmer("english", 0)


_stems = _Stems()


@lru_cache(maxsize=2**15)
def stem(word: str) -> str:
    """The term of a folded word's family, spelt the British way or the American.

    Snowball English, but for what it puts together and no reader would (`bot.text.families`); plurals of acronyms
    (llms, gpus) lose their s as well.
    """
    if not word.isascii() and _MIXED.search(word):
        word = _spelt(word)
    if not word.isalpha():
        return word
    if word in _PLURALS or _BARE_PLURAL.fullmatch(word):
        return word[:-1]
    word = singular(american(word))
    if own := family(word):
        return own
    stemmed: str = _stems.english.stemWord(word)
    return stemmed


def acronym(word: str) -> str:
    """`rag` for RAG and RAGs (folded, case kept), "" for any other word."""
    bare = word[:-1] if len(word) > 2 and word.endswith("s") else word
    return lower(bare) if len(bare) > 1 and bare.isalpha() and bare.isupper() else ""


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order. Never raises; what is no letter or digit in any script is left out."""
    folded = fold(text)
    end = -2
    previous_char = True
    for match in _TOKEN.finditer(folded):
        word = _word(match)
        char = match["char"] is not None
        gap = folded[end : match.start()] if match.start() == end + 1 else ""
        letters = acronym(word)
        short = _short(word)
        yield Token(
            text=word,
            folded=short,
            term=stem(letters or short),
            acronym=letters,
            glued=gap in _JOINERS and not char and not previous_char,
            char=char,
        )
        end, previous_char = match.end(), char


def spaced(text: str) -> Iterator[tuple[str, str]]:
    """The words of scripts that have spaces: each as it stands in the text, and folded. Sooner than `tokens`."""
    for match in _TOKEN.finditer(fold(text)):
        if match["char"] is None:
            word = _word(match)
            yield word, _short(word)


def _word(match: re.Match[str]) -> str:
    return match["word"] or match["char"] or match["net"] or match["sharp"]


def _short(word: str) -> str:
    return lower(word.replace(",", ""))[:MAX_WORD]
