"""Semantic Scholar: papers like the ones that a channel saved (https://www.semanticscholar.org/product/api)."""

from datetime import datetime
from typing import Final

from pydantic import Field, SecretStr

from adapters.sources.common.registry import Registry, wish
from adapters.sources.common.web import Web
from adapters.sources.parse.semanticscholar import FIELDS, SOURCE, read_papers, read_recommended
from bot.errors import SourceError
from bot.model.source_set_up import Given
from bot.ports import Clock, Fetched
from bot.settings import AdapterSettings

PAUSE: Final = 1.0  # seconds between two requests: one a second with a key
HEADER: Final = "x-api-key"
QUIET: Final = 300.0  # seconds of silence after a 429
RECOMMENDED: Final = 10  # papers like one; a channel is given the best few of all


class SemanticScholarSettings(AdapterSettings):
    """The key, and where Semantic Scholar is."""

    semanticscholar_key: SecretStr | None = Field(
        None, description="an API key of Semantic Scholar's; it turns recommendations for saved papers on"
    )
    semanticscholar_url: str = Field("https://api.semanticscholar.org", description="Semantic Scholar's API")


TURN_ON: Final = "set SEMANTICSCHOLAR_KEY=… (a key from https://www.semanticscholar.org/product/api)"
GIVES: Final = (Given.CATEGORIES,)


def configured() -> bool:
    """Whether there is a key; without one it answers hardly anybody."""
    return bool(_key(SemanticScholarSettings.load()))


def build(web: Web, clock: Clock) -> "SemanticScholar":
    """The source as the settings say."""
    settings = SemanticScholarSettings.load()
    key = _key(settings)
    registry = Registry("Semantic Scholar", web, clock, pause=PAUSE, quiet=QUIET, token=key, token_header=HEADER)
    return SemanticScholar(settings.semanticscholar_url.rstrip("/"), registry, has_key=bool(key))


class SemanticScholar:
    """Recommender and Finder."""

    name = SOURCE

    def __init__(self, url: str, registry: Registry, *, has_key: bool) -> None:
        self._url = url
        self._registry = registry
        self._has_key = has_key

    def finds(self, paper_id: str) -> bool:
        """An arXiv number or a DOI, if there is a key to ask with."""
        return self._has_key and paper_id.startswith(("arxiv:", "doi:"))

    async def find(self, paper_id: str, now: datetime) -> Fetched:  # noqa: ARG002 -- the port's
        """A paper by its id."""
        if not self.finds(paper_id):
            return Fetched(note="Semantic Scholar is asked for arXiv numbers and DOIs, and with a key only")
        try:
            papers = await self._registry.ask(
                f"{self._url}/graph/v1/paper/batch",
                {"fields": FIELDS},
                reader=read_papers,
                post={"ids": [_their(paper_id)]},
            )
        except SourceError as error:
            return Fetched(ok=False, note=error.sentence, retry_after=wish(error))
        found = tuple(paper for paper in papers or () if paper_id in (paper.id, *paper.also))
        return Fetched(papers=found, note="" if found else f"Semantic Scholar does not know {paper_id}")

    async def like(self, paper_id: str, now: datetime) -> Fetched:  # noqa: ARG002 -- the port's
        """Recent papers like one, the most alike first."""
        try:
            papers = await self._registry.ask(
                f"{self._url}/recommendations/v1/papers",
                {"fields": FIELDS, "limit": RECOMMENDED},
                reader=read_recommended,
                post={"positivePaperIds": [_their(paper_id)]},
            )
        except SourceError as error:
            return Fetched(ok=False, note=error.sentence, retry_after=wish(error))
        if papers is None:
            return Fetched(note=f"Semantic Scholar does not know {paper_id}")
        return Fetched(papers=papers, note="" if papers else f"Semantic Scholar knows nothing like {paper_id}")


def _their(paper_id: str) -> str:
    """The id as Semantic Scholar writes it."""
    scheme, _, rest = paper_id.partition(":")
    return f"{'ArXiv' if scheme == 'arxiv' else 'DOI'}:{rest}"


def _key(settings: SemanticScholarSettings) -> str:
    return settings.semanticscholar_key.get_secret_value().strip() if settings.semanticscholar_key else ""
