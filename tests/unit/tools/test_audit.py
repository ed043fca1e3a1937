"""What pip-audit's report means; above all that no answer is not a good answer."""

from tools.audit import verdict

WHOLE = {"name": "rich", "version": "15.0", "vulns": []}
VULNERABLE = {
    "name": "starlette",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}, {"id": "PYSEC-2", "fix_versions": []}],
}
UNKNOWN = {"name": "uv", "skip_reason": "Dependency not found"}


def test_a_report_without_a_vulnerability_says_how_many_were_looked_at():
    assert verdict({"dependencies": [WHOLE]}, "") == (True, "1 packages audited, 0 with a known vulnerability")


def test_each_vulnerability_is_named_with_the_version_that_mends_it():
    clean, said = verdict({"dependencies": [WHOLE, VULNERABLE]}, "")
    assert not clean
    assert said.splitlines() == [
        "starlette 1.0: PYSEC-1, mended in 1.1",
        "starlette 1.0: PYSEC-2, not mended yet",
        "2 packages audited, 1 with a known vulnerability",
    ]


def test_an_index_that_knows_no_package_is_no_clean_report():
    clean, said = verdict({"dependencies": [UNKNOWN, UNKNOWN]}, "")
    assert clean
    assert said.startswith("-- skipped: the vulnerability service answered for none of 2 packages")


def test_what_the_service_does_not_know_is_named():
    _, said = verdict({"dependencies": [WHOLE, UNKNOWN]}, "")
    assert "not audited, for the service does not know them: uv" in said


def test_a_tool_that_could_not_work_is_no_clean_report():
    assert verdict(None, "starting\nno route to host\n") == (
        True,
        "-- skipped: pip-audit could not work here: no route to host",
    )
    assert verdict(None, "")[1].startswith("-- skipped")
