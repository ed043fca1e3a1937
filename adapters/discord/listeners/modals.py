"""Forms (modals): subscriptions, schedule and settings, filled with what holds now. Each ends in a command."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import discord
from discord import ui

from adapters.discord.answering.replies import replies_of
from adapters.discord.answering.sentences import OLD_BUTTON
from adapters.discord.api import limits
from bot.model.channel import Channel, EmptyDay, Layout, Schedule, Settings
from bot.ports.request import Step
from bot.schedule.zone_offsets import zone_in_words

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAYOUTS: Final = {
    Layout.COMPACT: "Compact: a line or two a paper",
    Layout.CARDS: "Cards: summary, authors and buttons",
    Layout.MESSAGES: "Messages: each paper in one of its own",
    Layout.THREAD: "Thread: compact, abstracts in a thread",
}
_EMPTY: Final = {EmptyDay.SILENT: "Nothing", EmptyDay.LINE: "One line that says why"}
# What is switched on or off, in one select: a form holds five fields.
_SWITCHES: Final = {
    "mentions": "Papers that mention a keyword in passing",
    "withdrawals": "A line when a paper posted here is withdrawn",
    "images": "The papers' pictures on cards",
    "reactions": "Reactions to a paper's own message count",
}
OPEN_SECONDS: Final = 900  # a form left open longer than an interaction's token lives is forgotten


async def open_form(name: str, interaction: discord.Interaction[Any]) -> None:
    """Show the form, filled with the channel's state; `name/key`: with what was refused under that key."""
    replies = replies_of(interaction)
    name, _, key = name.partition("/")
    kind = _FORMS.get(name)
    kept = await replies.kept_form(key) if key else None
    if kind is None or (key and kept is None):
        await replies.refuse(interaction, OLD_BUTTON)
        return
    card = await replies.summary(interaction)
    await interaction.response.send_modal(kind(card.channel if card else None, kept or {}))


class _Form(ui.Modal):
    """What the forms share: only what differs from what was shown is a change; what is refused can be edited."""

    name = ""
    command = ""

    def __init__(self, title: str, shown: Mapping[str, str]) -> None:
        super().__init__(title=title, timeout=OPEN_SECONDS)
        self.shown = dict(shown)

    def given(self) -> dict[str, str]:
        """What stands in the form."""
        raise NotImplementedError

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """One step for each field, so that an error names the field that is wrong."""
        given = self.given()
        changed = {name: value for name, value in given.items() if value and value != self.shown.get(name)}
        steps = [Step(self.command, {name: value}) for name, value in changed.items()]
        await replies_of(interaction).fill_in(interaction, steps, self.name, given)

    async def on_error(self, interaction: discord.Interaction, error: Exception, *_: Any) -> None:
        """Say so, with the incident's number."""
        await replies_of(interaction).broke(interaction, error)


class SubscribeForm(_Form):
    """One query a line."""

    name = command = "subscribe"

    def __init__(self, _: Channel | None, kept: Mapping[str, str]) -> None:
        super().__init__("Subscribe", {})
        self.queries: ui.TextInput[Any] = ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder='diffusion model -video\n"low-rank adaptation" | LoRA\nauthor:"Yann LeCun"',
            default=kept.get("lines"),
            max_length=limits.MODAL_TEXT,
        )
        self.add_item(ui.Label(text="What this channel gets: one query a line", component=self.queries))

    def given(self) -> dict[str, str]:
        """As typed."""
        return {"lines": self.queries.value}

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """A step for each line."""
        lines = [line.strip().rstrip(",") for line in self.queries.value.splitlines()]
        steps = [Step(self.command, {"query": line}) for line in lines if line]
        await replies_of(interaction).fill_in(interaction, steps, self.name, self.given())


class ScheduleForm(_Form):
    """Time, days, zone."""

    name = command = "schedule"

    def __init__(self, channel: Channel | None, kept: Mapping[str, str]) -> None:
        now = channel.schedule if channel else Schedule()
        days = ",".join(day for number, day in enumerate(DAYS) if number in now.weekdays)
        zone = zone_in_words(now.zone) if channel else ""
        shown = {"at": f"{now.at:%H:%M}", "days": days, "zone": zone} if channel else {}
        super().__init__("When the digest comes", shown)
        fill = {"at": f"{now.at:%H:%M}", "days": days, "zone": zone} | dict(kept)
        self.at: ui.TextInput[Any] = ui.TextInput(default=fill["at"], max_length=20)
        self.days: ui.Select[Any] = ui.Select(
            min_values=1,
            max_values=len(DAYS),
            options=[
                discord.SelectOption(label=label, value=day, default=day in fill["days"].split(","))
                for day, label in zip(DAYS, _DAY_NAMES, strict=True)
            ],
        )
        self.zone: ui.TextInput[Any] = ui.TextInput(
            default=fill["zone"] or None, placeholder="Europe/Paris", required=False, max_length=60
        )
        self.add_item(ui.Label(text="Local time", description="such as 9:30 or 5pm", component=self.at))
        self.add_item(ui.Label(text="Days", component=self.days))
        self.add_item(ui.Label(text="Time zone", component=self.zone))

    def given(self) -> dict[str, str]:
        """As `schedule` takes it."""
        days = sorted(self.days.values, key=DAYS.index)
        return {"at": self.at.value.strip(), "days": ",".join(days), "zone": self.zone.value.strip()}


class SettingsForm(_Form):
    """Picks, layout, empty days, upvotes, and all that is switched on or off."""

    name = command = "settings"

    def __init__(self, channel: Channel | None, kept: Mapping[str, str]) -> None:
        now = channel.settings if channel else Settings()
        shown = {
            "picks": str(now.picks),
            "layout": str(now.layout),
            "empty": str(now.empty_day),
            "upvotes": str(now.min_upvotes),
            **{name: "on" if getattr(now, name) else "off" for name in _SWITCHES},
        }
        super().__init__("Settings of this channel", shown)
        fill = shown | dict(kept)
        self.picks: ui.TextInput[Any] = ui.TextInput(default=fill["picks"], max_length=3)
        self.layout: ui.Select[Any] = _one_of({str(k): v for k, v in _LAYOUTS.items()}, fill["layout"])
        self.empty: ui.Select[Any] = _one_of({str(k): v for k, v in _EMPTY.items()}, fill["empty"])
        self.upvotes: ui.TextInput[Any] = ui.TextInput(default=fill["upvotes"], max_length=7)
        self.switches: ui.Select[Any] = ui.Select(
            required=False,
            min_values=0,
            max_values=len(_SWITCHES),
            placeholder="None of them",
            options=[
                discord.SelectOption(label=label, value=name, default=fill[name] == "on")
                for name, label in _SWITCHES.items()
            ],
        )
        self.add_item(ui.Label(text="Papers in a digest, at most", component=self.picks))
        self.add_item(ui.Label(text="Layout", component=self.layout))
        self.add_item(ui.Label(text="On a day without papers", component=self.empty))
        self.add_item(ui.Label(text="Leave out papers with fewer upvotes than", component=self.upvotes))
        self.add_item(ui.Label(text="Switched on", component=self.switches))

    def given(self) -> dict[str, str]:
        """As `settings` takes it."""
        return {
            "picks": self.picks.value.strip(),
            "layout": "".join(self.layout.values[:1]),
            "empty": "".join(self.empty.values[:1]),
            "upvotes": self.upvotes.value.strip(),
            **{name: "on" if name in self.switches.values else "off" for name in _SWITCHES},
        }


_FORMS: Final[Mapping[str, Callable[[Channel | None, Mapping[str, str]], _Form]]] = {
    form.name: form for form in (SubscribeForm, ScheduleForm, SettingsForm)
}


def _one_of(labels: dict[str, str], chosen: str) -> ui.Select[Any]:
    options = [discord.SelectOption(label=text, value=key, default=key == chosen) for key, text in labels.items()]
    return ui.Select(options=options)
