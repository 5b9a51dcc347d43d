"""What every template may rely on."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    """Settings that templates need; nothing that depends on the person."""
    return {"DEMO": settings.DEMO, "SITE_URL": settings.SITE_URL}
