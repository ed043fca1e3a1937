"""What one process does for all is done by whoever holds its lease, and by none without the role."""

from types import SimpleNamespace
from typing import Any

from bot.app.clock_steps import ClockSteps
from bot.app.duties import Duties
from bot.model.role import ALL_ROLES, Role
from bot.ports import LeaseKind
from tests.fakes.workers import Alone


class Index:
    """Counts how often it followed the papers."""

    repairs = 0

    async def repair(self) -> str:
        self.repairs += 1
        return ""


def duties(done: list[str], workers: Alone, roles: frozenset[Role] = ALL_ROLES) -> tuple[Duties, Index]:
    async def poll_due(now: object) -> list[Any]:
        done.append("asked")
        return []

    async def finished() -> None:
        pass

    index = Index()
    application: Any = SimpleNamespace(
        roles=roles,
        store=SimpleNamespace(index=index, workers=workers),
        poller=SimpleNamespace(poll_due=poll_due, finished=finished),
        clock=SimpleNamespace(now=lambda: None),
    )
    made = Duties(application, ClockSteps())

    async def plan() -> None:
        done.append("planned")

    made.plan = plan  # type: ignore[method-assign] -- what is planned is tested elsewhere
    return made, index


async def test_what_another_holds_is_not_done_here_but_the_papers_are_followed_and_nobody_is_waited_for():
    done: list[str] = []
    made, index = duties(done, Alone(others=["poll", "admin"]))

    async def tell() -> None:
        done.append("told")

    await made.poll()
    await made.alone("admin", Role.DELIVER, tell)()
    assert done == []
    assert index.repairs == 1
    assert await made.sources_asked()


async def test_what_nobody_holds_is_taken_and_done():
    done: list[str] = []
    workers = Alone()
    made, index = duties(done, workers)

    async def tell() -> None:
        done.append("told")

    await made.poll()
    await made.alone("admin", Role.DELIVER, tell)()
    assert done == ["asked", "asked", "planned", "told"]
    assert index.repairs == 1  # no source had anything, but a person may have submitted a paper, here or elsewhere
    assert workers.taken == {(LeaseKind.DUTY, "poll"), (LeaseKind.DUTY, "admin")}


async def test_without_the_role_it_is_not_even_taken():
    done: list[str] = []
    workers = Alone()
    made, index = duties(done, workers, frozenset({Role.WEB}))

    async def tell() -> None:
        done.append("told")

    await made.poll()
    await made.alone("admin", Role.DELIVER, tell)()
    assert (done, workers.taken, index.repairs) == ([], set(), 1)
