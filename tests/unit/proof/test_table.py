"""The table of `make prove`: made of what the parts told, honest about what they did not; and the README's."""

import json
from collections import Counter

from docs.tables import README
from tests.proof.figures import gathered
from tests.proof.parts import LINES, NONE, PARTS
from tests.proof.table import MISSING, in_readme, plain, refreshed, rows, wrong


def told(**changed: dict[str, int]) -> dict[str, Counter[str]]:
    """Everything told: 1 for each figure, 0 for those that must be."""
    found: dict[str, Counter[str]] = {}
    for lines, number in ((LINES, 1), (NONE, 0)):
        for _, figures in lines:
            for part, name in figures:
                found.setdefault(part, Counter())[name] = number
    for part, figures in changed.items():
        found[part].update(figures)
    return found


def test_runs_of_one_part_add_up() -> None:
    lines = [{"part": "kills", "kills": 25, "lost": 0}, {"part": "kills", "kills": 25, "lost": 0}]
    found = gathered("\n".join(map(json.dumps, lines)))
    assert found == {"kills": Counter(kills=50, lost=0)}
    assert dict(rows(found, 1.0, 1.0))["kills of the real process"] == "50"


def test_a_proof_in_which_all_that_must_be_0_is_0_stands() -> None:
    made = list(rows(told(seeds={"steps": 3_000_000}), 8.04, 15.0))
    assert wrong(made) == []
    assert dict(made)["steps in them"] == "3,000,001"
    assert dict(made)["minutes"] == "8.0"
    assert "papers twice" in plain(made)


def test_one_paper_twice_anywhere_is_no_proof() -> None:
    for part in ("seeds", "points", "kills"):
        assert wrong(list(rows(told(**{part: {"duplicates": 1}}), 8.0, 15.0))) == [("papers twice", "1")]


def test_what_no_part_told_is_missing_and_not_0() -> None:
    found = told()
    del found["kills"]
    missing = dict(wrong(list(rows(found, 8.0, 15.0))))
    assert missing["papers lost"] == missing["kills of the real process"] == MISSING


def test_the_readme_has_every_line_of_the_table_and_proves_it() -> None:
    made = in_readme(README.read_text(encoding="utf-8"))
    assert [label for label, _ in made] == [label for label, _ in rows({}, 0.0, 0.0)]
    assert wrong(made) == []
    number = {label: float(value.replace(",", "")) for label, value in made}
    assert number["seeds of the simulation"] >= 2_000
    assert number["kills of the real process"] >= 200
    assert number["inputs fuzzed"] >= 1_000_000
    assert number["deliberate bugs caught"] >= 20


def test_what_is_written_into_the_readme_is_read_from_it() -> None:
    made = list(rows(told(), 8.0, 15.0))
    text = README.read_text(encoding="utf-8")
    assert in_readme(refreshed(text, made)) == made
    assert refreshed(refreshed(text, made), made) == refreshed(text, made)


def test_each_part_is_a_module_of_ours_or_the_tests() -> None:
    assert len({part.name for part in PARTS}) == len(PARTS)
    assert all(part.words[0].split(".")[0] in {"tests", "pytest"} for part in PARTS)
