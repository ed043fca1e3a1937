"""Slack's limits as numbers, each with the page that states it."""

# https://docs.slack.dev/reference/block-kit/blocks
MESSAGE_BLOCKS = 50
SURFACE_BLOCKS = 100  # a modal or an App Home
HEADER_TEXT = 150
ACTIONS_ELEMENTS = 25
SECTION_TEXT = 3_000
CONTEXT_TEXT = 2_000

# https://docs.slack.dev/reference/block-kit/block-elements
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
SELECT_OPTIONS = 100
ALT_TEXT = 2_000  # of an image
PLACEHOLDER = 150

# https://docs.slack.dev/reference/block-kit/composition-objects/option-object
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTION_URL = 3_000

# https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
OVERFLOW_OPTIONS = 5

# https://docs.slack.dev/reference/views
VIEW_TITLE = 24
VIEW_BUTTON = 24
PRIVATE_METADATA = 3_000
INPUT_LABEL = 2_000
INPUT_HINT = 2_000

# https://docs.slack.dev/reference/methods/chat.postMessage ("limit the text field to 4,000 characters")
FALLBACK_TEXT = 4_000
# Each block being legal is not enough: https://github.com/slackapi/bolt-js/issues/2509 (msg_blocks_too_long).
# What is counted is not said; the whole message as JSON is the strictest reading.
MESSAGE_SIZE = 13_000

# Our own, so that a block never fills a message alone.
PIECE_TEXT = 2_500  # running text in one rich_text block
MARKS_ROOM = 140  # what the team made of a paper, in its card as JSON
UNIT_SIZE = 6_000  # blocks that should stay together, as JSON

# https://docs.slack.dev/interactivity/handling-user-interaction (response_url: 5 times in 30 minutes)
RESPONSES = 5

# https://docs.slack.dev/apis/web-api/rate-limits ("1 per second per channel", "several hundred messages
# per minute" for a workspace)
CHANNEL_INTERVAL = 1.0
WORKSPACE_INTERVAL = 60 / 240
# chat.update is of tier 3 ("50+ per minute"), for a workspace: https://docs.slack.dev/reference/methods/chat.update
UPDATE_INTERVAL = 60 / 50
UPDATE_BURST = 5
# Messages may arrive closer together than they left here: a hundredth more time keeps a channel's apart. A
# workspace's are counted by the minute, where only the rate matters.
HEADROOM = 1.01
WORKSPACE_HEADROOM = 1.002
