#!/usr/bin/env python
"""Says in one sentence what is wrong with the environment, before a server starts and shows a traceback instead."""

import sys
from importlib import import_module
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
try:
    import_module("dtportal.settings")
except ImproperlyConfigured as mistake:
    sys.exit(str(mistake))
