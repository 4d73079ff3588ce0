"""Sites of their own for tests: a data folder and a database that other processes open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

# Every address of a site as its readers get it: those of the sitemaps, and what these do not name.
EVERY_PAGE = """
import hashlib, io, json, re, sys
from clinic_site.wsgi import application
from therapies.models import Link, Picture

def get(path):
    said = {}
    environ = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }
    answer = application(environ, lambda status, headers, exc_info=None: said.update(status=status))
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return said["status"][:3], body

paths = ["/words/", "/feed.atom", "/brand.css", "/robots.txt", "/api/v1/openapi.json", "/search/?q=drip", "/nope/"]
for section in ("lists", "pages", "questions"):
    paths.append(f"/sitemap-{section}.xml")
    paths += re.findall(r"<loc>http://localhost([^<]+)</loc>", get(paths[-1])[1].decode())
paths += [path + "sources/" for path in paths if path.startswith("/therapy/")]
paths += [f"/e/{code}" for code in Link.objects.values_list("code", flat=True)]
for picture in Picture.objects.all():
    from therapies.text.pictures import folder_of
    paths += [f"/media/{file.name}" for file in sorted(folder_of(picture.key).iterdir())]
answers = {path: get(path) for path in dict.fromkeys(paths)}
json.dump({path: [status, hashlib.sha256(body).hexdigest()] for path, (status, body) in answers.items()}, sys.stdout)
"""


def environment_of(data: Path, *, database: str = "") -> dict[str, str]:
    """Variables of a site that keeps all it has in one folder, and its rows in a PostgreSQL where one is named."""
    ours = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "CACHE_URL", "SECRET_KEY")}
    data.mkdir(exist_ok=True)
    return ours | {
        "DATABASE_URL": database or f"sqlite:///{data}/site.sqlite3",
        "DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "clinic_site.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONWARNINGS": "ignore",
    }


def program(environment: dict[str, str], words: str, *arguments: str) -> str:
    """Run Python in a process of its own with the site set up; what it printed."""
    return ran([sys.executable, "-c", f"import django; django.setup()\n{words}", *arguments], environment)


def manage(environment: dict[str, str], *arguments: str) -> str:
    return ran([sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments], environment)


def ran(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def every_page(environment: dict[str, str]) -> dict[str, list[str]]:
    """Status and digest of each answer, by its path."""
    return json.loads(program(environment, EVERY_PAGE).splitlines()[-1])
