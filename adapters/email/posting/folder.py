"""Mail as files: what would be sent lies in a folder, whole or not at all, to be opened by any mail program."""

import asyncio
import os
import re
import tempfile
from pathlib import Path
from typing import Final

from adapters.email.posting.mail import Mail
from bot.model.delivery import Lookup, NotThere, Outcome, Receipt, RetryAfter, Scope, Sent

AT_ONCE: Final = 100  # files written at the same time
_UNSAFE: Final = re.compile(r"[^\w@.+-]+", re.ASCII)


class Folder:
    """The folder; it is made with the first mail."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def post(self, mail: Mail) -> Outcome:
        """Write it: whoever reads meanwhile sees all of it or nothing."""
        try:
            await asyncio.to_thread(self._write, mail)
        except OSError as error:
            reason = f"mail cannot be written into {self.path} ({error.strerror or type(error).__name__})"
            return RetryAfter(None, reason, Scope.PLATFORM)
        return Sent(Receipt(mail.message_id))

    async def find(self, mail: Mail) -> Lookup:
        """A file is there or not."""
        try:
            there = await asyncio.to_thread(self._file(mail).is_file)
        except OSError as error:
            return RetryAfter(None, f"{self.path} cannot be read ({error.strerror})")
        return Sent(Receipt(mail.message_id)) if there else NotThere()

    def free(self) -> int:
        """As many as one likes."""
        return AT_ONCE

    async def close(self) -> None:
        """Nothing is open."""

    def _file(self, mail: Mail) -> Path:
        return self.path / f"{_UNSAFE.sub('_', mail.name)[:180]}.eml"

    def _write(self, mail: Mail) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.path)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(mail.raw)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self._file(mail))  # noqa: PTH105 -- beside mkstemp
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
