"""Plurals of Latin, Greek and Old English read as their singular: matrices is matrix, criteria criterion.

Media and data are left alone, which are words of their own, and so are bases, leaves and lives, which are oftener
something else.
"""

import re

_PAIRS = """
addenda:addendum algae:alga alumni:alumnus antennae:antenna automata:automaton axes:axis bacteria:bacterium
bronchi:bronchus calculi:calculus children:child consortia:consortium corpora:corpus corrigenda:corrigendum
crises:crisis criteria:criterion curricula:curriculum desiderata:desideratum emboli:embolus
equilibria:equilibrium errata:erratum extrema:extremum feet:foot foci:focus formulae:formula fungi:fungus
ganglia:ganglion geese:goose genera:genus grandchildren:grandchild gyri:gyrus knives:knife larvae:larva
lemmata:lemma lexica:lexicon loci:locus maxima:maximum memoranda:memorandum men:man mice:mouse
millennia:millennium minima:minimum mitochondria:mitochondrion moduli:modulus momenta:momentum nebulae:nebula
nuclei:nucleus optima:optimum oxen:ox phenomena:phenomenon phyla:phylum radii:radius schemata:schema
schoolchildren:schoolchild spectra:spectrum stimuli:stimulus strata:stratum sulci:sulcus supernovae:supernova
symposia:symposium taxa:taxon teeth:tooth theses:thesis thrombi:thrombus tori:torus vertebrae:vertebra
wolves:wolf women:woman
"""
_WHOLE = dict(pair.split(":") for pair in _PAIRS.split())
_SES = re.compile(
    r"(.*(?:aly|diagno|ellip|empha|gene|hypothe|meio|metamorpho|metasta|mito|neuro|paraly"
    r"|parenthe|progno|prosthe|psycho|symbio|synop|synthe)s)es"
)
_ICES = re.compile(r"(.*(?:(append|hel|matr)|(?:ap|cod|cort|ind|simpl|vert|vort)))ices")
_HEDRA = re.compile(r"(.*hedr)a")


def singular(word: str) -> str:
    """The singular of such a plural (folded); any other word as it is."""
    if whole := _WHOLE.get(word):
        return whole
    if found := _SES.fullmatch(word):
        return f"{found[1]}is"
    if found := _ICES.fullmatch(word):
        return f"{found[1]}{'ix' if found[2] else 'ex'}"
    if found := _HEDRA.fullmatch(word):
        return f"{found[1]}on"
    return word
