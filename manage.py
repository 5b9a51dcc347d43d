#!/usr/bin/env python
"""Command-line door of the portal."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db.utils import OperationalError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtportal.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as mistake:
        sys.exit(f"{mistake}")
    except OperationalError as refusal:
        sys.exit(f"The database does not answer (DATABASE_URL): {str(refusal).splitlines()[0]}")
