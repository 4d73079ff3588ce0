#!/usr/bin/env bash
# A site set up as for patients, in a folder that is thrown away, must give `check --deploy` nothing to say.
set -euo pipefail
cd "$(dirname "$0")/.."
DATA_DIR=$(mktemp -d)
trap 'rm -rf "$DATA_DIR"' EXIT
SECRET_KEY=$(head -c 48 /dev/urandom | base64)
export DATA_DIR SECRET_KEY SITE_URL="https://visits.example.org" SECURITY_CONTACT="security@example.org"

.venv/bin/python manage.py migrate --verbosity 0
.venv/bin/python manage.py makemigrations --check --dry-run
.venv/bin/python manage.py load_content --publish
# The numbers of a new site are samples that nobody answers; a clinic sets its own in the admin.
.venv/bin/python manage.py shell --verbosity 0 --command '
from therapies.publishing.facts import change_fact
from therapies.text.facts import FACTS, FactType
for key, fact in FACTS.items():
    if fact.type is FactType.PHONE and not fact.short_codes:
        change_fact(key, "(212) 736-5000")
'
.venv/bin/python manage.py check --deploy --fail-level WARNING --database default
