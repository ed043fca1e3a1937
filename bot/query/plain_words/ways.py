"""The ways of naming somebody's papers, as one table: the surest first, for the first that finds papers is taken.

A word is a letter by what it is (`KINDS`), a text a row of letters, and a way a pattern over such a row: that of
`papers by Yann LeCun about robots` is `qbCCew`. A new way is a row of `WAYS`, with a line in the test of meanings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.query.plain_words.words import OWNED, bare
from bot.text.stopwords import QUESTION_WORDS

NAME: Final = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*)*")
AND, OR = "and", "or"
QUOTE = '"'
AUTHOR: Final = "@"  # stands for the field, whichever way it was typed
TIME: Final = "t"
# What a word is; the first that fits. Beside these: P is a phrase, C and w a word with a capital and without,
# Q and q the same of those that only ask, s one in the genitive, x what is no word of a name.
KINDS: Final = (
    ("b", ("by",)),
    ("f", ("from",)),
    ("n", ("not",)),
    ("a", ("author", "authors")),
    ("r", ("people", "researchers", "scientists", "somebody", "someone", "those")),
    ("d", ("the",)),
    ("g", ("group", "lab", "labs", "team")),
    (TIME, ("last", "past", "since")),  # of a time, and say nothing
    ("e", ("about", "on", "this", "with", "yesterday")),  # no name goes on behind these
    ("l", ("et", "al")),
)
_SMALL = "[qQdbfnet&|]"  # says nothing by itself
_NAME = "[CwQqsP&|dg]"  # may be of a name


@dataclass(frozen=True, slots=True)
class Way:
    """`pattern` has the group `name`, and may have `first`, where one name ends and the next begins, and `said`.

    `said`: the word that says that it is a name; "" if none does, or the pattern has it. `asks`: it asks for
    papers by itself. `words`: it may as well be words. `last`: of several places the last is likeliest. `most`:
    words of a text in which it may be meant.
    """

    example: str
    pattern: str
    said: str = ""
    asks: bool = False
    words: bool = False
    last: bool = False
    most: int = 0


WAYS: Final = (
    # Quotes and the field are nothing but names where nothing else stands beside them.
    Way('author:"Kaiming He" author:"Saining Xie"', "^(?P<name>P(?:&?P)*)$"),
    Way("author: Song Han", "^(?P<name>@[CQ]{2,3})$", "by", words=True),
    Way("@yann lecun", "^(?P<name>@[CwQq]+)$"),
    # A word says so. The last one: what stands before may be words (learning by doing by Song Han).
    Way("robots from researchers at Acme", f"[bf]q*rq*f?[qd]*(?P<name>{_NAME}+?)g*(?!{_NAME})", "from", last=True),
    Way("robots by the Qwen team", f"(?<!n)[bf]d?(?P<name>[CwQ]+?)g+(?!{_NAME})", "from", last=True),
    Way("robots by Yann LeCun since May", f"(?<!n)(?P<said>[bf])d?(?P<name>{_NAME}+?)g*(?!{_NAME})", last=True),
    Way("Song Han's group on quantization", f"^{_SMALL}*(?P<name>{_NAME}*s)(?:g+|(?={_SMALL}))", "by", asks=True),
    Way("Yann LeCun's", f"^{_SMALL}*(?P<name>{_NAME}+s)$", "by"),
    Way("author Song Han", "^q*w?a(?P<name>[CwQ]+)$", "by", words=True),
    Way("Vaswani et al.", "(?P<name>[CQ]+)l+", "by", asks=True, most=6),
    # It may as well be words: red team, control group.
    Way("Qwen team", f"^{_SMALL}*(?P<name>[CQ][CwQ]*)g+", "from", words=True),
    # Nothing says so: all that is there, then what has capitals, then what stands at an end of a few words.
    Way("Yann LeCun", f"^[qdbfne]*(?P<name>{_NAME}+?)[qdbfne]*$"),
    Way("Kaiming He Saining Xie", "^(?P<name>(?P<first>[CQ]{2})[CQ]{2})$"),
    Way("robots of Fei Fei Li", "(?P<name>[CQ]{3})"),
    Way("robots of Yann LeCun", "(?P<name>[CQ]{2})"),
    Way("yann lecun robots", "^(?P<name>[CwQqs]{2})", most=4),
    Way("robots yann lecun", "(?P<name>[CwQqs]{2})$", most=4),
    Way("lecun robots", "^(?P<name>[CwQqs])", most=4),
    Way("robots lecun", "(?P<name>[CwQqs])$", most=4),
)


@dataclass(frozen=True, slots=True)
class Named:
    """Where words name somebody, in words from 0: the name, and with it what says so and what belongs to it."""

    way: Way
    said: str
    name: slice
    next: int  # where the next name begins; the name's end if there is but one
    whole: slice


def ways(words: Sequence[str]) -> Iterator[Named]:
    """Every way in which these words, phrases in their quotes, may name somebody; the likeliest first."""
    kinds = "".join(map(kind, words))
    for way in WAYS:
        pattern = re.compile(way.pattern)
        if way.most and not 1 < len(kinds) <= way.most:
            continue
        places = range(len(kinds))
        for at in reversed(places) if way.last else places:
            if found := pattern.match(kinds, at):
                said = words[found.start("said")].lower() if "said" in pattern.groupindex else way.said
                after = found.end("first") if "first" in pattern.groupindex else found.end("name")
                yield Named(way, said, slice(*found.span("name")), after, slice(*found.span()))


def kind(word: str) -> str:
    """What a word is, as one letter."""
    if word[:1] in {QUOTE, AUTHOR}:
        return "P" if word[0] == QUOTE else AUTHOR
    if word in {AND, OR}:
        return "&" if word == AND else "|"
    small = bare(word)
    if letter := next((letter for letter, words in KINDS if small in words), ""):
        return letter
    capital = word[:1].isupper()
    if small in QUESTION_WORDS:
        return "Q" if capital else "q"
    if not NAME.fullmatch(word):
        return "x"
    return "s" if OWNED.search(word) else "C" if capital else "w"
