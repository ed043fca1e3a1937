"""How long a stop may take."""

from adapters.slack.api import token_renewal
from adapters.web import server
from bot.app import scheduler
from bot.delivery import redraw
from bot.delivery.limits import Limits


def test_all_that_is_waited_for_at_a_stop_comes_to_less_than_ten_seconds() -> None:
    """Whoever stops a container kills it then: so does Docker if nobody says otherwise."""
    limits = Limits()
    both = max(limits.let_finish + limits.hand_over, scheduler.LET_FINISH, server.GRACEFUL)  # at the same time
    assert both + redraw.LET_FINISH + token_renewal.LET_FINISH < 10
