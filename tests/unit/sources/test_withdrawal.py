"""Notices of withdrawal in many words, and what only sounds like one."""

from adapters.sources.parse.withdrawal import says_withdrawn
from tests.each_of import each_of


@each_of(
    "comment",
    [
        "Withdrawn", "withdrawn due to a wrong bound in section 2", "9 pages; paper withdrawn by the authors",
        "This article has now been withdrawn", "has been withdrawn by the author", "Paper has been withdrawn",
        "This note needs to be withdrawn", "This version should be withdrawn", "The manuscript is being withdrawn for revision",
        "The authors hereby withdraw this paper", "We have withdrawn our preprint: the data were mislabelled",
        "This version withdrawn by arXiv administrators", "This submission was withdrawn from arXiv",
        "Article retracted",
    ],
)  # fmt: skip
def test_a_notice_is_known_in_comment_and_abstract(comment):
    assert says_withdrawn("Kites", "We fold.", comment)
    assert says_withdrawn("Kites", comment.removeprefix("9 pages; "))


@each_of(
    "text",
    [
        "12 pages; a previous version was withdrawn from a workshop", "Withdrawn from KITES 2026",
        "We study withdrawn papers and how they are cited",
        "An earlier version of this paper was withdrawn; this one mends it",
        "This replaces 2401.00001, which has been withdrawn", "This work asks why a drug was withdrawn",
    ],
)  # fmt: skip
def test_what_tells_of_another_withdrawal_is_none(text):
    assert not says_withdrawn("Kites", text, text)


def test_an_abstract_may_use_the_word_anywhere_but_at_its_beginning():
    assert not says_withdrawn("Money", "Money is deposited, withdrawn and moved.")
    assert says_withdrawn("Money", "Withdrawn. Money is deposited and moved.")


def test_a_title_may_say_it():
    assert says_withdrawn("WITHDRAWN: Kites that fly", "We fold.")
    assert not says_withdrawn("Withdrawn users of kites", "We fold.")


@each_of(
    "title",
    [
        "RETRACTED ARTICLE: Kites", "Retraction Note to: Kites", "Kites (withdrawn)", "Kites [RETRACTED]",
        "[Withdrawn] Kites", "Retraction: Kites", "Withdrawal notice",
        "Notice of Retraction: Kites", "Statement of retraction",
    ],
)  # fmt: skip
def test_publishers_put_it_before_or_behind_a_title(title):
    assert says_withdrawn(title, "We fold.")


@each_of("title", ["Withdrawal: opioids and kites", "Retracted articles of 2020", "Kites withdrawn at sea"])
def test_a_title_may_be_about_withdrawals(title):
    assert not says_withdrawn(title, "We fold.")


def test_what_arxiv_removed_is_gone():
    assert says_withdrawn("Kites", "This submission has been removed by arXiv administrators for its authorship.")
    assert not says_withdrawn("Kites", "Noise has been removed by our method.")
