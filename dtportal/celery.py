"""Celery only moves work: each task fetches a row and calls the domain function."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtportal.settings")
app = Celery("dtportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
