"""What the Slack adapter can be told."""

from typing import TypeAlias

from pydantic import Field, SecretStr

from bot.settings import AdapterSettings

Secret: TypeAlias = SecretStr | None


class SlackSettings(AdapterSettings):
    """Slack's settings. Socket Mode needs the bot and the app token; signed HTTP events need the signing secret
    and either the bot token (one workspace) or client id and secret (many, through `/slack/install`).
    """

    slack_bot_token: Secret = Field(None, description="xoxb-…, of the one workspace this Paperboy serves")
    slack_app_token: Secret = Field(None, description="xapp-… with connections:write: turns Socket Mode on")
    slack_signing_secret: Secret = Field(None, description="turns signed HTTP events on (/slack/events)")
    slack_client_id: str = Field("", description="with the client secret: workspaces install it at /slack/install")
    slack_client_secret: Secret = Field(None, description="see SLACK_CLIENT_ID")
    slack_api_url: str = Field("https://slack.com/api/", description="where the Web API is")
    slack_authorize_url: str = Field("https://slack.com/oauth/v2/authorize", description="where OAuth begins")
    slack_public_url: str = Field(
        "",
        description="this Paperboy's own https address, for OAuth's redirect and doctor's test of the event URL",
    )

    @property
    def bot_token(self) -> str:
        """The one workspace's token, "" if there is none."""
        return revealed(self.slack_bot_token)

    @property
    def app_token(self) -> str:
        """The token for Socket Mode, "" if it is off."""
        return revealed(self.slack_app_token)

    @property
    def signing_secret(self) -> str:
        """The signing secret, "" if HTTP events are off."""
        return revealed(self.slack_signing_secret)

    @property
    def client_secret(self) -> str:
        """OAuth's client secret, "" if there is none."""
        return revealed(self.slack_client_secret)

    @property
    def oauth(self) -> bool:
        """Whether workspaces can install it."""
        return bool(self.slack_client_id and self.client_secret)

    @property
    def api_url(self) -> str:
        """The Web API's base with the slash at the end that slack_sdk needs."""
        return self.slack_api_url.rstrip("/") + "/"

    @property
    def misplaced(self) -> str:
        """Which tokens are of the wrong kind, told by how they begin, without asking anybody; "" if none."""
        wrong = [
            f"{name} begins with {begins} (this one does not)"
            for name, token, begins, ok in (
                ("SLACK_BOT_TOKEN", self.bot_token, "xoxb-", ("xoxb-", "xoxe.xoxb-")),
                ("SLACK_APP_TOKEN", self.app_token, "xapp-", ("xapp-",)),
            )
            if token and not token.startswith(ok)
        ]
        return f"A Slack token is of the wrong kind: {'; '.join(wrong)}. Are the two swapped?" if wrong else ""

    @property
    def complete(self) -> bool:
        """Whether it can run: a way in (socket or HTTP) and a token or a way to get one."""
        return bool((self.app_token or self.signing_secret) and (self.bot_token or self.oauth))

    @property
    def missing(self) -> str:
        """What a set-up that was begun lacks, in a sentence; "" if it is complete, or not begun."""
        if bool(self.slack_client_id) != bool(self.client_secret):
            lacks = "SLACK_CLIENT_SECRET" if self.slack_client_id else "SLACK_CLIENT_ID"
            return f"{lacks} is missing: OAuth needs SLACK_CLIENT_ID and SLACK_CLIENT_SECRET."
        way_in, token = self.app_token or self.signing_secret, self.bot_token or self.oauth
        if token and not way_in:
            return "SLACK_APP_TOKEN is missing (xapp-…, for Socket Mode), or SLACK_SIGNING_SECRET (for HTTP)."
        if way_in and not token:
            return "SLACK_BOT_TOKEN is missing (xoxb-…), or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (for OAuth)."
        return ""


def revealed(secret: Secret) -> str:
    """The secret itself, "" if there is none."""
    return secret.get_secret_value() if secret else ""
