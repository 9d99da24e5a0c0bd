"""Mail into a folder: for the demonstration, and for whoever wants to send the files on."""

import contextlib
import os
import re
import tempfile
from collections.abc import Sequence
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FileBackend(BaseEmailBackend):
    """Each mail is one `.eml` file, named by its Message-ID and whole from the first moment.

    Sending the same mail again changes nothing: after a crash it is simply sent again (see `delivery`).
    """

    is_repeatable = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            message: Any = mail.message()
            self._write(str(message["Message-ID"] or make_msgid()), message.as_bytes())
        return len(email_messages)

    def _write(self, message_id: str, content: bytes) -> None:
        name = re.sub(r"[^a-z0-9.@-]+", "-", message_id.strip("<>").lower()).strip("-.")
        descriptor, draft = tempfile.mkstemp(dir=self.folder, prefix=".draft-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):  # it is there already: it was sent before a crash
                os.link(draft, self.folder / f"{name}.eml")
        finally:
            Path(draft).unlink()
