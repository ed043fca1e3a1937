"""Acronyms: what texts say they stand for."""

from bot.text.acronyms import long_forms, meanings, short_forms
from tests.each_of import each_of


@each_of(
    ("text", "found"),
    [
        ("A sparse mixture of experts (MoE) layer", ("MoE", "mixture of experts")),
        ("We use Mixture-of-Experts (MoEs).", ("MoE", "Mixture-of-Experts")),
        ("for text-to-image (T2I) models", ("T2I", "text-to-image")),
        ("with Group Relative Policy Optimization (GRPO)", ("GRPO", "Group Relative Policy Optimization")),
        ("for large language models (LLMs)", ("LLM", "large language models")),
        ("in sparse autoencoders (SAEs)", ("SAE", "sparse autoencoders")),
    ],
)
def test_the_words_before_the_parenthesis_are_those_of_its_letters(text: str, found: tuple[str, str]) -> None:
    assert list(long_forms(text)) == [found]


@each_of("text", ["as shown (Fig)", "our model (LLaMA)", "a word (word)", "things (A)", "(RAG)", ""])
def test_other_parentheses_explain_nothing(text: str) -> None:
    assert list(long_forms(text)) == []


EXPERTS = ["a mixture of experts (MoE)"] * 4 + ["Mixture-of-Experts (MoE) it is"] * 2
SPEECH = ["text-to-speech (TTS)"] * 3 + ["test-time scaling (TTS)"] * 4


def test_one_meaning_is_dominant_or_several_are_named() -> None:
    assert meanings([*EXPERTS, "method of ease (MoE)"], "MoE") == ("mixture of experts",)
    assert meanings(SPEECH, "tts") == ("test-time scaling", "text-to-speech")
    assert meanings(EXPERTS[:2], "MoE") == ()
    assert meanings(EXPERTS, "RAG") == ()


def test_words_have_an_acronym_in_the_same_way() -> None:
    assert short_forms([*EXPERTS, *SPEECH], "mixtures of experts") == ("MoE",)
    assert short_forms(EXPERTS, "experts of mixture") == ()


def test_hostile_text_takes_no_time() -> None:
    assert (
        list(long_forms("a " * 50_000 + "(AAAAAAAA) " + "aaaaaaaa " * 12 + "(AAAAAAAA)" + "(" * 9_999)) is not None
    )
