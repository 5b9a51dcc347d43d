"""What a line of the log says: nothing of what people wrote, and no traceback of what is no error."""

import logging


def without_refusals(record: logging.LogRecord) -> bool:
    """For a filter: a page that was refused (4xx) is a line; only what went wrong (5xx) brings its traceback."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = None
    return True
