"""Conditional requests, packing, and how much an address may ask for."""

from datetime import UTC, datetime

import pytest

from adapters.web.answers.conditional import http_date, is_known, takes_gzip
from adapters.web.answers.visitors import Visitors
from adapters.web.settings import WebSettings
from bot.errors import SettingsError
from bot.model.channel import Address
from tests.each_of import each_of

AT = datetime(2026, 11, 20, 9, 30, 15, 999, tzinfo=UTC)


@each_of(
    ("headers", "known"),
    [
        ({}, False),
        ({"if-none-match": 'W/"a"'}, True),
        ({"if-none-match": '"a"'}, True),
        ({"if-none-match": '"b", W/"a"'}, True),
        ({"if-none-match": "*"}, True),
        ({"if-none-match": '"b"'}, False),
        ({"if-modified-since": "Fri, 20 Nov 2026 09:30:15 GMT"}, True),
        ({"if-modified-since": "Fri, 20 Nov 2026 09:30:14 GMT"}, False),
        ({"if-modified-since": "yesterday"}, False),
        ({"if-modified-since": "Fri, 20 Nov 99999 09:30:15 GMT"}, False),
        ({"if-modified-since": "Fri, 20 Nov 2026 09:30:15 -0000"}, True),
        ({"if-none-match": '"b"', "if-modified-since": "Fri, 20 Nov 2026 09:30:15 GMT"}, False),
    ],
)
def test_a_reader_has_it_already(headers, known):
    assert is_known(headers, 'W/"a"', AT) is known


def test_a_date_of_http():
    assert http_date(AT) == "Fri, 20 Nov 2026 09:30:15 GMT"


@each_of(
    ("said", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip; q=0", False),
        ("gzip;q=0.0", False),
        ("br", False),
    ],
)
def test_who_takes_gzip(said, takes):
    assert takes_gzip({"accept-encoding": said}) is takes


def test_an_address_that_asks_for_too_much_waits_and_others_do_not():
    now = [0.0]
    visitors = Visitors(lambda: now[0], burst=3, rate=0.5)
    assert [visitors.wait("a") for _ in range(4)] == [0, 0, 0, 2]
    assert visitors.wait("b") == 0
    now[0] = 2.0
    assert [visitors.wait("a"), visitors.wait("a")] == [0, 2]
    now[0] = 1000.0
    assert [visitors.wait("a") for _ in range(4)] == [0, 0, 0, 2]  # no more is saved up than the burst


def test_what_takes_longer_costs_more():
    visitors = Visitors(lambda: 0.0, burst=10, rate=2)
    assert [visitors.wait("a", 4), visitors.wait("a", 4), visitors.wait("a", 4), visitors.wait("a", 2)] == [
        0,
        0,
        1,
        0,
    ]


def test_only_so_many_addresses_are_remembered():
    visitors = Visitors(lambda: 0.0, burst=1, rate=0.1)
    for number in range(10_001):
        visitors.wait(str(number))
    assert visitors.wait("0") == 0  # forgotten
    assert visitors.wait("10000") > 0


@each_of(
    ("given", "said"),
    [
        ({"paperboy_public_channels": "slack:T1"}, "“slack:T1” names no channel as platform:workspace:channel"),
        ({"paperboy_admin_token": "short"}, "PAPERBOY_ADMIN_TOKEN.*16 characters or more"),
    ],
)
def test_a_wrong_setting_gets_a_sentence(given, said):
    with pytest.raises(SettingsError, match=said):
        WebSettings.load(**given)


def test_settings_are_read():
    said = WebSettings.load(
        paperboy_public_channels="slack:T1:C1, discord:1:2", paperboy_admin_token="0123456789abcdef"
    )  # fmt: skip
    assert said.public_channels == (Address("slack", "T1", "C1"), Address("discord", "1", "2"))
    assert said.admin_token == "0123456789abcdef"
    assert (WebSettings.load().public_channels, WebSettings.load().admin_token) == ((), "")
