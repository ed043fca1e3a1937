"""Word families: what a reader calls one word, where the stemmer (Snowball English) puts too much together.

Measured with the stemmer alone on the 7,575 papers of the recorded Daily Papers (`python -m bench families`): of
the papers found for visualization 95 % have only "visual", of those for tokenizer 92 % "token", for generative
79 % "generate" or "generation", for agentic 69 % "agent".
"""

import re

# -ize, -izing, -ization are a family of their own; who does it (tokenizer, optimizer) is a thing, not a doing.
_IZE = re.compile(r"([a-z]{3,})iz(?:e|ed|es|ing|ings|ation|ational|ationally|ations)")
_IZER = re.compile(r"([a-z]{3,}izer)s?")
_SIZES = re.compile(
    r"(?:.*(?:down|mid|multi|out|over|re|super|under|up)|cap)s|appr"
)  # resize, capsize: size, prize
# Interpretable and interpretability are one word, and another than interpretation.
_ABLE = re.compile(r"([a-z]{2,}[ai])(?:bles?|bly|bility|bilities)")
# Generative is not generation, nor objective object, positive position, contrastive contrast.
_IVE = re.compile(r"([a-z]{3,}iv)(?:es?|ely|eness|ity|ities)")

# Each line a family, called by its first word, which the stemmer gives to no other word. It takes them for: to be
# active, an agent, an animation, an author, a benchmark, computing, going on (continue), conversing, critical,
# dynamic, to emerge, an engine, an experiment, a factor, a format, graphical, identity, to import, to integrate,
# to mean, a mechanism, a model, natural, numerical, an organ, a person, physical, severe, to transform, universal,
# a variation.
_FAMILIES = """
activation activations
activate activated activates activating
activity activities
agentic agentically
analysis
animal animals
anime
authority authorities
benchmarking
computer computers
continual continually
continuous continuously
conversion conversions
conversely
critics critic
dynamics dynamical
emergency emergencies
engineering
experience experiences experienced experiencing
factory factories
formation formations
graphics
identical identically
important importance importantly
integral integrals
integrity
meaning meanings
mechanics
modeling modelings
nature natures
numerous
organism organisms
personal personally
personality personalities
physics
several
transformer transformers
universe universes
university universities
variational variationally
"""
_OWN = {word: line.split()[0] for line in _FAMILIES.split("\n") if line for word in line.split()}


def family(word: str) -> str:
    """The family's term of a folded word in American spelling; "" where the stemmer's will do."""
    if own := _OWN.get(word):
        return own
    if (found := _IZE.fullmatch(word)) and not _SIZES.fullmatch(found[1]):
        return f"{found[1]}iz"
    if (found := _IZER.fullmatch(word)) or (found := _IVE.fullmatch(word)):
        return found[1]
    if found := _ABLE.fullmatch(word):
        return f"{found[1]}bl"
    return ""
