"""What is not well with the processes that live, in sentences that hold for all of them.

Each says of itself what it knows (`bot.ports.Workers.say`): one that cannot reach a platform takes nothing back of
what another says, and one that can says nothing for another.
"""

from collections.abc import Sequence

from bot.model.role import Role
from bot.ports import LivingWorker, Matter, Workers

_MEET = frozenset({Role.DELIVER, Role.LISTEN})  # who has to do with platforms


async def troubles(workers: Workers) -> Sequence[str]:
    """As of now; whoever asks need not be one of them."""
    return in_words(await workers.living())


def in_words(living: Sequence[LivingWorker], *, own: bool = True) -> Sequence[str]:
    """One sentence for what several say. Without `own` what the process that asks says of itself is left out."""
    said: dict[tuple[Matter, str, str], list[LivingWorker]] = {}
    duties: dict[str, list[str]] = {}
    for worker in living:
        for (matter, name), sentence in worker.said.items():
            if own or not worker.own:
                about = "" if matter is Matter.FAILING else name
                who = said.setdefault((matter, about, sentence), [])
                who += [] if worker in who else [worker]
                if matter is Matter.FAILING and name not in duties.setdefault(sentence, []):
                    duties[sentence].append(name)
    found = []
    for (matter, name, sentence), who in said.items():
        on = f" on {', '.join(each.place for each in who)}" if len(living) > 1 else ""
        if matter is Matter.DOWN:
            on += _others(name, living) if on else ""
            found.append(f"{name} is down{on}: {sentence}")
        elif matter is Matter.FAILING:
            found.append(f"{' and '.join(duties[sentence])} {_fail(duties[sentence])}{on}: {sentence}")
        else:
            found.append(f"{name}{on}: {sentence}")
    return found


def _others(platform: str, living: Sequence[LivingWorker]) -> str:
    """Who serves it nevertheless."""
    well = [each for each in living if each.roles & _MEET and (Matter.DOWN, platform) not in each.said]
    if not well:
        return ""
    return f" ({len(well)} other {'process serves' if len(well) == 1 else 'processes serve'} it)"


def _fail(names: Sequence[str]) -> str:
    return "fails" if len(names) == 1 else "fail"
