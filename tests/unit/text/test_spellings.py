"""Which word may be meant, decided by how many papers have which."""

from collections.abc import Sequence

from bot.text.spellings import spellings
from tests.each_of import each_of

PAPERS = {"language": 900, "languge": 2, "kites": 40, "mites": 3, "com": 300, "dog": 60, "does": 200, "frog": 12}
FORMS = {"dogs": 60}


@each_of(
    "typed, meant",
    [
        (["langauge"], {"langauge": ["language"]}),
        (["languge"], {"languge": ["language"]}),  # two authors' slip
        (["kitse", "langage"], {"kitse": ["kites"], "langage": ["language"]}),
        (["dgo"], {"dgo": ["dog", "do", "go"]}),
        (["language"], {}),
        (["dogs"], {}),  # 60 papers have another form of it
        (["dogs", "on", "the", "kites"], {}),
        (["dogs", "langage", "kites"], {"dogs": ["dog", "does"], "langage": ["language"]}),
        (["nites"], {"nites": ["kites"]}),
        (["xmites"], {}),  # too few have what begins otherwise
        (["coq"], {}),  # a third of it would be another
        (["pros", "cons"], {}),
        (["of", "x", "12345", ""], {}),
    ],
)
def test_what_few_papers_have_may_be_what_many_have(typed: Sequence[str], meant: dict[str, Sequence[str]]) -> None:
    assert spellings(typed, lambda word: PAPERS.get(word, 0), lambda word: FORMS.get(word, 0), 1_000) == meant
