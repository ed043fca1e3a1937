"""Roles: read from the setting, judged, and shown."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.app.roles import check_roles, read_roles
from bot.app.worker_list import worker_data, worker_list
from bot.errors import SettingsError
from bot.model.role import ALL_ROLES, Role, roles_in_words
from bot.ports import LeaseKind, LivingWorker, Matter
from bot.views.plain_text import view_text

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
WORKER = LivingWorker(
    id="1",
    place="host:7",
    version="1.2",
    roles=frozenset({Role.POLL, Role.DELIVER}),
    since=NOW,
    heard=NOW,
    deliveries=3,
    leases={LeaseKind.DUTY: ["poll"], LeaseKind.WORKSPACE: [f"slack T{n}" for n in range(14)]},
    share=0.5,
)


def test_nothing_said_is_every_role_and_names_are_read_in_any_order_and_case():
    assert read_roles("") == read_roles(" , ") == ALL_ROLES
    assert read_roles("Web, plan,plan") == {Role.WEB, Role.PLAN}


def test_an_unknown_role_is_refused_with_those_there_are_and_the_nearest():
    with pytest.raises(SettingsError, match=r'no role "delivery" .* plan, poll, .*\. Did you mean "deliver"\?'):
        read_roles("plan,delivery")
    with pytest.raises(SettingsError, match=r'no role "xyzzy" \(PAPERBOY_ROLES\); there are: [a-z, ]+\.$'):
        read_roles("xyzzy")


def test_on_a_file_a_role_that_is_left_out_is_done_by_nobody():
    (found,) = check_roles({Role.PLAN, Role.POLL, Role.WEB}, alone=True, local=False)
    assert found.ok is False
    assert "nothing is posted" in found.detail
    assert "no command is heard" in found.detail
    (fine,) = check_roles(ALL_ROLES, alone=True, local=True)
    assert (fine.ok, fine.detail) == (True, "every role")


def test_delivering_where_no_platform_is_set_up_makes_no_sense():
    (found,) = check_roles({Role.DELIVER}, alone=False, local=True)
    assert found.ok is False
    assert "no platform is set up here" in found.detail
    (fine,) = check_roles({Role.WEB}, alone=False, local=True)
    assert (fine.ok, fine.detail) == (True, roles_in_words({Role.WEB}))
    assert "not plan, poll, deliver, listen" in fine.detail


def test_a_list_of_workers_says_what_each_holds_and_what_nobody_does():
    said = view_text(worker_list([WORKER], alone=False))
    for part in ("host:7", "poll, deliver", "3 deliveries", "duty: poll", "slack T11 and 2 more", "50%"):
        assert part in said
    assert "slack T12" not in said
    assert "No digest is planned (no worker has the role plan)" in said
    idle = replace(WORKER, roles=frozenset())
    hindered = replace(idle, said={(Matter.FAILING, "plan"): "The clock is off."})
    assert "1.2, a command, since" in view_text(worker_list([idle], alone=False))
    assert "1.2, nothing now, since" in view_text(worker_list([hindered], alone=False))
    assert "Nobody works" in view_text(worker_list([], alone=True))
    assert "one process works" in view_text(worker_list([], alone=True))


def test_for_programs_it_is_plain_data():
    (found,) = worker_data([WORKER], alone=False)["workers"]
    assert (found["host"], found["pid"], found["heard"]) == ("host", 7, "2026-11-20T08:00:00+00:00")
    assert (found["roles"], found["duties"], found["shards"]) == (["poll", "deliver"], ["poll"], [])
