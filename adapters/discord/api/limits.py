"""Discord's limits as named constants, each with the page that says so.

Lengths are counted in UTF-16 code units (`weight`), which is never less than what Discord counts.
"""

from typing import Final

from bot.text.cut import clip
from bot.text.cut import width as weight

__all__ = ["clip", "weight"]

# https://discord.com/developers/docs/resources/message#create-message
CONTENT: Final = 2_000  # characters of a plain message
NONCE: Final = 25  # characters
# https://discord.com/developers/docs/components/reference
COMPONENTS: Final = 40  # of a Components V2 message, nested ones included
DISPLAY: Final = 4_000  # characters over all text displays of a message
ROW: Final = 5  # buttons in an action row
SELECT: Final = 25  # options of a select
BUTTON_LABEL: Final = 80
CUSTOM_ID: Final = 100
OPTION_LABEL: Final = 100  # of a select; its value as well
# https://discord.com/developers/docs/resources/message#embed-object-embed-limits
EMBEDS: Final = 6_000  # characters over all embeds; Paperboy sends none, the tests still hold it to this
# https://discord.com/developers/docs/interactions/application-commands
CHOICES: Final = 25  # of an autocomplete
CHOICE: Final = 100  # characters of a choice's name and value
DESCRIPTION: Final = 100  # of a command or an option
SUBCOMMANDS: Final = 25  # of a group
OPTION_TEXT: Final = 6_000  # characters of a string option
# https://discord.com/developers/docs/components/reference#text-input
MODAL_TEXT: Final = 4_000
# https://discord.com/developers/docs/resources/channel#start-thread-from-message
THREAD_NAME: Final = 100
TAGS: Final = 5  # applied to one forum post
# https://discord.com/developers/docs/reference#uploading-files
ATTACHMENT: Final = 10 * 1024 * 1024  # bytes without boosts
# https://discord.com/developers/docs/topics/rate-limits
GLOBAL_RATE: Final = 50  # requests a second of one bot
INVALID: Final = 10_000  # requests answered 401, 403 or 429 …
INVALID_WINDOW: Final = 600.0  # … in so many seconds ban the address
# https://discord.com/developers/docs/interactions/receiving-and-responding
FIRST_ANSWER: Final = 3.0  # seconds
