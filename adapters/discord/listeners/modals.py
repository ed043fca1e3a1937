"""Forms (modals): subscriptions, schedule and settings, filled with what holds now. Each ends in a command."""

from typing import Any, Final

import discord
from discord import ui

from adapters.discord.answering.replies import replies_of
from adapters.discord.answering.sentences import OLD_BUTTON
from adapters.discord.api import limits
from bot.model.channel import Channel, EmptyDay, Layout, Schedule, Settings
from bot.schedule.zone_offsets import zone_in_words

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LAYOUTS: Final = {
    Layout.COMPACT: "Compact: a line or two a paper",
    Layout.CARDS: "Cards: summary, authors and buttons",
    Layout.THREAD: "Thread: compact, abstracts in a thread",
}
_EMPTY: Final = {EmptyDay.SILENT: "Nothing", EmptyDay.LINE: "One line that says why"}
OPEN_SECONDS: Final = 900  # a form left open longer than an interaction's token lives is forgotten


async def open_form(name: str, interaction: discord.Interaction[Any]) -> None:
    """Show the form, filled with the channel's state."""
    replies = replies_of(interaction)
    card = await replies.summary(interaction)
    channel = card.channel if card else None
    form: ui.Modal
    match name:
        case "subscribe":
            form = SubscribeForm()
        case "schedule":
            form = ScheduleForm(channel)
        case "settings":
            form = SettingsForm(channel)
        case _:
            await replies.refuse(interaction, OLD_BUTTON)
            return
    await interaction.response.send_modal(form)


class _Form(ui.Modal):
    """What the forms share: whatever fails is told."""

    async def on_error(self, interaction: discord.Interaction, error: Exception, *_: Any) -> None:
        """Say so, with the incident's number."""
        await replies_of(interaction).broke(interaction, error)


class SubscribeForm(_Form):
    """One query a line."""

    def __init__(self) -> None:
        super().__init__(title="Subscribe", timeout=OPEN_SECONDS)
        self.queries: ui.TextInput[Any] = ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder='diffusion model -video\n"low-rank adaptation" | LoRA\nauthor:"Yann LeCun"',
            max_length=limits.MODAL_TEXT,
        )
        self.add_item(ui.Label(text="What this channel gets: one query a line", component=self.queries))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """`subscribe …, …`."""
        lines = [line.strip().rstrip(",") for line in self.queries.value.splitlines()]
        query = ", ".join(line for line in lines if line)
        await replies_of(interaction).carry_out(interaction, command="subscribe", arguments={"query": query})


class ScheduleForm(_Form):
    """Time, days, zone."""

    def __init__(self, channel: Channel | None) -> None:
        super().__init__(title="When the digest comes", timeout=OPEN_SECONDS)
        now = channel.schedule if channel else Schedule()
        self.at: ui.TextInput[Any] = ui.TextInput(default=f"{now.at:%H:%M}", max_length=20)
        self.days: ui.Select[Any] = ui.Select(
            min_values=1,
            max_values=len(DAYS),
            options=[
                discord.SelectOption(label=label, value=day, default=number in now.weekdays)
                for number, (day, label) in enumerate(zip(DAYS, _DAY_NAMES, strict=True))
            ],
        )
        self.zone: ui.TextInput[Any] = ui.TextInput(
            default=zone_in_words(now.zone) if channel else None,
            placeholder="Europe/Paris",
            required=False,
            max_length=60,
        )
        self.add_item(ui.Label(text="Local time", description="such as 9:30 or 5pm", component=self.at))
        self.add_item(ui.Label(text="Days", component=self.days))
        self.add_item(ui.Label(text="Time zone", component=self.zone))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """`schedule <at> <days> <zone>`."""
        given = {"at": self.at.value, "days": ",".join(self.days.values), "zone": self.zone.value}
        await replies_of(interaction).carry_out(interaction, command="schedule", arguments=_without_empty(given))


class SettingsForm(_Form):
    """Picks, layout, empty days, upvotes."""

    def __init__(self, channel: Channel | None) -> None:
        super().__init__(title="Settings of this channel", timeout=OPEN_SECONDS)
        now = channel.settings if channel else Settings()
        self.picks: ui.TextInput[Any] = ui.TextInput(default=str(now.picks), max_length=3)
        self.layout: ui.Select[Any] = _one_of({str(k): v for k, v in _LAYOUTS.items()}, now.layout)
        self.empty: ui.Select[Any] = _one_of({str(k): v for k, v in _EMPTY.items()}, now.empty_day)
        self.upvotes: ui.TextInput[Any] = ui.TextInput(default=str(now.min_upvotes), max_length=7)
        self.add_item(ui.Label(text="Papers in a digest, at most", component=self.picks))
        self.add_item(ui.Label(text="Layout", component=self.layout))
        self.add_item(ui.Label(text="On a day without papers", component=self.empty))
        self.add_item(ui.Label(text="Leave out papers with fewer upvotes than", component=self.upvotes))

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """`settings picks … layout …`."""
        given = {
            "picks": self.picks.value,
            "layout": "".join(self.layout.values[:1]),
            "empty": "".join(self.empty.values[:1]),
            "upvotes": self.upvotes.value,
        }
        await replies_of(interaction).carry_out(interaction, command="settings", arguments=_without_empty(given))


def _one_of(labels: dict[str, str], chosen: str) -> ui.Select[Any]:
    options = [discord.SelectOption(label=text, value=key, default=key == chosen) for key, text in labels.items()]
    return ui.Select(options=options)


def _without_empty(given: dict[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in given.items() if value.strip()}
