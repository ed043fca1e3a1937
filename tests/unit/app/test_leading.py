"""Where several processes share the work, one of them does what one does for all."""

from types import SimpleNamespace
from typing import Any

from bot.app.clock_steps import ClockSteps
from bot.app.duties import Duties


class Index:
    """Counts how often it followed the papers."""

    repairs = 0

    async def repair(self) -> str:
        self.repairs += 1
        return ""


def duties(done: list[str], *, leads: bool) -> tuple[Duties, Index]:
    async def poll_due(now: object) -> list[Any]:
        done.append("asked")
        return []

    async def finished() -> None:
        pass

    async def look(*, delete: bool) -> None:
        done.append("looked after")

    index = Index()
    application: Any = SimpleNamespace(
        leads=lambda: leads,
        store=SimpleNamespace(index=index),
        poller=SimpleNamespace(poll_due=poll_due, finished=finished),
        recovery=SimpleNamespace(look=look),
        clock=SimpleNamespace(now=lambda: None),
    )
    made = Duties(application, ClockSteps())
    return made, index


async def test_whoever_does_not_lead_asks_deletes_and_tells_nothing_but_follows_the_papers_and_waits_for_nobody():
    done: list[str] = []
    made, index = duties(done, leads=False)

    async def tell() -> None:
        done.append("told")

    await made.poll()
    await made.recover()
    await made.leading(tell)()
    assert done == []
    assert index.repairs == 1
    assert await made.sources_asked()


async def test_whoever_leads_does_all_of_it():
    done: list[str] = []
    made, _ = duties(done, leads=True)

    async def tell() -> None:
        done.append("told")

    async def plan() -> None:
        done.append("planned")

    made.plan = plan  # type: ignore[method-assign] -- what is planned is tested elsewhere
    await made.poll()
    await made.recover()
    await made.leading(tell)()
    assert done == ["asked", "asked", "planned", "looked after", "told"]
