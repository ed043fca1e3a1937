"""What `doctor` prints of Slack: each thing that can be wrong, with the exact page and switch that mends it."""

import hmac
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from slack_sdk.errors import SlackApiError

from adapters.slack.answering.context import Context
from adapters.slack.api.clients import UNHEARD, Installation, NotInstalledError
from adapters.slack.api.errors import failure, of
from adapters.slack.registered import EVENTS_PATH, INSTALL_PATH, OPTIONAL_SCOPES, REDIRECT_PATH, SCOPES
from bot.model.channel import Address
from bot.model.delivery import Refused
from bot.ports import Finding

APPS = "https://api.slack.com/apps"


async def examine(slack: Context, address: Address | None) -> Sequence[Finding]:
    """Every finding, the first things first."""
    findings: list[Finding] = []
    page = APPS
    for workspace in await _workspaces(slack, address):
        told, installation, page = await _token(slack, workspace)
        findings += [*told, *(_scopes(installation, page) if installation else [])]
    findings += await _socket(slack, page)
    findings += await _events(slack, page)
    findings += [await _arrivals(slack, page)]
    if address is not None:
        findings += await _channel(slack, address)
    return findings


async def _workspaces(slack: Context, address: Address | None) -> list[str]:
    if address is not None:
        return [address.workspace]
    if slack.settings.bot_token:
        return [(await slack.workspaces.single()).team]
    return list(await slack.installations.everywhere())


async def _token(slack: Context, workspace: str) -> tuple[list[Finding], Installation | None, str]:
    """Whether the token works, the installation with the scopes that Slack tells, and the app's own page."""
    what = f"Slack token of {workspace or 'the workspace'}"
    try:
        installation = await slack.workspaces.installation(workspace)
        client = slack.workspaces.bare(installation.token)
        who = await client.auth_test()
        scopes = who.headers.get("x-oauth-scopes") or ""
        bot = (await client.api_call("bots.info", data={"bot": who.get("bot_id") or installation.bot})).get(
            "bot"
        ) or {}
    except NotInstalledError:
        fix = "Open /slack/install on this Paperboy's address and install it there."
        return [Finding(what, ok=False, detail="not installed", fix=fix)], None, APPS
    except SlackApiError as error:
        found = failure(error)
        verdict = of(found)
        fix = (
            f"{APPS}, your app, OAuth & Permissions: Reinstall to Workspace, then put the Bot User OAuth Token "
            "into SLACK_BOT_TOKEN."
        )
        refused = [Finding(what, ok=False, detail=verdict.reason, fix=fix, stops=bool(slack.settings.bot_token))]
        return refused, None, APPS
    except UNHEARD as error:
        return [_unreachable(slack, what, error)], None, APPS
    page = f"{APPS}/{bot['app_id']}" if bot.get("app_id") else APPS
    known = frozenset(scope.strip() for scope in scopes.split(",")) if scopes else installation.scopes
    detail = f"{who.get('team')} as @{who.get('user')}"
    return [Finding(what, ok=True, detail=detail)], Installation(installation.token, scopes=known), page


def _scopes(installation: Installation, page: str) -> list[Finding]:
    if installation.scopes is None:
        return [Finding("Slack scopes", ok=None, detail="Slack did not say which were granted")]
    missing = sorted(set(SCOPES) - installation.scopes)
    found = [Finding("Slack scopes", ok=True, detail=f"all {len(SCOPES)}")]
    if missing:
        fix = f"{page}/oauth, Bot Token Scopes: add {', '.join(missing)}; then Reinstall to Workspace."
        found = [Finding("Slack scopes", ok=False, detail=f"missing: {', '.join(missing)}", fix=fix)]
    if lacking := sorted(set(OPTIONAL_SCOPES) - installation.scopes):
        reasons = "; ".join(f"{scope}: {OPTIONAL_SCOPES[scope]}" for scope in lacking)
        fix = f"{page}/oauth, Bot Token Scopes: add what you want of them; then Reinstall to Workspace."
        found.append(Finding("Slack scopes (optional)", ok=None, detail=f"without {reasons}", fix=fix))
    return found


async def _socket(slack: Context, page: str) -> list[Finding]:
    settings = slack.settings
    if not settings.app_token:
        return (
            []
            if settings.signing_secret
            else [
                Finding(
                    "Slack way in",
                    ok=False,
                    fix="Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP).",
                )
            ]
        )
    try:
        await slack.workspaces.bare().apps_connections_open(app_token=settings.app_token)
    except SlackApiError as error:
        code = failure(error).code or "no answer"
        token = (
            f"{page}/general, App-Level Tokens: generate one with connections:write and put it into "
            "SLACK_APP_TOKEN."
        )
        switch = f"{page}/socket-mode: switch Enable Socket Mode on."
        return [
            Finding(
                "Slack Socket Mode",
                ok=False,
                detail=code,
                fix=token if "auth" in code or "token" in code else switch,
            )
        ]
    except UNHEARD as error:
        return [_unreachable(slack, "Slack Socket Mode", error)]
    return [Finding("Slack Socket Mode", ok=True)]


async def _events(slack: Context, page: str) -> list[Finding]:
    """Asks itself over the public address as Slack would, signed."""
    settings = slack.settings
    if not settings.signing_secret:
        return []
    what, public = "Slack event URL", settings.slack_public_url.rstrip("/")
    if not public:
        fix = "Set SLACK_PUBLIC_URL to this Paperboy's https address, so that it can be tested."
        return [Finding(what, ok=None, detail="SLACK_PUBLIC_URL is not set", fix=fix)]
    url = f"{public}{EVENTS_PATH}"
    body = json.dumps({"type": "url_verification", "challenge": "paperboy"})
    headers = signed(settings.signing_secret, body, int(slack.clock.now().timestamp()))
    fix = (
        f"{page}/event-subscriptions: Request URL {url}; the same at {page}/interactive-messages and in the "
        "slash command."
    )
    try:
        async with slack.workspaces.session.post(url, data=body, headers=headers) as answer:
            well = answer.status == 200 and "paperboy" in await answer.text()
            detail = url if well else f"{url} answered HTTP {answer.status}"
    except UNHEARD as error:
        well, detail = False, f"{url} cannot be reached ({type(error).__name__})"
    found = [Finding(what, ok=well, detail=detail, fix="" if well else fix)]
    if settings.oauth:
        redirect = f"{public}{REDIRECT_PATH}"
        found.append(Finding("Slack install page", ok=None, detail=f"{public}{INSTALL_PATH}", at_start=True))
        found.append(Finding("Slack OAuth", ok=None, detail=f"{page}/oauth, Redirect URLs must have {redirect}"))
    return found


def signed(secret: str, body: str, at: int) -> dict[str, str]:
    """Headers as Slack signs them: https://docs.slack.dev/authentication/verifying-requests-from-slack."""
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), sha256).hexdigest()
    return {
        "content-type": "application/json",
        "x-slack-request-timestamp": str(at),
        "x-slack-signature": f"v0={digest}",
    }


async def _arrivals(slack: Context, page: str) -> Finding:
    last = await slack.arrivals.last()
    if last:
        return Finding("Slack interactivity", ok=True, detail=f"commands, clicks or events came in on {last}")
    fix = (
        f"{page}/interactive-messages: switch Interactivity on; {page}/slash-commands: /papers must be there; "
        f"{page}/event-subscriptions: switch Enable Events on. Or paste the manifest at {page}/app-manifest."
    )
    return Finding("Slack interactivity", ok=None, detail="nothing has come in yet", fix=fix)


async def _channel(slack: Context, address: Address) -> list[Finding]:
    what = f"Slack channel {address.channel}"
    try:
        client = await slack.workspaces.client(address.workspace)
        told: dict[str, Any] = (
            await client.api_call("conversations.info", data={"channel": address.channel})
        ).get("channel") or {}
    except NotInstalledError:
        return []
    except SlackApiError as error:
        verdict = of(failure(error))
        fix = verdict.fix if isinstance(verdict, Refused) else ""
        return [Finding(what, ok=False, detail=verdict.reason, fix=fix)]
    except UNHEARD as error:
        return [_unreachable(slack, what, error)]
    if told.get("is_archived"):
        return [Finding(what, ok=False, detail="archived", fix="Unarchive it, or set another channel up.")]
    if told.get("is_private") and not told.get("is_member"):
        return [Finding(what, ok=False, detail="Paperboy is not in it", fix="In the channel: /invite @Paperboy.")]
    return [Finding(what, ok=True, detail=str(told.get("name") or ""))]


def _unreachable(slack: Context, what: str, error: BaseException) -> Finding:
    detail = f"{slack.settings.slack_api_url} cannot be reached ({type(error).__name__})"
    return Finding(what, ok=None, detail=detail, fix="Check the network, a proxy, and SLACK_API_URL.")
