"""Zones as people type them."""

import pytest

from bot.errors import UserError
from bot.schedule.zones import check_zone, close_zones, zone_names


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("  America/New York ", "America/New_York"),
        ("tokyo", "Asia/Tokyo"),
        ("new york", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_known_however_it_is_typed(typed: str, zone: str) -> None:
    assert check_zone(typed) == zone


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "../../etc/passwd",
        "/usr/share/zoneinfo/UTC",
        "Europe/../UTC",
        "Mars/Olympus",
        "\x00",
        "UTC\x00",
        "localtime",
    ],
)
def test_what_is_no_zone_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(UserError, match="There is no time zone"):
        check_zone(typed)


def test_a_misspelt_zone_is_answered_with_close_ones() -> None:
    with pytest.raises(UserError, match="Did you mean Europe/Berlin"):
        check_zone("Europe/Berln")
    assert close_zones("Asia/Tokio")[0] == "Asia/Tokyo"


def test_a_huge_name_is_not_repeated() -> None:
    with pytest.raises(UserError) as caught:
        check_zone("x" * 1_000_000)
    assert len(caught.value.sentence) < 200


def test_files_that_are_no_zones_are_not_offered() -> None:
    assert "localtime" not in zone_names()
    assert "Factory" not in zone_names()
