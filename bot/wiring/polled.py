"""The sources that are asked: those that PAPERBOY_SOURCES names, else those that have what they need."""

from collections.abc import Sequence

from adapters import sources
from bot.model.source_set_up import SourceSetUp
from bot.papers.recommendations import Recommendations
from bot.ports import Recommender, Source, Store
from bot.settings import PaperboySettings
from bot.wiring.named import names


def wanted(settings: PaperboySettings) -> Sequence[str]:
    """Their names; SettingsError for one that there is not."""
    named = names(settings.paperboy_sources)
    for name in named:
        if name not in sources.available():
            raise sources.unknown(name)
    return named or sources.configured()


def as_source(built: Source | Recommender, store: Store) -> Source:
    """What is polled: a source, or a recommender that is asked about what channels saved."""
    return Recommendations(built, store.memory) if isinstance(built, Recommender) else built


def set_ups(settings: PaperboySettings) -> Sequence[SourceSetUp]:
    """Of every source there is, whether it is asked or not."""
    asked, configured, named = wanted(settings), sources.configured(), bool(settings.paperboy_sources)
    return [
        SourceSetUp(
            name=name,
            on=name in asked,
            configured=name in configured,
            named=named,
            turn_on=sources.turn_on(name),
            gives=sources.gives(name),
        )
        for name in sources.available()
    ]
