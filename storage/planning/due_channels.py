"""Due channels: everything the planning decision needs of many channels, read set by set, never one by one."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time

from bot.model.channel import Address
from bot.model.paper import Candidate
from bot.model.seen import Seen
from bot.ports import DueChannel, Withdrawn
from bot.ports.plans import AMONG
from storage.connection import Connection
from storage.rows.channels import routine
from storage.rows.instants import from_column, to_column
from storage.rows.papers import candidate
from storage.statements import statements

_SQL = statements("plans")
_PAPERS = statements("papers")
CLOSE = 2  # channels from first to last for each one of them, up to which all are read: most are of the batch
SEEK = 25  # entries of the index that a walk passes in the time of one seek, of what channels have had on average
FEEDBACK = 50  # the newest papers saved or hidden say enough about a team's taste
_NOTHING: frozenset[int] = frozenset()


def candidates(connection: Connection, since: date) -> list[Candidate]:
    """What was listed, or submitted by a team, on or after that date."""
    midnight = datetime.combine(since, time(), tzinfo=UTC)
    asked = {"since": since.isoformat(), "since_instant": to_column(midnight)}
    found = [candidate(row) for row in connection.execute(_PAPERS["candidates"], asked)]
    return sorted(found, key=_place)


def among(connection: Connection, since: date, papers: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates since a date (`papers`), and those listed last before it, up to AMONG."""
    if (more := AMONG - len(papers)) <= 0:
        return papers
    known = {each.key for each in papers}
    asked = {"since": since.isoformat(), "count": more}
    earlier = map(candidate, connection.execute(_PAPERS["listed_before"], asked))
    return sorted([*papers, *(each for each in earlier if each.key not in known)], key=_place)


def _place(paper: Candidate) -> str:
    return paper.paper.id  # as matching has them (`bot.matching.day`)


class DueChannels:
    """Reads batches of channels for one planning run; texts and votes are read once for all batches.

    What channels have had is read of the candidates (`papers`), and told by their places `among` what is decided.
    """

    def __init__(
        self, connection: Connection, papers: Sequence[Candidate], among: Sequence[Candidate] = ()
    ) -> None:
        self._connection = connection
        self._keys = tuple([each.key for each in among or papers])
        self._bits = {key: 1 << place for place, key in enumerate(self._keys)}
        self._count = len(papers)
        self._papers = json.dumps([each.key for each in papers])
        self._texts: dict[int, str] = {}
        self._shared: dict[tuple[int, ...], tuple[str, ...]] = {}
        self._votes: dict[tuple[str, str], dict[int, int]] = {}
        for platform, workspace, paper, votes in connection.execute(_SQL["votes"], {"papers": self._papers}):
            self._votes.setdefault((platform, workspace), {})[paper] = votes
        self._any_recommended = bool(connection.execute(_SQL["any_recommended"]).fetchone()[0])
        gone = connection.execute(_SQL["withdrawn"])
        self._withdrawn = {key: Withdrawn(key, name, title, from_column(at)) for key, name, title, at in gone}

    def read(self, keys: Sequence[int]) -> list[DueChannel]:
        """These channels, ascending keys, in that order."""
        asked = {"channels": json.dumps(keys)}
        queries = self._queries(asked)
        seen = self._seen(keys)
        submitted = self._pairs("submitted", asked)
        saved, hidden = self._pairs("saved", asked), self._pairs("hidden", asked)
        recommended = self._recommended(asked) if self._any_recommended else {}
        untold = self._untold(keys) if self._withdrawn else {}
        telling = submitted.keys() | saved.keys() | hidden.keys()
        due = []
        for row in self._connection.execute(_SQL["channels"], asked):
            key, address = row[0], Address._make(row[1:4])
            bits = seen.get(str(key))
            had = Seen(self._keys, bits) if bits else _NOTHING
            one = DueChannel(key, address, routine(row[4:]), queries.get(key, ()), had)
            if key in telling:
                one = one._replace(
                    submitted=frozenset(submitted.get(key, ())),
                    saved=tuple(saved.get(key, ())[:FEEDBACK]),
                    hidden=tuple(hidden.get(key, ())[:FEEDBACK]),
                )
            if key in recommended:
                one = one._replace(recommended=recommended[key])
            if key in untold:
                one = one._replace(withdrawn=tuple([self._withdrawn[paper] for paper in untold[key]]))
            if self._votes and (votes := self._votes.get(address[:2])):
                one = one._replace(votes=votes)
            due.append(one)
        return due

    def _recommended(self, asked: dict[str, str]) -> dict[int, dict[int, str]]:
        """Of each channel the papers and why; of several reasons the newest, which comes last."""
        found: dict[int, dict[int, str]] = {}
        for channel, paper, title in self._connection.execute(_SQL["recommended"], asked):
            found.setdefault(channel, {})[paper] = title
        return found

    def _queries(self, asked: dict[str, str]) -> dict[int, tuple[str, ...]]:
        subscribed = _grouped(self._connection.execute(_SQL["subscriptions"], asked))
        found = {key: tuple(queries) for key, queries in subscribed.items()}
        missing = {query for queries in found.values() for query in queries} - self._texts.keys()
        if missing:
            self._texts.update(self._connection.execute(_SQL["queries"], {"queries": json.dumps(sorted(missing))}))
        return {key: self._shared.get(queries) or self._share(queries) for key, queries in found.items()}

    def _share(self, queries: tuple[int, ...]) -> tuple[str, ...]:
        """Channels with the same subscriptions hold the same texts."""
        texts = self._shared[queries] = tuple([self._texts[query] for query in queries])
        return texts

    def _seen(self, keys: Sequence[int]) -> dict[str, int]:
        """Of each channel (its number as text) the papers it has had, as bits over their order here."""
        asked = {"papers": self._papers, "first": keys[0], "last": keys[-1], "channels": json.dumps(keys)}
        found: dict[str, int] = {}
        bits_of = found.get
        for paper, channels in self._connection.execute(_SQL[_walk(keys, self._count)], asked):
            if channels:
                bit = self._bits[paper]
                for channel in channels.split(","):
                    found[channel] = bits_of(channel, 0) | bit
        return found

    def _untold(self, keys: Sequence[int]) -> dict[int, list[int]]:
        """Withdrawn papers that were posted to these channels, which they were not told of."""
        asked = {
            "papers": json.dumps(list(self._withdrawn)),
            "first": keys[0],
            "last": keys[-1],
            "channels": json.dumps(keys),
        }
        return _grouped(self._connection.execute(_SQL["untold"], asked))

    def _pairs(self, name: str, asked: dict[str, str]) -> dict[int, list[int]]:
        return _grouped(self._connection.execute(_SQL[name], asked))


def _walk(keys: Sequence[int], papers: int) -> str:
    """The cheapest way to what these channels (ascending) have had: the table is keyed (paper, channel).

    A paper's entries of neighbours are one short walk. Where few channels are due, far from each other, the walk
    would pass by everybody's, and it is a seek for each of them.
    """
    span = keys[-1] - keys[0] + 1
    if span <= CLOSE * len(keys):
        return "seen_between"
    return "seen_among" if span * SEEK <= len(keys) * papers else "seen_by"


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for channel_key, other in pairs:
        if channel_key in found:
            found[channel_key].append(other)
        else:
            found[channel_key] = [other]
    return found
