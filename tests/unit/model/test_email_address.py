"""An e-mail address is read strictly and kept in one form; what is none gets a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.model.channel import Address
from bot.model.email_address import LONGEST, EmailAddress, address_of, email_of
from tests.each_of import each_of


@each_of(
    ("typed", "text"),
    [
        ("you@lab.org", "you@lab.org"),
        ("  You.Name+papers@LAB.Org. ", "you.name+papers@lab.org"),
        ("Ada Lovelace <ada@lab.org>", "ada@lab.org"),
        ("mailto:ada@lab.org?subject=x", "ada@lab.org"),
        ("<mailto:ada@lab.org|ada@lab.org>", "ada@lab.org"),  # as Slack gives it
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ada@例え。テスト", "ada@xn--r8jz45g.xn--zckzah"),
        ("Müller@lab.org", "müller@lab.org"),
        ("mu\u0308ller@lab.org", "müller@lab.org"),
        ("用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v"),
        ("o'neil_{x}@lab.org", "o'neil_{x}@lab.org"),
        ("ada@lab.org,", "ada@lab.org"),
    ],
)
def test_one_address_has_one_form_however_it_is_typed(typed, text):
    email = EmailAddress.parse(typed)
    assert email.text == text
    assert EmailAddress.parse(email.text) == email
    assert EmailAddress.parse(email.shown) == email
    assert email_of(address_of(email)) == email


@each_of(
    "typed",
    [
        "", " ", "you", "you@", "@lab.org", "you@lab", "you@@lab.org", "you @lab.org", "you@lab .org", "a@b@c.org",
        ".you@lab.org", "you.@lab.org", "y..ou@lab.org", '"you there"@lab.org', "you@[127.0.0.1]", "you@127.0.0.1",
        "you@-lab.org", "you@lab-.org", "you@lab..org", "you@la_b.org", "you@lab.org>", "<you@lab.org", "a@b.org <c@d.org",
        "you@lab.org\nBcc: all@lab.org", "you\r\nBcc: x@lab.org", "you@lab.org\x00", "you\u2028@lab.org",
        "you\u202e@lab.org", "you\u200b@lab.org", "you,me@lab.org", "you@lab.org, me@lab.org", "you;me@lab.org",
        "y\ud800u@lab.org", "you@" + "a" * 64 + ".org", "y" * 65 + "@lab.org", "you@" + "lab." * 63 + "org", "é" * 33 + "@lab.org",
        "<script>alert(1)</script>@lab.org", "javascript:alert(1)@lab.org", "you%0d%0abcc@lab.org\r\n.", "(you)@lab.org", "you@lab.org (me)",
    ],
)  # fmt: skip
def test_what_is_no_address_gets_a_sentence(typed):
    with pytest.raises(UserError) as error:
        EmailAddress.parse(typed)
    assert error.value.sentence[-1] == "."
    assert "\n" not in error.value.sentence


@given(st.text(max_size=80))
def test_whatever_is_typed_is_an_address_or_a_sentence_and_never_two_header_lines(typed):
    for text in (typed, f"{typed}@lab.org", f"you@{typed}.org"):
        try:
            email = EmailAddress.parse(text)
        except UserError:
            continue
        assert not set('\r\n\0 <>,;:"()') & set(email.text)
        assert email.domain.isascii()
        assert len(email.text.encode()) <= LONGEST
        assert EmailAddress.parse(email.text) == email


def test_what_only_an_international_server_takes_is_known():
    assert EmailAddress.parse("用户@lab.org").needs_smtputf8
    assert not EmailAddress.parse("ada@bücher.example").needs_smtputf8


def test_it_is_shown_as_its_owner_writes_it_and_masked_for_others():
    email = EmailAddress.parse("ada@xn--bcher-kva.example")
    assert email.shown == "ada@bücher.example"
    assert email.masked == "a…@xn--bcher-kva.example"


def test_a_channel_of_another_platform_is_no_address():
    with pytest.raises(UserError, match="no e-mail address"):
        email_of(Address("slack", "T1", "C1"))
