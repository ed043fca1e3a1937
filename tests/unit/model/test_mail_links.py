"""The links in a mail say what they do, for whom and until when; nobody else can make one."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import StorageError, UserError
from bot.model.mail_links import ASKED_LAST, LINKS_LAST, PATH, MailLink, MailLinks, Verb
from tests.each_of import each_of

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
HOME = "https://papers.example.org"
LINKS = MailLinks(HOME, b"k" * 32)


def token(url):
    assert url.startswith(f"{HOME}{PATH}/")
    return url.removeprefix(f"{HOME}{PATH}/")


@each_of(
    ("url", "said", "lasts"),
    [
        (LINKS.command(12, "save 2401.01234", AT), MailLink(Verb.COMMAND, 12, "save 2401.01234"), LINKS_LAST),
        (LINKS.command(12, "why doi:10.1/a b", AT), MailLink(Verb.COMMAND, 12, "why doi:10.1/a b"), LINKS_LAST),
        (LINKS.manage(12, AT), MailLink(Verb.MANAGE, 12), LINKS_LAST),
        (LINKS.unsubscribe(12, AT), MailLink(Verb.UNSUBSCRIBE, 12), LINKS_LAST),
        (LINKS.confirm(3, AT), MailLink(Verb.CONFIRM, 3), ASKED_LAST),
        (LINKS.block(3, "mark", AT), MailLink(Verb.BLOCK, 3, "mark"), LINKS_LAST),
    ],
)
def test_a_link_is_read_as_it_was_made_and_ends(url, said, lasts):
    assert LINKS.read(token(url), AT) == said
    assert LINKS.read(token(url), AT + lasts - timedelta(seconds=1)) == said
    late = LINKS.read(token(url), AT + lasts)
    assert late == MailLink(said.verb, said.of, said.command, expired=True)
    assert url.isascii()


def test_the_same_mail_has_the_same_links():
    assert LINKS.command(1, "save 2401.01234", AT) == MailLinks(HOME, b"k" * 32).command(1, "save 2401.01234", AT)


def test_a_link_of_another_paperboy_or_changed_is_not_ours():
    mine = token(LINKS.unsubscribe(12, AT))
    for other in (
        token(MailLinks(HOME, b"x" * 32).unsubscribe(12, AT)),
        mine[:-1],
        mine.replace(".", "", 1),
        "",
        mine * 20,
    ):
        with pytest.raises(UserError, match="not one of Paperboy's"):
            LINKS.read(other, AT)


def test_without_a_key_there_is_no_link_and_with_one_there_is():
    links = MailLinks(HOME)
    with pytest.raises(StorageError):
        links.manage(1, AT)
    links.sign_with(b"k" * 32)
    assert links.manage(1, AT) == LINKS.manage(1, AT)


def test_a_command_too_long_for_a_link_says_so():
    with pytest.raises(UserError, match="too long"):
        LINKS.command(1, "subscribe " + "x" * 1400, AT)


def test_a_mark_is_of_one_purpose():
    assert LINKS.mark("message", "1") == LINKS.mark("message", "1")
    assert len({LINKS.mark("message", "1"), LINKS.mark("address", "1"), LINKS.mark("message", "2")}) == 3
