"""How much one channel may have."""

MAX_SUBSCRIPTIONS = 200  # a channel that wants more wants a broader query; the list stays readable
MAX_AT_ONCE = 50  # queries in one subscribe
