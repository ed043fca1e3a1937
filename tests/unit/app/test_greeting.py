"""What a start says of its platforms."""

from dataclasses import replace

from bot.app.greeting import greet
from bot.ports import Finding
from tests.fakes.platform import FakePlatform

INVITE = Finding("Discord invite link", None, "https://discord.com/oauth2/authorize?client_id=1", at_start=True)
REFUSED = Finding("Slack token of T1", ok=False, detail="the token was revoked", fix="Put a new one into X.")
WELL = Finding("Slack scopes", ok=True, detail="all")


class Checked(FakePlatform):
    """Says what it is told to, in turn."""

    def __init__(self, *answers):
        super().__init__()
        self.answers = list(answers)

    async def check(self, address):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def said_by(*answers, down=()):
    said, slept = [], []

    async def sleep(seconds):
        slept.append(seconds)

    await greet([Checked(*answers).platform()], dict.fromkeys(down, "x"), said.append, sleep)
    return said, slept


async def test_where_to_invite_it_is_said_and_what_is_well_is_not():
    assert await said_by([INVITE, WELL]) == ([f"Discord invite link: {INVITE.detail}"], [])


async def test_a_wrong_token_is_said_in_doctors_words_once_it_is_sure():
    said, slept = await said_by([REFUSED, WELL], [REFUSED, WELL])
    assert said == ["Slack token of T1: the token was revoked. Put a new one into X."]
    assert len(slept) == 1


async def test_a_connection_that_was_being_made_is_no_fault():
    assert (await said_by([REFUSED], [WELL]))[0] == []


async def test_what_the_platform_says_of_itself_is_not_said_twice():
    assert (await said_by([REFUSED, INVITE], [REFUSED, INVITE], down=["fake"]))[0] == [
        f"Discord invite link: {INVITE.detail}"
    ]


async def test_a_platform_on_which_nothing_works_is_named_until_it_works():
    stops, said, kept, seen = replace(REFUSED, stops=True), {}, [], []

    async def sleep(seconds):
        seen.append(dict(said))

    async def note(platform, sentence):
        kept.append(sentence)

    checked = Checked([stops], [stops], [stops], [WELL])
    await greet([checked.platform()], said, lambda _: None, sleep, note=note)
    down = "fake is down: Slack token of T1: the token was revoked. Put a new one into X."
    assert seen == [{}, {"fake token": down}, {"fake token": down}]
    assert (said, kept) == ({}, [*[down.removeprefix("fake is down: ")] * 2, None])


async def test_a_check_that_fails_ends_nothing():
    assert await said_by(RuntimeError("no")) == ([], [])
