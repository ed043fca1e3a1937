"""Zones as people type them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import UserError
from bot.schedule.places import WIDE, close_places, every_place
from bot.schedule.zone_offsets import ABBREVIATIONS, AMBIGUOUS, zone_in_words
from bot.schedule.zone_places import cities, zones_of_country
from bot.schedule.zones import check_zone, close_zones, zone_names
from tests.each_of import each_of


@each_of(
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


@each_of(
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


@each_of(
    ("typed", "zone"),
    [
        ("UTC+2", "Etc/GMT-2"),
        ("gmt + 2", "Etc/GMT-2"),
        ("GMT-03:00", "Etc/GMT+3"),
        ("+01:00", "Etc/GMT-1"),
        ("UTC+0", "UTC"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("utc+14", "Etc/GMT-14"),
    ],
)
def test_an_offset_means_what_people_mean_not_what_the_file_is_called(typed: str, zone: str) -> None:
    assert check_zone(typed) == zone


@each_of("hours", range(-12, 15))
def test_every_whole_offset_is_that_many_hours_ahead_and_is_shown_as_typed(hours: int) -> None:
    zone = check_zone(f"UTC{hours:+d}")
    assert datetime(2026, 7, 1, tzinfo=ZoneInfo(zone)).utcoffset() == timedelta(hours=hours)
    assert zone_in_words(zone) == (f"UTC{hours:+d}" if hours else "UTC")


@each_of("typed", ["UTC+15", "GMT-13", "+5:17", "UTC-3:30"])
def test_an_offset_that_no_place_keeps_is_refused_without_the_files_reversed_names(typed: str) -> None:
    with pytest.raises(UserError, match="No place keeps") as caught:
        check_zone(typed)
    assert "Etc/" not in caught.value.sentence


@each_of(
    ("typed", "zone"),
    [
        ("PST", "America/Los_Angeles"),
        ("est", "America/New_York"),
        ("CEST", "Europe/Paris"),
        ("JST", "Asia/Tokyo"),
        ("Beijing", "Asia/Shanghai"),
        ("San Francisco", "America/Los_Angeles"),
        ("Germany", "Europe/Berlin"),
        ("the Netherlands", "Europe/Amsterdam"),
        ("uk", "Europe/London"),
        ("Portugal", "Europe/Lisbon"),
        ("India", "Asia/Kolkata"),
    ],
)
def test_abbreviations_cities_and_countries_are_known(typed: str, zone: str) -> None:
    assert check_zone(typed) == zone


@each_of(("typed", "offered"), [("IST", "Europe/Dublin"), ("CST", "Asia/Shanghai"), ("USA", "America/Chicago")])
def test_what_may_be_several_places_is_asked(typed: str, offered: str) -> None:
    with pytest.raises(UserError, match=offered):
        check_zone(typed)


@each_of(
    ("typed", "zone"),
    [
        ("Istanbul", "Europe/Istanbul"),  # the database has it twice
        ("Saarbrücken", "Europe/Berlin"),
        ("Muenchen", "Europe/Berlin"),
        ("慕尼黑", "Europe/Berlin"),
        ("Москва", "Europe/Moscow"),
        ("東京", "Asia/Tokyo"),
        ("서울", "Asia/Seoul"),
        ("القاهرة", "Africa/Cairo"),
        ("Londres", "Europe/London"),
        ("Kopenhagen", "Europe/Copenhagen"),
        ("Ann Arbor", "America/Detroit"),
        ("Birmingham", "Europe/London"),  # the one in Alabama has a fifth of its people
        ("日本", "Asia/Tokyo"),
        ("Frankreich", "Europe/Paris"),
        ("España", "Europe/Madrid"),
        ("California", "America/Los_Angeles"),
        ("Ontario", "America/Toronto"),
    ],
)
def test_places_are_known_in_the_words_of_many_languages(typed: str, zone: str) -> None:
    assert check_zone(typed) == zone


@each_of(
    ("typed", "zone"),
    [
        ("Cambridge, MA", "America/New_York"),
        ("Cambridge UK", "Europe/London"),
        ("Paris, France", "Europe/Paris"),
        ("Paris, Texas", "America/Chicago"),
        ("Berlin Germany", "Europe/Berlin"),
        ("Valencia Spain", "Europe/Madrid"),
        ("Birmingham, Alabama", "America/Chicago"),
        ("London time", "Europe/London"),
        ("pacific time", "America/Los_Angeles"),
        ("Central European Summer Time", "Europe/Berlin"),
        ("India Standard Time", "Asia/Kolkata"),
        ("US Eastern", "US/Eastern"),
        ("Europe Berlin", "Europe/Berlin"),
    ],
)
def test_where_a_place_is_and_what_a_zone_is_called_may_be_said(typed: str, zone: str) -> None:
    assert check_zone(typed) == zone


@each_of("typed", ["Springfield", "Toledo", "central", "Georgia", "Россия"])
def test_a_name_of_several_places_with_different_clocks_is_asked(typed: str) -> None:
    with pytest.raises(UserError, match=r"several .*: type \w+/\w+.* or \w+/\w+"):
        check_zone(typed)


def test_a_slip_of_the_finger_in_a_city_is_answered_with_its_zone_not_with_one_that_sounds_alike() -> None:
    with pytest.raises(UserError, match=r"Did you mean Europe/Berlin\?"):
        check_zone("Sarbrücken")


def test_every_zone_of_the_places_exists() -> None:
    assert {zone for place, _names in every_place() for zone in place.zones} <= set(zone_names())


def test_the_largest_cities_stand_first_in_the_table_so_that_a_misspelt_one_is_not_sought_among_all() -> None:
    people = [place.people for place, _ in every_place() if place.zones and place.region.isalnum()]
    assert people == sorted(people, reverse=True)
    assert min(people) < WIDE < max(people)


def test_a_slip_of_the_finger_in_any_large_citys_name_finds_its_zone() -> None:
    large = [(place, names[0]) for place, names in every_place() if place.zones and place.people >= WIDE]
    smallest, name = large[-1]
    assert smallest.zones[0] in close_places(f"{name}x", 3)
    assert close_places("berlni", 3) == ["Europe/Berlin"]
    assert close_places("", 3) == close_places("|", 3) == []


def test_every_zone_of_the_tables_exists() -> None:
    tables = [*ABBREVIATIONS.values(), *cities().values(), *(zone for both in AMBIGUOUS.values() for zone in both)]
    assert set(tables) <= set(zone_names())
    assert {zone for name in ("us", "ca") for zone in zones_of_country(name)} <= set(zone_names())


def test_a_misspelt_offset_is_never_answered_with_the_reversed_file() -> None:
    assert not [name for name in close_zones("Etc/GMT+3", 20) if name.startswith("Etc/GMT")]
