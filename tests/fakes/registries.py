"""bioRxiv, OpenReview, Crossref and Semantic Scholar as the sources meet them: small answers of our own making."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from aiohttp import web

Json = dict[str, Any]


def preprint(number: str, day: date, **given: Any) -> Json:
    """A record of bioRxiv's details API."""
    return {
        "doi": f"10.1101/{number}",
        "title": f"A study of {number}",
        "authors": "Lee, A. B.; Chen, B.",
        "author_corresponding": "Ann Lee",
        "author_corresponding_institution": "University of Kites",
        "date": str(day),
        "version": "1",
        "type": "new results",
        "category": "neuroscience",
        "abstract": f"We study {number} in <i>mice</i>.",
        "published": "NA",
        **given,
    }


def preprints(records: Sequence[Json], *, at: int = 0, page: int = 2) -> Json:
    """A page of the details API, from the record `at` on."""
    if not records:
        return {"messages": [{"status": "no posts found"}], "collection": []}
    shown = records[at : at + page]
    head = {"status": "ok", "cursor": at, "count": len(shown), "total": str(len(records))}
    return {"messages": [head], "collection": shown}


def note(number: str, day: date, venue: str = "TMLR", **given: Any) -> Json:
    """A note of OpenReview's; ids have letters, digits, - and _."""
    content = {
        "title": f"A study of {number}",
        "authors": ["Ann Lee", "Bo Chen"],
        "abstract": f"We study {number}.",
        "keywords": ["kites"],
        "venue": "Accepted by TMLR",
        "venueid": venue,
        **given,
    }
    stamp = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp() * 1000)
    name = number.replace(".", "_")[::-1]  # random ids differ at their beginning
    return {"id": name, "forum": name, "pdate": stamp, "content": {k: {"value": v} for k, v in content.items()}}


def work(number: str, day: date, **given: Any) -> Json:
    """A work of Crossref's."""
    parts = {"date-parts": [[day.year, day.month, day.day]]}
    return {
        "DOI": f"10.5555/Kites.{number}",
        "type": "journal-article",
        "title": [f"A study of {number}"],
        "author": [{"given": "Ann", "family": "Lee"}, {"given": "Bo", "family": "Chen", "suffix": "Jr."}],
        "abstract": f"<jats:title>Abstract</jats:title><jats:p>We study {number}: CO<jats:sub>2</jats:sub>.</jats:p>",
        "container-title": ["Journal of Kites"],
        "published": parts,
        "created": parts,
        **given,
    }


def works(items: Sequence[Json], *, total: int | None = None, cursor: str = "next") -> Json:
    """A page of works."""
    found = len(items) if total is None else total
    return {"status": "ok", "message": {"total-results": found, "items": list(items), "next-cursor": cursor}}


def scholarly(number: str, day: date, **given: Any) -> Json:
    """A paper of Semantic Scholar's."""
    return {
        "paperId": f"{number}abc",
        "externalIds": {"ArXiv": number, "CorpusId": 7},
        "url": f"https://www.semanticscholar.org/paper/{number}abc",
        "title": f"A study of {number}",
        "abstract": f"We study {number}.",
        "authors": [{"authorId": "1", "name": "Ann Lee"}, {"authorId": None, "name": "Bo Chen"}],
        "publicationDate": str(day),
        "venue": "Kites",
        **given,
    }


class Registries:
    """The registries' part of the paper server: `numbers` of `today`, each by its own path."""

    def __init__(self, today: Callable[[], date], numbers: Callable[[], Sequence[str]]) -> None:
        self._today, self._numbers = today, numbers
        self.by_path: dict[str, Callable[[web.Request], web.Response]] = {
            "/details/": self._details,
            "/notes": self._notes,
            "/works": self._works,
            "/recommendations/v1/papers": self._recommendations,
            "/graph/v1/paper/batch": self._batch,
        }

    def _details(self, request: web.Request) -> web.Response:
        every = [preprint(number, self._today()) for number in self._numbers()]
        between = re.fullmatch(r"/details/\w+/(\S{10})/(\S{10})/(\d+)/json", request.path)
        if between:
            dated = [each for each in every if between[1] <= each["date"] <= between[2]]
            return web.json_response(preprints(dated, at=int(between[3])))
        return web.json_response(preprints([each for each in every if f"/{each['doi']}/" in request.path]))

    def _notes(self, request: web.Request) -> web.Response:
        every = [note(number, self._today()) for number in self._numbers()]
        if named := request.query.get("id"):
            every = [each for each in every if each["id"] == named]
        at, limit = int(request.query.get("offset", 0)), int(request.query.get("limit", 1000))
        return web.json_response({"notes": every[at : at + limit], "count": len(every)})

    def _works(self, request: web.Request) -> web.Response:
        every = [work(number, self._today()) for number in self._numbers()]
        if request.path == "/works":
            return web.json_response(works(every))
        named = request.path.removeprefix("/works/").lower()
        found = [each for each in every if each["DOI"].lower() == named]
        return web.json_response({"status": "ok", "message": found[0]}) if found else web.Response(status=404)

    def _recommendations(self, request: web.Request) -> web.Response:
        every = [scholarly(number, self._today()) for number in self._numbers()]
        return web.json_response({"recommendedPapers": every})

    def _batch(self, request: web.Request) -> web.Response:
        return web.json_response([scholarly(self._numbers()[0], self._today()), None])
