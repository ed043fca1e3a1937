"""Papers as BibTeX. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.model.paper import Paper
from bot.text.folding import fold
from bot.text.latex import FORMULA, readable

# What TeX reads as commands; braces go away, since an unbalanced one would swallow the entries after it.
_TEX: Final = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "{": "",
    "}": "",
}
_SMALL: Final = {
    "a", "an", "the", "on", "of", "in", "for", "to", "and", "with", "is", "are", "how", "what", "via",
}  # fmt: skip
# Names that are no person's: BibTeX would take their last word for a family name.
_GROUP: Final = re.compile(
    r"\b(?:collaborations?|consortium|teams?|groups?|projects?|networks?|initiative|committee|association|society|"
    r"institutes?|university|laborator(?:y|ies)|labs?|cent(?:er|re)|foundation|inc|ltd|llc|gmbh|corp|company|council|"
    r"organi[sz]ation|agency|deepmind|ministry|department|research|experiment|survey|alliance|community|contributors)\b\.?"
    r"|(?-i:\bAI$)",  # Meta AI, and not Ai Fold
    re.IGNORECASE,
)
_NOTE: Final = re.compile(r"(?<=\w)\s*\([^()]*\)\s*$")  # a workplace behind the name
_SUFFIX: Final = re.compile(r"(?:[Jj]r|[Ss]r)\.?|I{2,3}|IV")
_TURNED: Final = re.compile(r"([^\W\d_][^\W\d_'’-]+(?: [^\W\d_'’-]{2,})*) ((?:[^\W\d_]\.[ -]?)+)")  # Lee A. B.
_COMMAND: Final = re.compile(
    r"\\(?:input|include|write|read|openin|openout|def|let|csname|catcode|immediate|newcommand)\b"
)


def bibtex(papers: Sequence[Paper]) -> str:
    """One `@misc` (or `@article` with a DOI) entry a paper, each with a key of its own."""
    taken: set[str] = set()
    return "\n".join(_entry(paper, _fresh(_key(paper), taken)) for paper in papers)


def _entry(paper: Paper, key: str) -> str:
    scheme, _, rest = paper.id.partition(":")
    fields = {
        "title": f"{{{_title(paper.title)}}}",  # a second pair of braces keeps capitals
        "author": " and ".join(_author(name) for name in paper.authors),
        "year": f"{paper.published:%Y}" if paper.published else "",
        "month": f"{paper.published:%m}" if paper.published else "",
        "eprint": rest if scheme == "arxiv" else "",
        "archiveprefix": "arXiv" if scheme == "arxiv" else "",
        "primaryclass": paper.categories[0] if scheme == "arxiv" and paper.categories else "",
        "doi": rest if scheme == "doi" else "",
        "url": _url(paper.url),
    }
    kind = "article" if scheme == "doi" else "misc"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@{kind}{{{key},", *lines, "}", ""))


def _key(paper: Paper) -> str:
    """`hu2021lora`: family name, year, first telling word; the id where those are missing or not Latin."""
    words = [word for word in re.findall(r"\w+", readable(paper.title).casefold()) if word not in _SMALL]
    year = f"{paper.published:%Y}" if paper.published else ""
    key = (
        _ascii(_family(paper.authors[0]) if paper.authors else "")
        + year
        + next(filter(None, map(_ascii, words)), "")
    )
    return key if key[:1].isalpha() else "paper" + _ascii(paper.id)


def _family(name: str) -> str:
    """The word by which a name is filed: of a person the family name, of a group its first word."""
    name = _NOTE.sub("", readable(name))
    if _is_group(name):
        return next((word for word in name.split() if not _GROUP.match(word) and word.lower() != "the"), name)
    last, comma, _ = name.partition(",")
    words = [word for word in (last if comma else name).split() if not _SUFFIX.fullmatch(word)]
    return words[-1] if words else ""


def _fresh(key: str, taken: set[str]) -> str:
    """The key, with a number after it if it is taken: `hu2021lorax2`."""
    fresh = next(k for k in _variants(key) if k not in taken)
    taken.add(fresh)
    return fresh


def _variants(key: str) -> Iterator[str]:
    yield key
    number = 2
    while True:
        yield f"{key}x{number}"
        number += 1


def _author(name: str) -> str:
    """The name as BibTeX must read it: `King, Jr., Martin L.`, groups in braces, a lone `and` or odd comma too."""
    plain = " ".join(_tex(_NOTE.sub("", readable(name))).split())
    if _is_group(plain) or re.search(r"\band\b", plain, re.IGNORECASE) or plain.count(",") > 2:
        return f"{{{plain}}}"
    if "," in plain:
        parts = [part.strip() for part in plain.split(",")]
        turned = all(parts) and (len(parts) == 2 or _SUFFIX.fullmatch(parts[1]))
        return ", ".join(parts) if turned else f"{{{plain}}}"
    if turned_name := _TURNED.fullmatch(plain):
        return f"{turned_name[1]}, {turned_name[2]}"
    *names, suffix = plain.split() or [""]
    if not (names and _SUFFIX.fullmatch(suffix)):
        return plain
    family = len(names) - 1
    while family > 1 and names[family - 1].islower():  # van der
        family -= 1
    return f"{' '.join(names[family:])}, {suffix}, {' '.join(names[:family])}" if family else f"{{{plain}}}"


def _is_group(name: str) -> bool:
    return bool(_GROUP.search(name)) or any(c.isdigit() for c in name)


def _title(title: str) -> str:
    r"""The title with its formulas as they are (`$\beta$`), accents as letters, and TeX's own signs escaped."""
    parts, at = list[str](), 0
    for formula in FORMULA.finditer(title):
        if _is_whole(formula[0]):
            parts += [_shown(title[at : formula.start()]), _dollared(formula)]
            at = formula.end()
    return " ".join("".join([*parts, _shown(title[at:])]).split())


def _shown(text: str) -> str:
    """A text between formulas as it is printed; spaces at its ends tell it from them."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return (" " if before else "") + _tex(readable(text)) + (" " if after and text.strip() else "")


def _dollared(formula: re.Match[str]) -> str:
    inside = next(group for group in formula.groups() if group is not None)
    return f"${inside.strip()}$"


def _is_whole(formula: str) -> bool:
    """Whether a formula can be left to TeX: its braces match, nothing in it ends the field or runs."""
    depth = 0
    for sign in re.sub(r"\\[{}\\]", "", formula):
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0 and not _COMMAND.search(formula) and "%" not in formula.replace(r"\%", "")


def _tex(text: str) -> str:
    return " ".join("".join(_TEX.get(c, c) for c in text).split())


def _url(url: str) -> str:
    return re.sub(r"[{}\\\s]", "", url)


def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text).casefold())
