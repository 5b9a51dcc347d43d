"""Asks ClamAV about a file, when an installation has one (`CLAMAV_URL`)."""

import socket
import struct
from typing import Any
from urllib.parse import urlsplit

import clamd
from django.conf import settings

PATIENCE = 120  # seconds without a sign of life from the scanner
PORT = 3310


class ScannerUnavailable(Exception):
    """Nobody could say whether the file is clean; it has to be asked again later."""


class _Patient:
    """The library writes with `send`, which may stop half-way on a socket that Python times: let the kernel time
    it instead, where a write is complete or fails."""

    def _init_socket(self) -> None:
        super()._init_socket()
        self.clamd_socket.settimeout(None)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            self.clamd_socket.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", PATIENCE, 0))


class _Network(_Patient, clamd.ClamdNetworkSocket):
    pass


class _Unix(_Patient, clamd.ClamdUnixSocket):
    pass


def is_configured() -> bool:
    return bool(settings.CLAMAV_URL)


def scan(file: Any) -> str:
    """The name of what was found in an open binary file, '' when it is clean; the file is streamed.

    Raises ScannerUnavailable when ClamAV does not answer, or refuses to look (its StreamMaxLength).
    """
    file.seek(0)
    try:
        verdict, found = _scanner().instream(file)["stream"]
    except (clamd.ClamdError, OSError, ValueError, KeyError, TypeError) as error:
        raise ScannerUnavailable(str(error)) from error
    if verdict not in {"OK", "FOUND"}:
        raise ScannerUnavailable(f"{verdict} {found}")
    return found if verdict == "FOUND" else ""


def _scanner() -> Any:
    url = urlsplit(settings.CLAMAV_URL)
    if url.scheme == "unix":
        return _Unix(url.path, timeout=PATIENCE)
    return _Network(url.hostname, url.port or PORT, timeout=PATIENCE)
