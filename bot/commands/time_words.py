"""Times and days as people say them, put as they are read: `8 in the evening` is `8pm`, `every day` is `daily`."""

import re
import unicodedata

REPEATEDLY = "repeatedly"  # what stands for every other day, twice a day and the like
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = "|".join(_NUMBERS)
_AS_READ = tuple(
    (re.compile(rf"(?<![\w/+:.-])(?:{pattern})(?![\w/:])", re.IGNORECASE), put)
    for pattern, put in (
        (
            rf"every (?:other|second|\d+|{'|'.join(_NUMBERS)}) ?(?:days?|weeks?|hours?|months?|minutes?)",
            REPEATEDLY,
        ),
        (r"(?:twice|once|\d+ times|several times) (?:a|per|every) (?:day|hour)", REPEATEDLY),
        (r"once (?:a|per|every) week|every week", "weekly"),
        (r"once (?:a|per|every) month|every month", "monthly"),
        (r"every hour", "hourly"),
        (r"(?:every|each|all) ?days?|any day|7 days a week", "daily"),
        (r"(?:every|each) weekday|(?:business|working|work) days?", "weekdays"),
        (r"m ?[-–] ?f", "mon-fri"),
        (r"mwf", "mon,wed,fri"),
        (r"t(?:u|ue)?/?th(?:u)?(?= |$)", "tue,thu"),
        (r"(?:but not|but no|excluding|without|not)(?: on)?", "except"),
        (r"half past (\d{1,2})", r"\1:30"),
        (r"(\d{1,2}) ?uhr ?(\d{2})", r"\1:\2"),
        (r"(\d{1,2}(?:[:.]\d{2})?) ?(?:uhr|o['’]?clock|hrs?|hours)", r"\1"),
        (r"(\d{1,2}(?:[:.h]\d{2})?) (?:in the|this) morning", r"\1am"),
        (r"(\d{1,2}(?:[:.h]\d{2})?) (?:in the (?:afternoon|evening)|at night|tonight)", r"\1pm"),
        (r"(\d{1,2}(?:[:.]\d{2})?) ([ap])\.?m\.?", r"\1\2m"),
        (r"midday", "noon"),
        (r"([01]\d|2[0-3])([0-5]\d)", r"\1:\2"),
    )
)
_COUNTED = re.compile(rf"\b({_NUMBER})\b(?= ?(?:[ap]\.?m|o['’]?clock|in the|at night|$))", re.IGNORECASE)
_HALF = re.compile(rf"\bhalf past ({_NUMBER})\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:(?:time ?)?zone|tz)\b ?[=:]? ?|^time\b ?[=:]? ?", re.IGNORECASE)


def as_read(text: str) -> str:
    """The text with such words put as they are read; everything else stays, in its case."""
    shown = " ".join(unicodedata.normalize("NFKC", text).split())
    shown = _NAMED.sub(" ", shown)
    shown = _HALF.sub(lambda found: f"half past {_number(found[1])}", shown)
    shown = _COUNTED.sub(lambda found: str(_number(found[1])), shown)
    for pattern, put in _AS_READ:
        shown = pattern.sub(put, shown)
    return " ".join(shown.split())


def _number(word: str) -> int:
    return _NUMBERS.index(word.casefold()) + 1
