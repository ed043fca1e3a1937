"""Delivery tokens: the same for the same message, different for any other."""

import re
from datetime import date

from bot.model.channel import Address
from bot.model.delivery_token import LENGTH, token

HERE = Address("slack", "T1", "C1")
DAY = date(2026, 11, 20)


def test_a_token_is_the_same_in_every_process():
    assert token(HERE, DAY, "daily", 0) == "31077ee38b6291e014cc6a2ac"


def test_a_token_fits_a_nonce():
    assert re.fullmatch(rf"[a-z0-9]{{{LENGTH}}}", token(HERE, DAY, "daily", 0))
    assert LENGTH <= 25


def test_any_difference_makes_another_token():
    tokens = {
        token(HERE, DAY, "daily", 0),
        token(HERE, DAY, "daily", 1),
        token(HERE, DAY, "now-1", 0),
        token(HERE, date(2026, 11, 21), "daily", 0),
        token(Address("discord", "T1", "C1"), DAY, "daily", 0),
        token(Address("slack", "T1C", "1"), DAY, "daily", 0),
        token(Address("slack", "T2", "C1"), DAY, "daily", 0),
    }
    assert len(tokens) == 7
