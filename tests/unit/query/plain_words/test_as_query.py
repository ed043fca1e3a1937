"""What plain words ask for, in the query language."""

from bot.query.plain_words.as_query import as_query
from tests.each_of import each_of


@each_of(
    "typed, query, sure",
    [
        ("RAG or retrieval augmented generation", "RAG OR retrieval augmented generation", True),
        ("papers on kites or boats", "kites OR boats", True),
        ("kites or boats but not trains", "(kites OR boats) -trains", True),
        ("kites but not boats in storms", 'kites -"boats in storms"', True),
        ("cs.CL", "cat:cs.CL", True),
        ("new q-bio.NC papers on kites", "cat:q-bio.NC kites", True),
        ("latest papers on kites", "kites", True),
        ("kites fly", "kites fly", False),
        ("kites or", "kites", False),
        ("a sentence that somebody copied or wrote down in full", "sentence somebody copied full", False),
        ("all papers", "", False),
        ("everything except kites", "upvotes:>=0 -kites", True),
    ],
)
def test_what_is_asked_for_in_words_is_a_query(typed: str, query: str, sure: bool) -> None:
    assert as_query(typed.split()) == (query, sure)
