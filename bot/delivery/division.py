"""How a digest divides into messages: which message each of its blocks ends in."""

from collections.abc import Callable, Sequence

from bot.ports import Message
from bot.views.blocks import View


def division(view: View, render: Callable[[View], Sequence[Message]]) -> tuple[int, ...]:
    """For each block how many messages it takes to show the view as far as that."""
    return tuple([len(render(View(view.blocks[:end], view.summary))) for end in range(1, len(view.blocks) + 1)])
