"""The desk: takes a command from any platform, sees that it is allowed, has it carried out, and replies."""

import logging
import secrets
from collections.abc import Awaitable, Sequence

from bot.channels.assumed_zone import corrected
from bot.channels.new_channel import new_channel
from bot.commands import query_mistake
from bot.commands.command import Command
from bot.commands.completion import complete
from bot.commands.context import Answer, AskBackError, Asked, Tools
from bot.commands.handlers import form
from bot.commands.parsing import Call, given, parse
from bot.commands.permission import may_change, not_allowed
from bot.commands.says import note
from bot.commands.table import SETUP_FORM, TABLE
from bot.errors import NotAllowedError, OperatorError, QueryError, UserError
from bot.model.channel import Schedule
from bot.ports import AuditEntry
from bot.ports.request import Choice, Filled, Reply, Request, Step
from bot.schedule.believed import believed
from bot.schedule.zones import check_zone
from bot.views.blocks import Buttons, Paragraph, Text, Tone, View
from bot.views.hints import spoken

log = logging.getLogger(__name__)

MAX_NAMES = 10_000  # of people, so that a name is not written again and again
MAX_AUDITED = 500  # characters of a command in the audit log
SHOWN_COMMAND = 40  # and of one in a log line


class Desk:
    """Implements `bot.ports.Desk`: never raises for what a user typed, and OperatorError to the operator alone."""

    def __init__(self, tools: Tools, table: Sequence[Command] = TABLE) -> None:
        self._tools, self._table = tools, table
        self._names: dict[tuple[str, str], str] = {}

    async def answer(self, request: Request) -> Reply:
        """Carry the command out and say so."""
        return await self._guarded(request, self._answer(request))

    async def fill_in(self, request: Request, steps: Sequence[Step]) -> Filled:
        """Checked whole, then applied whole; a reply that is not ok without errors is about the whole form."""
        errors: dict[int, str] = {}
        return Filled(await self._guarded(request, self._fill_in(request, steps, errors)), errors)

    async def _guarded(self, request: Request, work: Awaitable[Reply]) -> Reply:
        self._tools.heard(request.address)
        try:
            return await work
        except AskBackError as asked:
            return Reply(note(asked.sentence, Buttons(asked.buttons), tone=Tone.WARNING), ok=False)
        except QueryError as error:
            return Reply(query_mistake.shown(error), ok=False)
        except UserError as error:
            return Reply(note(error.sentence, tone=Tone.ERROR), ok=False)
        except OperatorError as error:
            if request.operator:  # who can mend it gets the sentence that says how
                raise
            return Reply(self._incident(request, error), ok=False)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the asker gets a reply and the log the reason
            return Reply(self._incident(request, error), ok=False)

    def changes(self, request: Request) -> bool:
        """Nothing that cannot be read changes anything, and what is quiet shows elsewhere."""
        try:
            call = self._call(request)
        except UserError:
            return False
        return not call.reads and not call.command.quiet

    async def complete(self, request: Request, parameter: str, typed: str) -> Sequence[Choice]:
        """At most 25 completions for one parameter of `request.command`; none where something fails."""
        try:
            command = next((c for c in self._table if c.name == request.command), None)
            found = command.parameter(parameter) if command else None
            if found is None:
                return ()
            asked = await self._asked(request, Call(command)) if command else None
            return await complete(asked, found, typed) if asked else ()
        except UserError:
            return ()
        except Exception as error:  # noqa: BLE001 -- whatever it is, typing goes on without completions
            self._incident(request, error)
            return ()

    async def _answer(self, request: Request) -> Reply:
        call = self._call(request)
        asked = await self._asked(request, call)
        if call.command.setup and not call.reads and not may_change(request, asked.channel):
            raise NotAllowedError(not_allowed(asked.channel))
        answer = await call.command.handler(asked)
        await self._record(asked, call.text, answer)
        return Reply(answer.view, public=answer.changed and not call.command.quiet, told=told(request, answer))

    async def _fill_in(self, request: Request, steps: Sequence[Step], errors: dict[int, str]) -> Reply:
        asked = await self._asked(request, Call(SETUP_FORM))
        if not may_change(request, asked.channel):
            raise NotAllowedError(not_allowed(asked.channel))
        wanted = await form.read(asked, steps, self._table)
        errors |= {number: spoken(said) for number, said in wanted.errors.items()}
        if errors:
            return Reply(note(" ".join(dict.fromkeys(wanted.errors.values())), tone=Tone.ERROR), ok=False)
        answer = await form.apply(asked, wanted)
        await self._record(asked, f"form: {answer.said}", answer)
        return Reply(answer.view, public=answer.changed, told=told(request, answer))

    def _call(self, request: Request) -> Call:
        if request.command:
            return given(request.command, request.arguments, self._table)
        return parse(request.text, self._table)

    async def _asked(self, request: Request, call: Call) -> Asked:
        channel = await self._tools.store.channels.get(request.address)
        if channel is None:
            schedule = Schedule(zone=zone_for(request.person.zone, self._tools.zone))
            name = request.channel_name or request.address.channel
            channel = new_channel(request.address, name, schedule, request.now, request.person.id)
        else:
            channel = believed(channel, request.now)
            if request.person.zone and request.person.id == channel.owner:
                channel = await corrected(self._tools.store, channel, request.person.zone, request.now)
        return Asked(
            tools=self._tools,
            request=request,
            channel=channel,
            command=call.command.name,
            arguments=call.arguments,
        )

    async def _record(self, asked: Asked, what: str, answer: Answer) -> None:
        if answer.changed:
            await self._met(asked.request)
            entry = AuditEntry(
                at=asked.now, address=asked.request.address, by=asked.person, what=what[:MAX_AUDITED]
            )
            await self._tools.store.journal.audit(entry)

    async def _met(self, request: Request) -> None:
        """Remember what somebody who changes things is called, for where it is said who did."""
        person, address = request.person, request.address
        if person.name and self._names.get((address.workspace, person.id)) != person.name:
            await self._tools.store.memory.met(address.platform, address.workspace, person.id, person.name)
            if len(self._names) >= MAX_NAMES:
                self._names.clear()
            self._names[address.workspace, person.id] = person.name

    def _incident(self, request: Request, error: Exception) -> View:
        """A log line with the reason, else the traceback, and a reply with the number to find it by."""
        number = secrets.token_hex(4)
        command = (request.command or request.text.strip())[:SHOWN_COMMAND]
        extra = {"incident": number, "channel": str(request.address), "command": command}
        if isinstance(error, OperatorError):
            log.error("command_failed", extra={**extra, "why": error.sentence})
        else:
            log.error("command_failed", exc_info=error, extra=extra)
        return note(
            f"Something went wrong here, and it is not your doing. Nothing was lost; try again in a while. "
            f"Whoever runs Paperboy finds the reason in the log under incident {number}.",
            tone=Tone.ERROR,
        )


def told(request: Request, answer: Answer) -> View | None:
    """The line that everyone in the channel sees of a change; None where the asker is alone, or sees all of it."""
    if not (answer.changed and answer.said) or request.personal or request.operator:
        return None
    who = request.person.name or "Somebody"
    return View((Paragraph((Text(who, bold=True), Text(f" {answer.said}"))),), f"{who} {answer.said}")


def zone_for(person: str, default: str) -> str:
    """The person's zone if it is one, else the default."""
    try:
        return check_zone(person) if person else default
    except UserError:
        return default
