"""Take the pictures of the guide for staff from the real screens: `python -m tests.guide_pictures`.

Run it again after a screen of the guide looks different: it makes a site with a sample clinic in a folder of its own, which
is gone afterwards, walks through the screens with Chromium, and writes static/admin/guide/*.webp anew. Needs Chromium (or
CHROMIUM with its path) and touches no other file. Look at every picture before you commit it, and mend its description
in templates/admin/guide.html. Names in the pictures are made up; keep it so.
"""

from __future__ import annotations

import os
import sys
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
# Playwright keeps an event loop in this thread, and Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="guide-") as folder:
        # Before the settings are read, and whatever this machine's own settings say.
        os.environ |= {"DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/guide.sqlite3", "CACHE_URL": ""}
        os.environ |= {"EMAIL_URL": f"filemail:///{folder.lstrip('/')}/mail", "SITE_URL": "", "DEBUG": "off"}
        os.environ["SECRET_KEY"] = "only for the pictures of the guide, " * 2
        django.setup()
        from . import screens

        for name, size in screens.take().items():
            sys.stdout.write(f"{name}: {size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
