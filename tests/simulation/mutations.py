"""Deliberate bugs: each is a mistake that somebody could make, and the simulator must find every one of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from bot.remembered import forget
from tests.simulation.mistakes import channels, delivery, planning, platforms, tokens, workers
from tests.simulation.scenario import Kind, Scenario


@dataclass(frozen=True, slots=True)
class Mutation:
    """A mistake, and in which scenarios it can show."""

    name: str
    patches: Callable[[], list[Any]]
    shows: Callable[[Scenario], bool] = lambda scenario: True

    @contextmanager
    def made(self) -> Iterator[None]:
        """With the mistake."""
        forget()
        try:
            with ExitStack() as stack:
                for each in self.patches():
                    stack.enter_context(each)
                yield
        finally:
            forget()  # what pure functions remember of another version of themselves


def having(*kinds: Kind) -> Callable[[Scenario], bool]:
    """Scenarios in which that happens."""
    return lambda scenario: bool(scenario.of(*kinds))


def saying(*words: str) -> Callable[[Scenario], bool]:
    """Scenarios in which somebody says that."""
    return lambda scenario: any(event.text.startswith(words) for event in scenario.of(Kind.SAY))


# Mistakes of processes that share the work: they show in `of_workers` alone.
TOGETHER = (
    Mutation("a lease without a fence: whoever lost it goes on", workers.no_fence),
    Mutation("two processes deliver for one workspace", workers.workspaces_shared),
    Mutation("what a living worker holds is recovered", workers.living_recovered),
)


MUTATIONS = (
    Mutation(
        "papers stay marked when their digest is given up",
        delivery.kept_when_given_up,
        having(Kind.REFUSED, Kind.DEAD),
    ),
    Mutation("an attempt is not recorded before the call", delivery.not_recorded_before, having(Kind.CRASH)),
    Mutation("the cursor is stored before the papers", planning.cursor_first, having(Kind.DISK)),
    Mutation("each attempt has another nonce", platforms.another_nonce, having(Kind.ROUGH)),
    Mutation("the client library retries by itself", platforms.client_retries, having(Kind.ROUGH)),
    Mutation("an open answer is sent again blindly", delivery.blind_retry, having(Kind.ROUGH)),
    Mutation("the hour is compared, not the instant", planning.hours_compared, having(Kind.CRASH, Kind.STOP)),
    Mutation("what another attempt is sending is taken again", delivery.recovers_the_living),
    Mutation("resuming moves the first day that counts", channels.since_moved, saying("resume")),
    Mutation(
        "a change saves the whole row as it was read", channels.whole_row_saved, saying("schedule", "settings")
    ),
    Mutation("the date of the last digest is forgotten", planning.date_forgotten),
    Mutation("not there yet is taken for never", delivery.looked_up_once, having(Kind.ROUGH)),
    Mutation("a paused workspace is never asked again", channels.never_asked_again, having(Kind.DEAD)),
    Mutation("a time that cannot be is believed", planning.future_believed, having(Kind.CLOCK)),
    Mutation("a pause is answered and not kept", channels.pause_ignored, saying("pause")),
    Mutation("parts overtake each other", delivery.parts_out_of_order),
    Mutation("an outage is told as a quiet day", planning.outage_is_a_quiet_day, having(Kind.SOURCE_DOWN)),
    Mutation("an empty digest gives no reason", planning.no_reason, having(Kind.SOURCE_DOWN)),
    Mutation("a digest has the date of UTC", planning.utc_date),
    Mutation("a zone has one offset for ever", planning.winter_offset),
    Mutation(
        "what cannot be told is sent again",
        delivery.unknown_is_not_there,
        lambda it: not it.history and bool(it.of(Kind.ROUGH)),
    ),
    Mutation("the nonce alone is relied on", platforms.nonce_alone, having(Kind.ROUGH)),
    Mutation("a channel that refused is never tried again", channels.never_probed, having(Kind.REFUSED)),
    Mutation("what was being sent stays so", delivery.sending_for_ever, having(Kind.CRASH)),
    Mutation("the platform's pace is not kept", platforms.no_pace),
    Mutation("an older copy is not noticed", delivery.copy_not_noticed, having(Kind.LOSE_LOG)),
    Mutation("only the first message of a digest is sent", platforms.plain_forgets_a_part),
    Mutation("why knows of no message", planning.nothing_had, saying("why")),
    Mutation("health names no source that is silent", planning.health_blind, having(Kind.SOURCE_DOWN)),
    Mutation("a limit of all channels together is ignored", platforms.wide_limit_ignored),
    Mutation("a wait for all is kept in one channel alone", delivery.wait_of_a_channel, having(Kind.ROUGH)),
    Mutation("a wait of one channel keeps its neighbours off", delivery.wait_of_all, having(Kind.ROUGH)),
    Mutation("what was in doubt is sent again after a wait", delivery.doubt_forgotten, having(Kind.ROUGH)),
    Mutation("a wait that was asked for is not kept", delivery.wait_taken_for_a_moment, having(Kind.ROUGH)),
    Mutation("a mail is sent again after all of it was given", platforms.mailed_again, having(Kind.ROUGH)),
    Mutation("a reply promises another hour than it keeps", channels.tomorrow_promised, saying("resume")),
    Mutation("what was hidden is picked all the same", channels.hidden_forgotten, saying("hide")),
    Mutation(
        "news of an uninstallation takes a newer token away", tokens.late_farewell_believed, having(Kind.REVOKED)
    ),
    Mutation(
        "a renewal that was not heard of is taken for a refusal", tokens.unheard_is_refused, lambda it: it.rotates
    ),
    Mutation("what is installed again waits for its next hour", tokens.next_hour_awaited, having(Kind.REVOKED)),
    *TOGETHER,
)
