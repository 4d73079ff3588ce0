"""The site as a WSGI application, for gunicorn."""

import gc
import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from clinic_site.environment import read_env_file
from clinic_site.intake import OnlyForms
from clinic_site.sqlite3.base import DatabaseWrapper

read_env_file(Path(__file__).resolve().parent.parent / ".env")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")

# A database that is away comes back; an empty file in its place would be in its way.
DatabaseWrapper.makes_file = False
application = OnlyForms(get_wsgi_application())

# Imported here: it reads models, which Django has to load first.
from clinic_site.pages import kept  # noqa: E402

application = kept(application)

# What is loaded here stays as long as the process. Python would look all of it through again every few hundred
# requests, and the request in which it does waits 90 milliseconds longer.
gc.collect()
gc.freeze()
