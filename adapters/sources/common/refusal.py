"""The error of a source that answered, but not with what it was asked for."""

from bot.errors import SourceError


class RefusedError(SourceError):
    """An HTTP status that is no success; `retry_after` in seconds if the source said so."""

    def __init__(self, sentence: str, *, status: int, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.retry_after = retry_after
