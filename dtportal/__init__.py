"""The portal of the national programme “Thúc đẩy tiến trình Chuyển đổi số Quốc gia”."""

from dtportal.celery import app as celery_app

__all__ = ["celery_app"]
