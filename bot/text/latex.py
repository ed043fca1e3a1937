"""LaTeX made readable: what an abstract's formulas and commands would look like when printed."""

import re
import unicodedata
from functools import lru_cache

from bot.text.latex_symbols import (
    ACCENTS,
    CAN_BE_LOWERED,
    CAN_BE_RAISED,
    LOWERED,
    OVER,
    POINTERS,
    RAISED,
    SILENT,
    STYLES,
    SWITCHES,
    SYMBOLS,
)

MAX_LATEX = 50_000  # characters of a text in which commands are looked for; no abstract has a tenth of that
_KEPT_TEXTS = 256  # remembered: a paper is read for one purpose after the other
_MAX_PASSES = 8  # braces inside braces; deeper ones are taken off as they are
_TRACES = ("\\", "$", "{", "^")  # without any of these there are no commands and no formulas
# A formula as pandoc has it: no space inside the dollars, no digit after them, so that "$5 and $6" is money. With
# spaces inside both dollars it is one as well, if it holds a command, a script or an equation, or is a letter.
FORMULA = re.compile(
    r"\$\$([^$]{1,400})\$\$|(?<!\\)\$(?!\s)([^$]{0,400}?[^$\s\\])\$(?!\d)|\$(\\[^$]{1,400})\$"
    r"|(?<!\\)\$\s+((?=[^$]{0,400}[\\^_=])[^$]{1,400}?|[A-Za-z])\s*\$(?!\d)"
    r"|\\\((.{1,400}?)\\\)|\\\[(.{1,400}?)\\\]"
)
_ACCENT = re.compile(
    r"""\\(?P<sign>["'`^~=.])\s?(?:\{\s?\\?(?P<a>[^\W\d_])\s?\}|\\?(?P<b>[^\W\d_]))"""
    r"""|\\(?P<name>[uvHckrdbt])(?:\s?\{\s?\\?(?P<c>[^\W\d_])\s?\}|(?<=[uvHckr])\s(?P<d>[A-Za-z]))"""
)
_POINTER = re.compile(rf"\s?\\(?:{'|'.join(POINTERS)})\*?(?:\[[^\]]{{0,80}}\])?\{{[^{{}}]*\}}")
_SWITCH = re.compile(rf"\{{\\(?:{'|'.join(SWITCHES)})\s+([^{{}}]*)\}}")
_HREF = re.compile(r"\\href\s?\{[^{}]*\}\s?\{([^{}]*)\}")
_ARGUMENT = r"\s?\{((?:[^{}]|\{[^{}]*\})*)\}"  # braces, and once braces inside them
_EITHER = re.compile(rf"\\texorpdfstring{_ARGUMENT}{_ARGUMENT}")  # printed, and for bookmarks
_NOT = re.compile(r"\\not\s?([=<>∈⊂⊆≡∼])")
_OPENING, _CLOSING = re.compile(r"(?<=[⟨⌊⌈])\s"), re.compile(r"\s(?=[⟩⌋⌉])")
_FRACTION = re.compile(rf"\\[dt]?frac{_ARGUMENT}{_ARGUMENT}")
_ROOT = re.compile(rf"\\sqrt(?:\[([0-9n])\])?{_ARGUMENT}")
# Braces that hold a letter or a formula together and are no command's argument: {\AA}, {$\pi$}.
_HELD = re.compile(r"(?<![A-Za-z_^}\]])\{\s?(?:\\([A-Za-z]+)|(\$[^${}]{1,200}\$))\s?\}")
_INNER = re.compile(r"(\{[^{}]*(?<![A-Za-z_^}\]]))\{([^{}]*)\}(?=[^{}]*\})")
_STYLED = re.compile(r"\\([A-Za-z]+)\*?\s?\{([^{}]*)\}")
_STYLED_SCRIPTS = re.compile(rf"\\(?:{'|'.join(sorted(STYLES, key=len, reverse=True))})\*?{_ARGUMENT}")
_BRACED_SCRIPT = re.compile(r"[_^]\s?\{")
_OVER = re.compile(
    rf"\\({'|'.join(sorted(OVER, key=len, reverse=True))})\s?"
    r"(?:\{\s?([A-Za-zα-ωΑ-Ω])\s?\}|(?<=[a-z])\s?([α-ωΑ-Ω])|(?<=[a-z])\s([A-Za-z])(?![A-Za-z]))"
)
_SCRIPT = re.compile(r"\s?([_^])\s?(?:\{([^{}]*)\}|([^\s{}\\_^]))")
# Outside formulas, as sources leave them that took the dollars and backslashes away.
_BARE_SCRIPT = re.compile(r"(?<=[\w)\]}])(?:([_^])\{([^{}]*)\}|(\^)([0-9])(?![\w.]))")
_BARE_SIGN = re.compile(r"\{([a-z]{2,})\}")
_BARE_LETTERS = re.compile(r"\{(\w{1,4})\}(?=\w)|(?<=\w)\{(\w{1,4})\}")
# {BERT} and {Kites that Fly}, as BibTeX wants it; {x, y} and {a: 1} are sets and code.
_KEPT_CAPITALS = re.compile(
    r"(?<![\w_^\\}])\{((?=[^{}\s]{0,30}[A-Z])[\w-]{2,30}|[A-Z](?=\}[\s:;,.]|\}$)|[A-Z][^{}=|,:;$\\]{2,80})\}"
)
_SIGN = re.compile(r"\\([A-Za-z]+)\*?(?:\{\})?(\s*)")
_UNKNOWN = re.compile(r"(?<![\w:\\])\\([A-Za-z]+)")  # not a folder of Windows
_SPACING = re.compile(r"\\[,;:!> ]|\\\\(?![A-Za-z])")
_ESCAPED = re.compile(r"\\([%&_$#{}|])")
_SIGNS = "%&_$#{}|^"
_KEPT = {ord(sign): 0xE000 + at for at, sign in enumerate(_SIGNS)}  # out of reach until the end
_RESTORED = re.compile("[\ue000-\ue008]")


@lru_cache(maxsize=_KEPT_TEXTS)
def readable(text: str) -> str:
    r"""The text as it would be printed, in one line: `$\alpha$-VAE` is α-VAE, `\textit{x}` x, `$10^{-3}$` 10⁻³.

    A subscript that is a word stays one (`G_{stack}` is G_stack): run together it would read as another
    name, and the analyzer finds it written either way. Dollars that are money and commands nobody defined
    are left as a reader can bear them. Never raises; whitespace is folded to single spaces.
    """
    # Of whitespace only the plain space is printable.
    line = text if text.isprintable() and "  " not in text and text == text.strip() else " ".join(text.split())
    if len(line) > MAX_LATEX:
        return line
    if any(trace in line for trace in _TRACES):
        line = _set(line)
    if "~" in line:
        line = re.sub(r"(?<=[\w.,)])~(?=[\w(\[])", " ", line)
    if "``" in line:
        line = re.sub(r"``([^`']*)\'\'", r"“\1”", line)
    if "--" in line:
        line = re.sub(r"(?<=\w)---(?=\w)|(?<=\s)---?(?=\s)", "—", line)
        line = re.sub(r"(?<=\w)--(?=\w)", "–", line)
    return line


def _set(line: str) -> str:
    """Commands and formulas as they would be set in type."""
    # Each step is left out where the sign that it begins with is nowhere: a search through a text takes 40 µs.
    if "\\" in line:
        line = _ESCAPED.sub(lambda found: found[1].translate(_KEPT), line)
        line = _ACCENT.sub(_accent, _ACCENT.sub(_accent, line))  # one over another: \~{\^e}
    if "{" in line:
        line = _HELD.sub(_held, line)
    if "$" in line or "\\(" in line or "\\[" in line:
        line = FORMULA.sub(_formula, line)
    line = _printed(line)
    if "{" in line or "^" in line:
        line = _BARE_SIGN.sub(lambda one: SYMBOLS.get(one[1], one[0]), line)
        line = _BARE_SCRIPT.sub(lambda one: _raised(one[1] or one[3], one[2] or one[4] or ""), line)
    if "{" in line:
        line = _KEPT_CAPITALS.sub(r"\1", _BARE_LETTERS.sub(lambda one: one[1] or one[2], line))
    return " ".join(_RESTORED.sub(lambda one: _SIGNS[ord(one[0]) - 0xE000], line).split())


def _formula(found: re.Match[str]) -> str:
    text = _printed(next(group for group in found.groups() if group is not None))
    for _ in range(_MAX_PASSES):
        changed = re.sub(r"(?<![_^])\{([^{}]*)\}", r"\1", _SCRIPT.sub(_script, text))
        if changed == text:
            break
        text = changed
    return " ".join(_CLOSING.sub("", _OPENING.sub("", re.sub(r"[{}]", "", text))).split())


def _printed(text: str) -> str:
    """Commands replaced by what they print, the innermost first."""
    if "\\" not in text and "{" not in text:
        return text
    text = _EITHER.sub(r"\1", text) if "texorpdf" in text else text
    text = _SIGN.sub(_sign, _SPACING.sub(" ", _HREF.sub(r"\1", _SWITCH.sub(r"\1", _POINTER.sub("", text)))))
    for _ in range(_MAX_PASSES):
        changed = _FRACTION.sub(lambda one: f"{_whole(one[1])}/{_whole(one[2])}", text)
        changed = _ROOT.sub(lambda one: f"{_raised('^', one[1] or '')}√{_whole(one[2])}", changed)
        changed = _STYLED_SCRIPTS.sub(_scripts, _OVER.sub(_over, changed))
        changed = _INNER.sub(r"\1\2", _STYLED.sub(_styled, changed))
        if changed == text:
            break
        text = changed
    text = _NOT.sub(lambda one: unicodedata.normalize("NFC", f"{one[1]}\u0338"), text)
    return _UNKNOWN.sub(r"\1", text)


def _sign(found: re.Match[str]) -> str:
    name, space = found[1], found[2]
    if name in SYMBOLS:
        letter = SYMBOLS[name].isalpha() and not found.string[found.end() :][:1].isupper()
        return SYMBOLS[name] + ("" if letter else space)
    if name in SILENT:
        return ""
    return " " if name in {"quad", "qquad"} else found[0]


def _held(found: re.Match[str]) -> str:
    return found[2] or SYMBOLS.get(found[1], found[0])


def _styled(found: re.Match[str]) -> str:
    name, inside = found[1], found[2]
    if name in {"textsuperscript", "textsubscript"}:
        return _raised("^" if name == "textsuperscript" else "_", inside)
    return inside if name in STYLES else f"{name} {inside}".rstrip()


def _scripts(found: re.Match[str]) -> str:
    """What is styled, if it holds figures above or below the line that have braces of their own."""
    return found[1] if _BRACED_SCRIPT.search(found[1]) else found[0]


def _over(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", (found[2] or found[3] or found[4]) + OVER[found[1]])


def _script(found: re.Match[str]) -> str:
    return _raised(found[1], found[2] or found[3] or "")


def _raised(sign: str, text: str) -> str:
    """A small figure above (`^`) or below (`_`) the line, in Unicode where each of its characters can be one."""
    text = text.strip()
    if not text:
        return ""
    if sign == "^" and text in {"*", "'", "∗", "⋆", "†", "‡", "∘", "°"}:
        return text.replace("∘", "°")
    if sign == "^" and set(text) <= CAN_BE_RAISED:
        return text.translate(RAISED)
    if sign == "_" and set(text) <= CAN_BE_LOWERED:
        return text.translate(LOWERED)
    return sign.translate(_KEPT) + _whole(text)


def _whole(text: str) -> str:
    """The text as one unit: in parentheses where it would fall apart."""
    text = text.strip()
    return text if re.fullmatch(r"[^\s+*/=<>-]*", text) else f"({text})"


def _accent(found: re.Match[str]) -> str:
    letter = found["a"] or found["b"] or found["c"] or found["d"]
    return unicodedata.normalize("NFC", letter + ACCENTS[found["sign"] or found["name"]])
