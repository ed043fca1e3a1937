"""Where no PostgreSQL can be started, people's tests on it are skipped and CI fails: nothing would be tested on it."""

import pytest

from tests.fakes import postgres


def refused():
    raise OSError("initdb: not here")


@pytest.fixture
def asked_anew(monkeypatch):
    monkeypatch.setattr(postgres, "_why_not", [])


def test_where_a_server_is_required_its_tests_fail_with_the_reason(monkeypatch, asked_anew):
    monkeypatch.setattr(postgres, "REQUIRED", True)
    for _ in range(2):
        with pytest.raises(pytest.fail.Exception, match=r"no PostgreSQL can be started here .*initdb: not here"):
            postgres.started(refused)


def test_elsewhere_they_are_skipped_with_the_reason(monkeypatch, asked_anew):
    monkeypatch.setattr(postgres, "REQUIRED", False)
    with pytest.raises(pytest.skip.Exception, match="no PostgreSQL can be started here"):
        postgres.started(refused)
