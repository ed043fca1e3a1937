"""Word families: what a reader calls one word is one term, spelt the British way or the American."""

from bot.query.parser import parse
from bot.text.british import american
from bot.text.document import document
from bot.text.families import _OWN, family
from bot.text.tokens import stem
from tests.each_of import each_of
from tests.fakes.papers import candidate
from tests.reference import matches


@each_of(
    "words",
    [
        "visualize visualizes visualized visualizing visualization visualizations visualise visualisation visualising",
        "tokenizer tokenizers tokeniser tokenisers",
        "tokenize tokenised tokenization",
        "interpretable interpretability interpretably",
        "generative generatively",
        "generation generate generated generating",
        "indicate indicates indicated indication",
        "retrieval retrieving retrieved retrieves",
        "objective objectives objectively objectivity",
        "stable stability",
        "colour color colours coloured",
        "behaviour behavior behavioural",
        "analyse analyze analysing analyzed",
        "analysis analyses",
        "corpus corpora corpuses",
        "matrix matrices",
        "hypothesis hypotheses",
        "criterion criteria",
        "phenomenon phenomena",
        "vertex vertices",
        "index indices indexes",
        "appendix appendices",
        "axis axes",
        "synthesis syntheses",
        "polyhedron polyhedra",
        "stimulus stimuli",
        "formula formulae formulas",
        "child children",
        "retriever retrievers",
        "centre center centred centres",
        "fibre fiber fibres",
        "modelling modeling",
        "labelled labeled labelling",
        "dialogue dialog dialogues",
        "defence defense",
        "supervised supervise supervision",
        "precise precision",
        "noise noises",
        "paediatric pediatric",
        "manoeuvre maneuver manoeuvres",
        "programme program programmes",
        "parametrised parameterized parametrization",
        "size sizes sized",
        "resize resized resizing",
    ],
)
def test_a_family_is_one_term(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


@each_of(
    "words",
    [
        "visualization visual",
        "tokenization tokenizer token",
        "retriever retrieval",
        "evaluator evaluation",
        "encoder encoding",
        "indices indicate",
        "vertices vertical",
        "theses these",
        "diagnoses diagnose",
        "benchmarking benchmark",
        "modeling model",
        "generative generation",
        "physics physical",
        "activation activate active activity",
        "localization local",
        "agentic agent",
        "personalization personal person personality",
        "interpretability interpretation",
        "organization organ organism",
        "contrastive contrast",
        "positive position",
        "important import",
        "experience experiment",
        "continual continuous continue",
        "critic critical",
        "university universe universal",
        "transformer transform",
        "animal animation anime",
        "publication public",
        "indic indicate indices",
        "fabric fabricate",
        "multiplication multiple",
        "modulation modulator modulate module",
        "specification specific",
        "projection projector project",
        "presentation present",
        "direction direct",
        "operator operation",
        "adapter adaptation",
        "generator generation",
        "stateful state",
        "informal inform",
        "humanity human",
        "raise raze",
        "prize price",
    ],
)
def test_other_words_are_other_terms(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == len(words.split())


@each_of(
    "words",
    [
        "wise otherwise pairwise raise promise precise exercise supervise revise surprise noise denoise enterprise",
        "expertise cruise disguise franchise paradise treatise advertising rise arise our four hour course source",
        "genre acre rogue vogue league fence hence science these yes is his",
    ],
)
def test_words_that_only_look_british_stay(words: str) -> None:
    assert " ".join(map(american, words.split())) == words


def test_a_family_of_its_own_is_called_by_a_term_that_no_other_word_has() -> None:
    """Else the two would be one after all: the stemmer makes `critic` of critical."""
    mine = {*_OWN.values()}
    others = (
        "active activate critical universal import experiment intern natural engine model agent physical person"
    )
    assert mine.isdisjoint(stem(word) for word in others.split() if word not in _OWN)
    assert all(stem(term) == term for term in mine)


@each_of(
    "word",
    [*_OWN, "visualisation", "tokenizers", "interpretability", "objectively", "behaviours", "sensitivities"],
)
def test_any_beginning_of_a_word_finds_it(word: str) -> None:
    held = document(candidate(1, word))
    for end in range(3, len(word) + 1):
        assert matches(parse(f"{word[:end]}*"), held, 0), word[:end]


def test_no_word_is_of_a_family_that_it_does_not_look_like() -> None:
    assert [
        word for word in ("able", "table", "ability", "live", "five", "give", "size", "seize") if family(word)
    ] == []
