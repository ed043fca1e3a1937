"""What Paperboy is registered for at Slack: the manifests, the listeners and the README say the same as this."""

COMMAND = "/papers"
SIMILAR = "similar_papers"  # message shortcuts
SAVE = "save_paper"

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
)

SCOPES = {
    "app_mentions:read": "hears @Paperboy in a channel",
    "channels:read": "names of public channels, and the events when one is archived, renamed or deleted",
    "chat:write": "posts digests and answers",
    "chat:write.public": "posts in public channels without an invitation",
    "commands": "takes /papers, buttons and message shortcuts",
    "groups:read": "the same as channels:read for private channels it was invited to",
    "im:history": "reads what is written to it in a direct message, nobody else's",
    "users:read": "a person's time zone, and whether they are an admin",
}
OPTIONAL_SCOPES = {
    "reactions:read": "counts reactions to a paper's own message (`layout messages`)",
    "channels:history": "looks up whether a post arrived when the connection broke (else it is parked)",
    "groups:history": "the same in private channels",
    "files:write": "hands exports over as files (else as text, where all of it fits)",
    "files:read": "reads the set-up in a file that somebody sends it with the word import",
}

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
