"""What can go wrong, by who must mend it.

PaperboyError
├── UserError       the person who typed it can mend it; the sentence is the reply (exit status 2)
│   ├── QueryError      a query that cannot be read, with the position
│   ├── NotFoundError   what was named does not exist here
│   └── NotAllowedError this person may not do that
└── OperatorError   whoever runs Paperboy can mend it; the sentence goes to the log (exit status 1)
    ├── SettingsError   a setting is missing or wrong
    ├── StorageError    the database cannot be read or written
    │   ├── DatabaseLostError   its file is gone, another's or damaged: nothing may go on
    │   ├── DeliveringError     another process delivers from it
    │   ├── SecretKeyError      the key is not the one that sealed what is stored, or none is set
    │   ├── LeaseLostError      another process has taken the delivery over
    │   └── CopiedError         another process has this worker's id
    └── SourceError     a paper source did not answer as it should
"""

import traceback


class PaperboyError(Exception):
    """A sentence that says what is wrong and how to mend it."""

    @property
    def sentence(self) -> str:
        """The message as shown to a person."""
        return str(self)


class UserError(PaperboyError):
    """The person who typed can mend it; the sentence is the reply."""


class QueryError(UserError):
    """A query that cannot be read; `position` counts characters from 1 in the query as typed, which is `query`.

    `mend`: what to do about it, where the sentence does not say so.
    """

    def __init__(self, sentence: str, position: int, *, query: str = "", mend: str = "") -> None:
        super().__init__(sentence)
        self.position, self.query, self.mend = position, query, mend


class NotFoundError(UserError):
    """What was named does not exist here."""


class NotAllowedError(UserError):
    """The person may not do that."""


class OperatorError(PaperboyError):
    """Whoever runs Paperboy can mend it; the sentence goes to the log and to `doctor`."""


class SettingsError(OperatorError):
    """A setting is missing or wrong."""


class StorageError(OperatorError):
    """The database cannot be opened, read or written."""


class DatabaseLostError(StorageError):
    """The database's file is gone, emptied, another's or damaged: what runs must end, or it works for nothing."""


class DeliveringError(StorageError):
    """Another process delivers from the same database."""


class SecretKeyError(StorageError):
    """The key is not the one that sealed what is stored, or none is set."""


class LeaseLostError(StorageError):
    """Another process has taken a delivery over: what this one meant to do is not done."""


class CopiedError(StorageError):
    """Another process has this worker's id."""


class SourceError(OperatorError):
    """A paper source did not answer as it should."""


def blame(error: BaseException) -> dict[str, object]:
    """What failed and where, without the error's words: they may hold a message's text."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    where = " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames)
    return {"error": type(error).__name__, "where": where}
