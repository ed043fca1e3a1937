"""Choosing: what one channel is to get of the day's papers, and how that came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from bot.matching.day import DayPapers
from bot.matching.evaluate import Condition, conditions, matched_fields
from bot.model.channel import MAX_PICKS
from bot.model.digest import BY_TEAM, TRENDING, Counts, Pick, Reason
from bot.model.paper import Candidate
from bot.model.routine import Routine
from bot.planning.readings import Reading, readings
from bot.planning.window import Window
from bot.ports import DueChannel
from bot.query.tree import Query, Trending
from bot.ranking.ranked import Ranked, ranked, top_picks
from bot.ranking.rankings import Rankings
from bot.ranking.shortlist import Shortlist
from bot.ranking.weights import RECOMMENDED, RECOMMENDED_MOST, SUBMITTED, VOTED, VOTED_HALF

NO_SUBSCRIPTION = Query(TRENDING, Trending())
KEPT = 1 << 17  # wishes whose shared work is kept; a night's million channels have about 50,000

Wish = tuple[Routine, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and what an explanation needs. Sets of papers are bits over the day's papers.

    `visible`: all the channel may be given; `fresh`: of those, the ones its last digest could not know;
    `matched`: of the visible, those a subscription matched, had or not, whatever their upvotes;
    `liked`: with upvotes enough; `passing`: matched and liked, but mentioned in passing only, and so left out;
    `gone`: had or hidden. `unreadable`: what is wrong with stored queries.
    """

    picks: tuple[Pick, ...]
    counts: Counts
    visible: int
    fresh: int
    matched: int
    liked: int
    passing: int
    gone: int
    unreadable: tuple[str, ...]


@dataclass(slots=True)
class Offer:
    """What all channels with the same wish share: sets of papers as bits, and the lists to pick from."""

    visible: int
    liked: int
    known: int
    matched: int
    asked: tuple[tuple[Query, Ranked], ...]
    lists: list[Ranked]
    shortlist: Shortlist
    bits: int  # of all lists together
    passing: int  # matched and left out of the lists
    unreadable: tuple[str, ...]
    picks: dict[int, Pick] = field(default_factory=dict)  # by place, as any of these channels gets them
    whole: Choice | None = None  # for a channel that has had nothing of it


class Chooser:
    """Chooses for channel after channel from the same papers: what they share is worked out once."""

    def __init__(self, candidates: Sequence[Candidate], today: date) -> None:
        self.alone = Lock()  # whoever decides holds it: several threads do, and what is worked out is shared
        self.day = DayPapers(candidates)
        self._window = Window(self.day, today)
        self._rankings = Rankings(self.day, today)
        self._today = today
        self._read: dict[str, Reading] = {}
        self._conditions: dict[str, list[Condition]] = {}
        self._offers: dict[Wish, Offer] = {}

    def meet(self, batch: Sequence[DueChannel]) -> None:
        """Read and rank together what these channels ask and none asked before."""
        new = {text for due in batch for text in due.queries} - self._read.keys()
        self._rankings.meet([query for query in map(self._parsed, new) if isinstance(query, Query)])

    def choose(self, due: DueChannel) -> Choice:
        """The picks for a channel as it is now, due or not."""
        offer = self._offer(due)
        if due.seen or due.submitted or due.saved or due.hidden or due.votes or due.recommended:
            return self._choose(due, offer)
        if offer.whole is None:
            offer.whole = self._choose(due, offer)
        return offer.whole

    def _choose(self, due: DueChannel, offer: Offer) -> Choice:
        visible, liked, matched, bits, lists = offer.visible, offer.liked, offer.matched, offer.bits, offer.lists
        submitted = self.day.bits(due.submitted) & self._window.not_withdrawn if due.submitted else 0
        own = bool(submitted or due.saved or due.hidden or due.votes or due.recommended)
        gone = self.day.bits(due.seen) if due.seen else 0
        gone = gone | self.day.bits(due.hidden) if due.hidden else gone
        if own:
            lists = self._own_lists(due, offer, submitted)
            alike = self._recommended(due, matched | submitted | gone)
            lists = [*lists, alike] if alike.bits else lists
            added = submitted | alike.bits
            visible, liked, matched, bits = (each | added for each in (visible, liked, matched, bits))

        if own:
            best = top_picks(lists, gone, _limit(due), self._rankings.likeness.twins)
            picks = tuple([self._pick(offer, place, score, submitted, due.recommended) for place, score in best])
        else:
            known = offer.picks
            best = offer.shortlist.without(gone)
            picks = tuple([known.get(place) or self._keep(offer, place, score) for place, score in best])
        remaining = visible & ~gone
        matching = (bits & ~gone).bit_count()
        counts = Counts(
            candidates=remaining.bit_count(),
            new=(remaining & ~offer.known).bit_count(),
            matched=matching,
            posted=len(picks),
            carried_over=matching - len(picks),
            mentions=(offer.passing & ~gone).bit_count(),
        )
        fresh = visible & ~offer.known
        return Choice(picks, counts, visible, fresh, matched, liked, offer.passing, gone, offer.unreadable)

    def _offer(self, due: DueChannel) -> Offer:
        wish = (due.routine, due.queries)
        offer = self._offers.get(wish)
        if offer is None:
            if len(self._offers) >= KEPT:
                self._offers.clear()
            offer = self._offers[wish] = self._make(due)
        return offer

    def _make(self, due: DueChannel) -> Offer:
        routine, window = due.routine, self._window
        visible = window.visible(routine)
        liked = window.upvoted(routine.settings.min_upvotes)
        queries, unreadable = self._queries(due.queries)
        trending = window.trending(routine, visible)
        of, mentions = self._rankings.of, routine.settings.mentions
        asked = tuple([(query, of(query, trending, mentions=mentions)) for query in queries])
        matched = bits = 0
        for _query, shared in asked:
            matched |= shared.matched
            bits |= shared.bits
        offered = visible & liked
        lists = [shared.within(offered) for _query, shared in asked]
        return Offer(
            visible=visible,
            liked=liked,
            known=window.known_before(routine),
            matched=matched & visible,
            asked=asked,
            lists=lists,
            shortlist=Shortlist(lists, _limit(due), self._rankings.likeness.twins),
            bits=bits & offered,
            passing=matched & offered & ~bits,
            unreadable=unreadable,
        )

    def _conditions_of(self, query: Query) -> list[Condition]:
        found = self._conditions.get(query.text)
        if found is None:
            found = self._conditions[query.text] = list(conditions(self.day, query.root))
        return found

    def _queries(self, texts: Sequence[str]) -> tuple[Sequence[Query], tuple[str, ...]]:
        if not texts:
            return (NO_SUBSCRIPTION,), ()
        read = [self._parsed(text) for text in texts]
        queries = [each for each in read if isinstance(each, Query)]
        return queries, tuple([each for each in read if isinstance(each, str)])

    def _parsed(self, text: str) -> Reading:
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = readings().of(text, self._today)
        return found

    def _own_lists(self, due: DueChannel, offer: Offer, submitted: int) -> list[Ranked]:
        """The lists as this channel's own memory orders them, and what its team submitted."""
        lists = [*offer.lists, self._submitted(submitted, offer.lists)] if submitted else offer.lists
        place_of, likeness = self.day.place_of, self._rankings.likeness
        saved = [place_of[key] for key in due.saved if key in place_of]
        hidden = [place_of[key] for key in due.hidden if key in place_of]
        votes = {place_of[key]: count for key, count in due.votes.items() if key in place_of}
        if not (saved or hidden or votes):
            return lists

        def lifted(score: float, place: int) -> float:
            count = votes.get(place, 0)
            return score + likeness.lift(place, saved, hidden) + VOTED * count / (count + VOTED_HALF)

        return [ranked((place, lifted(score, place)) for place, score in each) for each in lists]

    def _submitted(self, submitted: int, lists: Sequence[Ranked]) -> Ranked:
        """The team's own papers, matched or not, above their equals."""
        scores = {n: float(self._rankings.standing[n]) for n in range(len(self.day)) if submitted >> n & 1}
        for each in lists:
            for place, score in each:
                if place in scores:
                    scores[place] = max(scores[place], score)
        return ranked((place, score + SUBMITTED) for place, score in scores.items())

    def _keep(self, offer: Offer, place: int, score: float) -> Pick:
        pick = offer.picks[place] = self._pick(offer, place, score, 0, {})
        return pick

    def _recommended(self, due: DueChannel, others: int) -> Ranked:
        """The best few papers like what the team saved, without the others; none if it chose its sources."""
        if not due.recommended or due.routine.settings.sources:
            return ranked(())
        bits = self.day.bits(due.recommended) & self._window.not_withdrawn & ~others
        scores = [(float(self._rankings.standing[n]), n) for n in range(len(self.day)) if bits >> n & 1]
        best = sorted(scores, key=lambda each: (-each[0], each[1]))[:RECOMMENDED_MOST]
        return ranked((place, score + RECOMMENDED) for score, place in best)

    def _pick(
        self, offer: Offer, place: int, score: float, submitted: int, recommended: Mapping[int, str]
    ) -> Pick:
        reasons = [
            Reason(query.text, matched_fields(self._conditions_of(query), place))
            for query, shared in offer.asked
            if shared.matched >> place & 1
        ]
        key = self.day.keys[place]
        because = "" if submitted >> place & 1 else recommended.get(key, "")
        return Pick(
            paper=key,
            score=score,
            reasons=tuple(reasons) or ((Reason("", because=because),) if because else (BY_TEAM,)),
            carried=bool(offer.known >> place & 1),
            community=bool(submitted >> place & 1),
        )


def _limit(due: DueChannel) -> int:
    return min(max(due.routine.settings.picks, 1), MAX_PICKS)
