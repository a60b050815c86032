#!/usr/bin/env python3
"""Django's own commands (`migrate`, `makemigrations` …) on the embedded or the named database."""

import os
import sys

from django.core.management import execute_from_command_line

from preuve.web.database import start_embedded_if_needed

if __name__ == "__main__":
    start_embedded_if_needed()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preuve.web.settings")
    execute_from_command_line(sys.argv)
