"""What /healthz is judged by, of several processes on one database."""

from datetime import UTC, datetime

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
