"""What the settings come to: every platform on, off or half set up, and every name that is no setting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from bot.ports import Finding, SetUp
from bot.settings import FILE

OURS: Final = "PAPERBOY"  # nobody else's variables begin so
_NEAR = 130.0  # of 200: likeness of the letters and of the words
_SLIP = 90.0  # of 100
_SHORT = 8  # letters: a word so short is like many
_ALSO_CALLED: Final = {  # as other programs have it, by no letter alike
    "PAPERBOY_TZ": "PAPERBOY_ZONE",
    "PAPERBOY_DB": "PAPERBOY_DATABASE",
    "RSS_URL": "RSS_FEEDS",
    "RSS_URLS": "RSS_FEEDS",
    "SMTP_HOST": "SMTP_URL",
    "SMTP_SERVER": "SMTP_URL",
}
_LIST = "README.md, Settings, lists those there are"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that looks like a setting and is none. `near`: the setting that it may mean, "" if none comes near.

    `certain`: it was written for Paperboy; else another program may have put it into the environment.
    """

    name: str
    near: str
    certain: bool

    @property
    def sentence(self) -> str:
        """What is wrong and what may be meant."""
        return f"There is no setting {self.name}; {f'did you mean {self.near}?' if self.near else f'{_LIST}.'}"


def unknown_settings(
    environment: Mapping[str, str], dotenv: Mapping[str, str], known: Sequence[str]
) -> tuple[Unknown, ...]:
    """Names of Paperboy's families (PAPERBOY_…, SLACK_…) that are no setting, and slips of any name in `.env`."""
    families = {name.partition("_")[0] for name in known}
    found = []
    for name in sorted({*environment, *dotenv}):
        family = name.partition("_")[0]
        bare = name.removesuffix(FILE)
        if name in known or bare in known:
            continue
        near = nearest(bare, known)
        slip = family not in families and _misspelt(bare, known)
        if (family in families and "_" in name) or (name in dotenv and near) or slip:
            certain = name in dotenv or family == OURS or slip
            found.append(Unknown(name, near and near + name[len(bare) :], certain=certain))
    return tuple(found)


def nearest(name: str, known: Sequence[str]) -> str:
    """The setting that is most like the name, "" if none is like it; of equals the one declared first."""
    if _ALSO_CALLED.get(name) in known:
        return _ALSO_CALLED[name]
    rated = [(_likeness(name, each), -place, each) for place, each in enumerate(known)]
    best = max(rated, default=(0.0, 0, ""))
    return best[2] if best[0] >= _NEAR else ""


def _misspelt(name: str, known: Sequence[str]) -> bool:
    """Whether it is one of ours but for a letter or two, so that no other program can be meant."""
    return any(fuzz.ratio(name, each) >= _SLIP for each in known if len(each) > _SHORT)


def _likeness(name: str, known: str) -> float:
    """Of all letters and of the words, 0 to 200; what both begin with counts only where it differs."""
    family, _, rest = name.partition("_")
    known_family, _, known_rest = known.partition("_")
    one, other = (rest, known_rest) if family == known_family else (name, known)
    return fuzz.ratio(one, other) + fuzz.token_set_ratio(one.replace("_", " "), other.replace("_", " "))


@dataclass(frozen=True, slots=True)
class SettingsReport:
    """How far each platform is set up, the names that are no settings, and the database if it was there before."""

    set_ups: tuple[SetUp, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    database: str = ""

    def said(self) -> Iterator[str]:
        """What a start says: one sentence for all platforms, one for each that lacks something and each slip."""
        if self.database:
            yield f"The database is {self.database}."
        if self.set_ups:
            yield f"Platforms: {self._states()}."
        yield from (f"{each.name.capitalize()}: {each.missing}" for each in self.set_ups if each.missing)
        yield from (each.sentence for each in self.unknown if each.certain or each.near)

    def findings(self) -> Iterator[Finding]:
        """What `doctor` says of the same."""
        yield Finding("platforms", ok=True, detail=self._states())
        for each in self.set_ups:
            if each.missing:
                yield Finding(f"platform {each.name}", ok=False, detail=_state(each), fix=each.missing)
        for slip in self.unknown:
            ok = False if slip.certain else None
            fix = f"call it {slip.near}" if slip.near else _LIST
            yield Finding(f"setting {slip.name}", ok=ok, detail="there is no such setting", fix=fix)

    def _states(self) -> str:
        return ", ".join(f"{each.name} {_state(each)}" for each in self.set_ups)


def _state(each: SetUp) -> str:
    if each.missing:
        return "on, but not all of it" if each.on else "half set up"
    return "on" if each.on else "off"
