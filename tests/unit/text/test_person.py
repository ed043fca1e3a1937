"""One person, however the name is written; and not somebody else."""

from hypothesis import given
from hypothesis import strategies as st

from bot.query.parser import parse
from bot.text.document import document
from tests.each_of import each_of
from tests.fakes.papers import candidate
from tests.reference import matches


def found(asked: str, *authors: str) -> bool:
    return matches(parse(f'author:"{asked}"'), document(candidate(1, "A title", authors=authors)))


@each_of(
    ("asked", "author"),
    [
        ("Christopher Manning", "Christopher D. Manning"),
        ("Christopher Manning", "Christopher David Manning"),
        ("Christopher Manning", "C. Manning"),
        ("Christopher Manning", "C. D. Manning"),
        ("Christopher Manning", "C.D. Manning"),
        ("Christopher Manning", "Manning, C."),
        ("Christopher D. Manning", "Christopher Manning"),
        ("Christopher D. Manning", "Christopher David Manning"),
        ("Christopher D. Manning", "C. D. Manning"),
        ("Christopher D. Manning", "C. Manning"),
        ("Christopher David Manning", "Christopher D. Manning"),
        ("C. Manning", "Christopher Manning"),
        ("C. Manning", "Christopher D. Manning"),
        ("C. D. Manning", "Christopher D. Manning"),
        ("C. D. Manning", "Christopher Manning"),
        ("Manning C", "Christopher D. Manning"),
        ("Manning Christopher", "Christopher D. Manning"),
        ("Manning, Christopher", "Christopher D. Manning"),
        ("Manning, C. D.", "Christopher Manning"),
        ("Yann LeCun", "Yann Le Cun"),
        ("Yann Le Cun", "Yann LeCun"),
        ("LeCun", "Yann Le Cun"),
        ("L. van der Maaten", "Laurens van der Maaten"),
        ("Laurens van der Maaten", "L. J. P. van der Maaten"),
        ("van der Maaten", "Laurens van der Maaten"),
        ("Martin King", "Martin L. King Jr."),
        ("J.-B. Alayrac", "Jean-Baptiste Alayrac"),
        ("Weinan E", "Weinan E"),
        ("Wang Xiaolong", "Xiaolong Wang"),
        ("李飞飞", "李飞飞"),
        ("Çelik Øyvind", "Oyvind Celik"),
        ("Manning CD", "Christopher D. Manning"),
        ("CD Manning", "Christopher D. Manning"),
        ("JB Alayrac", "Jean-Baptiste Alayrac"),
        ("LI Bo", "Bo Li"),
        ("Feifei Li", "Fei-Fei Li"),
        ("Kai-Ming He", "Kaiming He"),
        ("Li Feifei", "Fei-Fei Li"),
        ("Mueller, Klaus", "Klaus Müller"),
        ("Klaus Müller", "Klaus Mueller"),
        ("Klaus Mu\u0308ller", "Klaus Mueller"),
        ("O Brien", "Conan O'Brien"),
        ("Conan O Brien", "Conan O'Brien"),
        ("O'Brien", "Conan O Brien"),
        ("C. O'Brien", "Conan O Brien"),
        ("Mac Aodha", "Oisin MacAodha"),
        ("Nguyễn Văn An", "An Nguyen"),
        ("Nguyễn Văn An", "Nguyen Van An"),
        ("Nguyễn Văn An", "N. V. An"),
        ("Nguyễn Văn An", "An Van Nguyen"),
        ("Nguyễn Văn An", "An V. Nguyen"),
        ("Nguyễn Văn An", "Van An Nguyen"),
        ("Nguyễn Văn An", "A. Nguyen"),
        ("An Nguyen", "Nguyễn Văn An"),
        ("Nguyen Van An", "Nguyễn Văn An"),
        ("N. V. An", "Nguyễn Văn An"),
        ("An Van Nguyen", "Nguyễn Văn An"),
        ("A. V. Nguyen", "Nguyễn Văn An"),
        ("Lê Văn Hùng", "Hung Le"),
        ("Le Thi Hoa", "Hoa Thi Le"),
    ],
)
def test_one_person_is_found_however_the_name_is_written(asked: str, author: str) -> None:
    assert found(asked, author)


@each_of(
    ("asked", "author"),
    [
        ("Christopher Manning", "Carl Manning"),
        ("Christopher Manning", "D. Manning"),
        ("Christopher Manning", "Wayne C. Manning"),
        ("Christopher Manning", "Christopher Mann"),
        ("Christopher D. Manning", "Christopher B. Manning"),
        ("Christopher D. Manning", "C. B. Manning"),
        ("C. D. Manning", "Christopher B. Manning"),
        ("C. Manning", "D. C. Manning"),
        ("L. van der Maaten", "Laurens Maaten"),
        ("Yann LeCun", "Bo LeCun"),
        ("李飞", "李白飞"),
        ("CD Manning", "Christopher B. Manning"),
        ("LI Bo", "Lei Bo"),
        ("Feifei Li", "Fei Li"),
        ("Xue Li", "Xu Li"),
        ("Michael Cohen", "Michal Cohen"),
        ("Joe Lu", "Jo Lu"),
        ("Nguyễn Văn An", "Bao Nguyen"),
        ("Nguyễn Văn An", "An Tran"),
        ("Nguyễn Văn An", "Chien Van Nguyen"),
        ("Nguyễn Văn An", "Van Nguyen"),
        ("T. Tran", "David T. Tran"),
        ("O Brien", "O. Bright"),
    ],
)
def test_somebody_else_is_not(asked: str, author: str) -> None:
    assert not found(asked, author)


def test_two_authors_are_not_one() -> None:
    assert not found("Christopher Manning", "Christopher Lee", "Ann Manning")
    assert not found("C. Manning", "C. Lee", "Ann Manning")


@given(st.text(max_size=30).filter(lambda text: '"' not in text))
def test_any_name_can_be_held(text: str) -> None:
    document(candidate(1, "A title", authors=(text, "Ann Lee")))
    assert found("A. Lee", text, "Ann Lee")
