"""A refusal is a line of the log; only what went wrong brings the path through the code that led to it."""

import io
import logging
from copy import deepcopy
from logging.config import DictConfigurator

import pytest
from django.conf import settings


@pytest.mark.parametrize("status, is_told", [(403, False), (404, False), (500, True)])
def test_only_what_went_wrong_brings_its_traceback(status, is_told):
    configured = DictConfigurator(deepcopy(settings.LOGGING))
    handler = logging.StreamHandler(stream := io.StringIO())
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter(configured.configure_filter(configured.config["filters"][name]))
    logger = logging.Logger("django.request")
    logger.addHandler(handler)
    try:
        raise PermissionError("nội dung không ai cần đọc")
    except PermissionError:
        logger.warning("refused: %s", "/work/", exc_info=True, extra={"status_code": status})
    assert "refused: /work/" in stream.getvalue()
    assert ("Traceback" in stream.getvalue()) is is_told
