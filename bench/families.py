"""Word families: how many of the papers found for a word have only another word: `python -m bench.families`.

The corpus: every distinct paper of shared/data. A family is written down here by hand, as a reader would, apart from the
rules of `bot.text.families`; false is a found paper whose title and abstract hold no word of it. Beside that: how many
British spellings find what the American ones find, and what share of the papers of a family its word finds.
"""

import re
from collections.abc import Iterator, Sequence

from bench.corpus import LAST_DAY, real_papers
from bench.table import Figure, show
from bot.matching.day import DayPapers
from bot.matching.evaluate import evaluate
from bot.model.paper import Candidate, Signals
from bot.query.parser import parse

FALSE = 0.05
FAMILIES = {
    "visualization": r"visuali[sz](e|es|ed|ing|ations?)",
    "tokenizer": r"tokeni[sz]ers?",
    "tokenization": r"tokeni[sz](e|es|ed|ing|ations?)",
    "benchmarking": r"benchmarking",
    "modeling": r"modell?ing",
    "generative": r"generative(ly)?",
    "physics": r"physics",
    "activation": r"activations?",
    "localization": r"locali[sz](e|es|ed|ing|ations?)",
    "agentic": r"agentic(ally)?",
    "personalization": r"personali[sz](e|es|ed|ing|ations?)",
    "interpretability": r"interpretab(le|ly|ility)",
    "quantization": r"quanti[sz](e|es|ed|ing|ations?)",
    "optimizer": r"optimi[sz]ers?",
    "contrastive": r"contrastive(ly)?",
    "objective": r"objectives?|objectively",
    "transformer": r"transformers?",
    "generalization": r"generali[sz](e|es|ed|ing|ations?)",
    "continual": r"continual(ly)?",
    "controllable": r"controllab(le|ly|ility)",
    "retrieval": r"retriev(e|es|ed|ing|als?|ers?)",
    "reasoning": r"reason(s|ed|ing|ings)?",
    "alignment": r"align(s|ed|ing|ments?)?",
    "robotics": r"robot(s|ics?|ically)?",
}
BRITISH = {
    "tokenisation": "tokenization", "quantisation": "quantization", "colour": "color", "behaviour": "behavior",
    "modelling": "modeling", "labelled": "labeled", "centre": "center", "fibre": "fiber", "analyse": "analyze",
    "dialogue": "dialog", "defence": "defense", "optimisers": "optimizers", "generalisable": "generalizable",
    "tumour": "tumor", "artefact": "artifact", "programme": "program", "grey": "gray", "summarising": "summarizing",
    "favourable": "favorable", "parametrised": "parameterized",
}  # fmt: skip


def figures() -> Iterator[Figure]:
    papers = real_papers()
    listed = Signals(first_listed=LAST_DAY, last_listed=LAST_DAY)
    day = DayPapers([Candidate(key=key, paper=paper, signals=listed) for key, paper in enumerate(papers, 1)])
    held = [frozenset(re.findall(r"[^\W\d_]+", f"{p.title} {p.abstract}".lower())) for p in papers]
    place_of = {paper.id: place for place, paper in enumerate(papers)}
    words = [held[place_of[each.paper.id]] for each in day.candidates]

    def found(query: str) -> set[int]:
        bits = evaluate(day, parse(query).root).bits
        return {place for place in range(len(words)) if bits >> place & 1}

    for word, family in FAMILIES.items():
        own = {place for place, each in enumerate(words) if any(map(re.compile(family).fullmatch, each))}
        mine = found(word)
        share = len(mine - own) / max(len(mine), 1)
        kept = len(mine & own) / max(len(own), 1)
        yield Figure(f"{word}: false", share, "", FALSE, note=f"{len(mine):,} papers, {kept:.0%} of the family's")
    unlike = [one for one, other in BRITISH.items() if found(one) != found(other)]
    yield Figure("British spellings that find others", len(unlike), "", 0.5, note=" ".join(unlike))


def main(_arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    show(f"word families, {len(FAMILIES)} words", figures())


if __name__ == "__main__":
    main()
