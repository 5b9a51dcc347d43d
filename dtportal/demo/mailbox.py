"""The mails a demo has sent: files that Django's file backend wrote."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.utils import timezone

# The backend ends each message of a file with this line.
RULE = b"-" * 79


@dataclass(frozen=True)
class Letter:
    key: str
    to: str
    subject: str
    body: str
    at: datetime


def letters() -> list[Letter]:
    """All mails, newest first."""
    folder = Path(settings.MAIL_DIR)
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [letter for file in files for letter in _read(file)]


def letter(key: str) -> Letter | None:
    return next((one for one in letters() if one.key == key), None)


def _read(file: Path) -> list[Letter]:
    """Newest first too; a file holds several when one connection sent several."""
    at = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())
    parts = [part.strip(b"\r\n") for part in file.read_bytes().split(RULE) if part.strip()]
    found = []
    for number, part in enumerate(parts):
        mail = message_from_bytes(part, policy=policy.default)
        body = mail.get_body(("plain", "html"))
        text = body.get_content().strip() if body else ""
        found.append(Letter(f"{file.stem}.{number}", str(mail["to"]), str(mail["subject"]), text, at))
    return found[::-1]
