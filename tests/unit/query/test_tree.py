"""What a query is read as; and that any text is read, or refused with a sentence."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import QueryError
from bot.query.parser import MAX_WORDS, parse
from bot.query.tree import And, Not, Or, Query, Tag, Trending, Words
from bot.text.analyzer import analyze
from bot.text.document import Document, document
from tests.fakes.papers import candidate
from tests.reference import matches


def test_the_tree_is_flat_and_spelt_out_in_primitives() -> None:
    assert parse("#cs.CL -#cs.CV").root == And((Tag("cat:cs.cl"), Not(Tag("cat:cs.cv"))))
    assert parse("#cs.CL #cs.CL").root == Tag("cat:cs.cl")
    assert parse("#cs.CL | #cs.CV | #cs.CL").root == Or((Tag("cat:cs.cl"), Tag("cat:cs.cv")))
    assert parse("扩散").root == Words(("扩", "散"))


def test_trending_is_the_days_list_alone_and_among_filters_only() -> None:
    assert parse(" trending ").root == Trending()
    assert parse("trending has:code").root == And((Trending(), Tag("has:code")))
    assert Trending() not in getattr(parse("trending topics").root, "nodes", ())


def test_the_text_of_a_query_is_kept_as_typed_without_control_characters() -> None:
    assert parse("  “Low-Rank”\x00 Ｘ ").text == "“Low-Rank”  Ｘ"


def test_the_longest_allowed_query_is_spelt_out_in_bounds() -> None:
    word = "internationalisation"
    query = parse(" ".join(f"{word}{at:02}-{at:02}pre" for at in range(MAX_WORDS)))
    assert str(query.root).count("Words(") < 32 * MAX_WORDS


ANY_TEXT = st.text(alphabet=st.characters(), max_size=60)
SYNTAX = st.text(
    alphabet=st.sampled_from(list("ab1 \"“”‘’'()|-*:@#.,<>=+ORANDTtitlecupvs模é\u200b\ud800\x00")), max_size=40
)


def read(text: str) -> Query | QueryError:
    try:
        return parse(text)
    except QueryError as error:
        return error


@settings(max_examples=150)
@given(st.one_of(ANY_TEXT, SYNTAX))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    query = read(text)
    if isinstance(query, QueryError):
        assert query.sentence
        assert 1 <= query.position <= max(1, len(text))
    else:
        assert isinstance(matches(query, document(candidate(1, text))), bool)
        assert parse(query.text) == query


WORDY = st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\\$~{}^`"), min_size=1, max_size=12
).filter(lambda word: len(word.split()) == 1 and "--" not in word)


@settings(max_examples=150)
@given(st.lists(WORDY, min_size=1, max_size=8), st.data())
def test_a_text_matches_every_phrase_of_its_own(chunks: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(chunks) - 1))
    last = data.draw(st.integers(first + 1, len(chunks)))
    quoted = "".join(" " if char in '"“”„‟«»「」『』＂｢｣' else char for char in " ".join(chunks[first:last]))
    found = Document(title=(terms := analyze(" ".join(chunks))).words, title_forms=terms.forms)
    query = read(f'"{quoted}"')
    if isinstance(query, QueryError):
        assert query.sentence.startswith(("empty quotes", "nothing to look for"))
    elif analyze(quoted).words == analyze(" ".join(chunks[first:last])).words:
        assert matches(query, found)
