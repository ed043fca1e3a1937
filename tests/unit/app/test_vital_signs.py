"""What /healthz is judged by, of several processes on one database."""

import asyncio
from datetime import UTC, datetime

from bot.app import vital_signs
from bot.app.vital_signs import VitalSigns
from bot.health import health
from bot.model.role import ALL_ROLES, Role
from storage import open_store
from tests.each_of import each_of
from tests.unit.app.test_troubles import worker

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@each_of(
    ("alone", "others", "notes"),
    [
        (False, ALL_ROLES - {Role.LISTEN}, ()),
        (False, {Role.WEB}, ("no source is asked (no worker has the role poll)",)),
        (True, {Role.WEB}, ()),
    ],
)
async def test_what_nobody_does_is_noted_by_each_and_fails_none(monkeypatch, alone, others, notes):
    async with open_store(":memory:") as store:

        async def living(_):
            return [
                worker("a:1", roles={Role.PLAN, Role.DELIVER, Role.LISTEN}, own=True),
                worker("b:2", roles=others),
            ]

        monkeypatch.setattr(type(store.workers), "alone", alone)
        monkeypatch.setattr(type(store.workers), "living", living)
        found = health(await VitalSigns(starting="", store=store).signs(NOW), NOW)
    assert found.ok
    assert tuple(note.partition(":")[0] for note in found.notes) == notes


async def test_a_server_that_does_not_answer_is_said_before_whoever_asks_gives_up(monkeypatch):
    monkeypatch.setattr(vital_signs, "ANSWER_SECONDS", 0.05)
    asked, answers = [], asyncio.Event()

    async def living(_):
        asked.append("who lives")
        await answers.wait()
        return [worker("a:1", own=True)]

    async def count(_):
        await answers.wait()
        return 34

    async with open_store(":memory:") as store:
        monkeypatch.setattr(type(store.workers), "alone", False)
        monkeypatch.setattr(type(store.workers), "living", living)
        monkeypatch.setattr(type(store.papers), "count", count)
        failing = list[str]()
        signs = VitalSigns(starting="", store=store, failing=lambda: failing)
        assert health(await signs.signs(NOW), NOW).reason == "the database does not answer"
        failing.append("plan fails: cut off")
        assert health(await signs.signs(NOW), NOW).reason == "plan fails: cut off"
        assert asked == ["who lives"], "one question is enough for all who ask meanwhile"
        assert await signs.gauges(NOW) == {"database_fails": {"": 1}}
        answers.set()
        failing.clear()
        assert health(await signs.signs(NOW), NOW).ok
        assert (await signs.gauges(NOW))["papers"] == {"": 34}
