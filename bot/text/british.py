"""British spelling read as American, so that tokenisation and tokenization, colour and color are one word."""

import re

_WHOLE = {
    "acknowledgement": "acknowledgment",
    "aeroplane": "airplane",
    "ageing": "aging",
    "enrol": "enroll",
    "enrolment": "enrollment",
    "fulfil": "fulfill",
    "fulfilment": "fulfillment",
    "instalment": "installment",
    "judgement": "judgment",
    "learnt": "learned",
    "maths": "math",
    "practise": "practice",
    "practised": "practiced",
    "practising": "practicing",
    "programme": "program",
    "skilful": "skillful",
}
# Where each of these stands at the beginning of a word (after `_BEFORE`), the other is meant.
_BEGINNINGS = {
    "aetiolog": "etiolog", "aluminium": "aluminum", "anaem": "anem", "anaesth": "anesth", "artefact": "artifact",
    "diarrhoea": "diarrhea", "encyclopaed": "encycloped", "foet": "fet", "gastrooesoph": "gastroesoph",
    "grey": "gray", "gynaecolog": "gynecolog", "haem": "hem", "leukaem": "leukem", "manoeuvr": "maneuver",
    "mould": "mold", "oedem": "edem", "oesophag": "esophag", "orthopaed": "orthoped", "paediatr": "pediatr",
    "palaeo": "paleo", "parametris": "parameteris", "parametriz": "parameteriz", "sceptic": "skeptic",
    "sulph": "sulf",
}  # fmt: skip
_BEGINNING = re.compile("|".join(_BEGINNINGS))
_BEFORE = "(?:un|re|mis|dis|pre|over|multi|non|mono|bi|tri|uni|neuro|self|semi)?"
_OUR = re.compile(
    rf"({_BEFORE}(?:arm|behavi|col|demean|endeav|fav|ferv|flav|harb|hon|hum|lab|neighb|od|rig|rum|sav|splend|tum"
    r"|vap|vig))our(.*)"
)
_RE = re.compile(r"(.*(?:calib|cent|fib|lit|lust|met|spect|theat))re(s|d)?")
_OGUE = re.compile(r"((?:anal|catal|dial|epil|homol|monol|prol)og)ue(.*)")
_ENCE = re.compile(r"((?:def|lic|off|pret)en)c(e|es|ed|ing)")
_YSE = re.compile(r"(.*(?:anal|catal|dial|hydrol|paral)y)s(e|ed|er|ers|ing)")
_DOUBLE = re.compile(
    rf"({_BEFORE}(?:cancel|channel|counsel|dial|duel|fuel|funnel|label|level|marshal|marvel|model|panel|rival"
    r"|signal|spiral|total|travel|tunnel|unravel))l(ed|er|ers|ing|ings|or|ors)"
)
_ISE = re.compile(r"([a-z]{3,})is(e|ed|er|ers|es|ing|ings|ation|ational|ations|able|ably|ability)")
# Words in -ise that nobody writes with z, by what stands before -ise: raise and appraise, noise and denoise,
# otherwise, enterprise, premise and compromise, disguise, cruise, expertise.
_NEVER_Z = re.compile(
    r".*(?:no|po|ra|w|pr|prem|prom|surm|gu|cru|bru|franch|merchand|parad|lia|(?<!i)v|(?<!i)c)"
    r"|(?:.*[^a-z])?(?:advert|chast|dem|desp|expert|mort|torto|treat|val)"
)


def american(word: str) -> str:
    """A folded word as Americans spell it; any other word as it is."""
    if len(word) < 4:
        return word
    plural = word.endswith("s") and word[:-1] in _WHOLE
    if whole := _WHOLE.get(word[:-1] if plural else word):
        return f"{whole}s" if plural else whole
    if found := _BEGINNING.match(word):
        word = _BEGINNINGS[found[0]] + word[found.end() :].removeprefix("e" if found[0] == "manoeuvr" else "")
    if found := _OUR.fullmatch(word):
        word = f"{found[1]}or{found[2]}"
    if (found := _ISE.fullmatch(word)) and not _NEVER_Z.fullmatch(found[1]):
        return f"{found[1]}iz{found[2]}"
    return _ended(word)


def _ended(word: str) -> str:
    """Endings that tell the two apart, other than -ise."""
    if found := _RE.fullmatch(word):
        return f"{found[1]}er{(found[2] or '').replace('d', 'ed')}"
    if found := _OGUE.fullmatch(word):
        return found[1] + found[2]
    if found := _ENCE.fullmatch(word):
        return f"{found[1]}s{found[2]}"
    if found := _YSE.fullmatch(word):
        return f"{found[1]}z{found[2]}"
    if found := _DOUBLE.fullmatch(word):
        return found[1] + found[2]
    return word
