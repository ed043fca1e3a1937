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
# active, to adapt, an agent, an animation, an author, a benchmark, composition, computing, consistent, going on
# (continue), control, conversing, critical, development, direct, dynamic, to emerge, an engine, an experiment, a
# fabric, a factor, a format, to generate, graphical, human, identity, to import, Indic languages, to inform, to
# integrate, to mean, a mechanism, medical, a model, a module, multiple, natural, numerical, to operate, an organ,
# a person, physical, to present, a project, public, related, severe, specific, a state, to transform, universal,
# a variation.
_FAMILIES = """
activate activated activates activating
activation activations
activity activities
adapter adapters
agentic agentically
analysis
animal animals
anime
authority authorities
benchmarking
composite composites
computer computers
consist consists consisted consisting
continual continually
continuous continuously
controller controllers
conversely
conversion conversions
critics critic
developer developers
direction directions directional directionality
dynamics dynamical
emergency emergencies
engineering
experience experiences experienced experiencing
fabricate fabricated fabricates fabricating fabrication fabrications
factory factories
formation formations
generator generators
graphics
humanity
identical identically
important importance importantly
indicate indicated indicates indicating indication indications
informal informally
integral integrals
integrity
meaning meanings
mechanics
medication medications
modeling modelings
modulate modulates modulated modulating
modulation modulations
modulator modulators
multiplication multiplications
nature natures
numerous
operator operators
organism organisms
personal personally
personality personalities
physics
presentation presentations
projection projections
projector projectors
publication publications
relational relationally
several
specification specifications
stateful statefulness
transformer transformers
universe universes
university universities
variational variationally
"""
# Who or what does it is a thing, and not the doing: of the papers found for evaluator 98 % had only evaluation,
# for retriever 93 % retrieval. The stemmer parts a planner from planning, but not these.
_DOERS = """
accelerator aggregator aligner amplifier animator annotator attacker captioner collaborator compiler composer
confounder consumer container customer decoder decomposer defender denoiser designer diffuser discriminator
educator enabler encoder engineer enhancer estimator evaluator evolver explainer explorer forecaster
identifier indicator innovator interpreter listener manager manipulator moderator modifier mutator navigator
observer orchestrator perceiver performer producer proposer provider questioner reasoner recommender refiner
regulator renderer reranker resampler researcher responder retriever reviewer scheduler segmenter simulator
translator upsampler validator verifier
"""
_OWN = {word: line.split()[0] for line in _FAMILIES.split("\n") if line for word in line.split()}
_OWN |= {form: word for word in _DOERS.split() for form in (word, f"{word}s")}


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
