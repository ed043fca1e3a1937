"""What was seen a moment ago: a request is carried out once, however often it arrives."""

from collections import OrderedDict

SIGNED_FOR = 300.0  # seconds in which a signature holds: https://docs.slack.dev/authentication/verifying-requests-from-slack
MOST = 50_000


class Recent:
    """Keys seen within the time that a signed request can be replayed."""

    def __init__(self, seconds: float = 2 * SIGNED_FOR) -> None:
        self._seconds = seconds
        self._seen: OrderedDict[str, float] = OrderedDict()

    def first(self, key: str, now: float) -> bool:
        """True the first time; a key without content is always new."""
        while self._seen and (next(iter(self._seen.values())) < now - self._seconds or len(self._seen) > MOST):
            self._seen.popitem(last=False)
        if key and key in self._seen:
            return False
        if key:
            self._seen[key] = now
        return True
