"""Titles in references."""

from bot.query.reference import cited_title
from tests.each_of import each_of


@each_of(
    "text, title",
    [
        (
            "Vaswani, A., Shazeer, N., Parmar, N., et al. (2017). Attention is all you need. NeurIPS 30.",
            "Attention is all you need",
        ),
        (
            "Shao, Z., Wang, P., et al. DeepSeekMath: Pushing the Limits of Reasoning in Open Models. arXiv preprint 2024.",
            "DeepSeekMath: Pushing the Limits of Reasoning in Open Models",
        ),
        ('[12] H. Touvron et al., "Llama 2: Open foundation models," 2023.', "Llama 2: Open foundation models"),
        (
            "@article{guo2025deepseek, title={DeepSeek-R1: Incentivizing {R}easoning}, author={Guo, D.}}",
            "DeepSeek-R1: Incentivizing Reasoning",
        ),
        ("Direct Preference Optimization (Rafailov et al., 2023)", "Direct Preference Optimization"),
        (
            "J. Devlin, M.-W. Chang, K. Lee. BERT: Pre-training of deep bidirectional transformers. 2018",
            "BERT: Pre-training of deep bidirectional transformers",
        ),
    ],
)
def test_the_title_of_a_reference_is_found(text: str, title: str) -> None:
    assert cited_title(text) == title


@each_of(
    "text",
    [
        "kites",
        "kites (2017)",
        "Vaswani et al.",
        "Vaswani et al. 2017",
        "what did LeCun et al. write on kites?",
        "A. Karpathy",
        "Kites that learn. Boats that sail. Trains that ride.",
        "",
        "@lecun kites",
        'author:"Y. LeCun" kites 2020',
    ],
)
def test_what_is_no_reference_has_none(text: str) -> None:
    assert cited_title(text) == ""
