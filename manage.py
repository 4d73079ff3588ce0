#!/usr/bin/env python
"""The commands of the site: `manage.py start` starts it, `manage.py help` lists the others."""

import os
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)


def main():
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("This site needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031 - must be readable by the old Python that it refuses
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        from clinic_site.environment import read_env_file
    except ImportError as problem:
        sys.exit(
            f"A package is missing ({problem}). Install them all: "
            ".venv/bin/pip install -r requirements.txt, then use .venv/bin/python."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    read_env_file(Path(__file__).resolve().parent / ".env")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"The site is not set up right: {problem}")
    except KeyboardInterrupt:
        sys.exit("Stopped.")


if __name__ == "__main__":
    main()
