"""A part of a file, as a player of videos asks for it (RFC 9110, section 14): one range, never more than a piece."""

import re
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse

# A player asks for “everything from here on”; a piece at a time keeps no process busy for a hundred megabytes.
PIECE = 2 * 2**20
ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})\Z")


def part_of(request: HttpRequest, file: Any, *, content_type: str) -> HttpResponse:
    """206 with the part asked for, 416 for one that is not there, 200 with the whole file when none was asked for.

    What is no range, and several at once, counts as none; a server may send less than was asked for.
    """
    size = file.size
    asked = ONE_RANGE.match(request.headers.get("Range", "").strip())
    if asked is None or asked.group(0) == "bytes=-":
        response: HttpResponse = FileResponse(file.open("rb"), content_type=content_type)
    else:
        first, last = _ends(asked.group(1), asked.group(2), size)
        if first > last or first >= size:
            response = HttpResponse(status=416)
            response["Content-Range"] = f"bytes */{size}"
        else:
            last = min(last, first + PIECE - 1, size - 1)
            with file.open("rb") as content:
                content.seek(first)
                response = HttpResponse(content.read(last - first + 1), status=206, content_type=content_type)
            response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response


def _ends(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte; “-500” are the last five hundred."""
    if not first:
        return max(0, size - int(last)), size - 1 if int(last) else -1
    return int(first), int(last) if last else size - 1
