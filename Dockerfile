# The site in one container. It writes to /data and nowhere else, so it runs with a read-only root:
#   docker build -t clinic-site .
#   docker run --read-only --volume clinic-data:/data --publish 127.0.0.1:8000:8000 clinic-site
FROM python:3.11.14-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DATA_DIR=/data \
    TMPDIR=/dev/shm

WORKDIR /site

# pg_dump and pg_restore, for backups of a PostgreSQL of version 15 or older. Debian keeps one version of them only, so
# naming it would stop the build with the next correction.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*

# Packages change less often than the site, so they come first and are kept between builds.
# Only files whose digest stands in the list are taken; tests/security/test_packages.py holds it to requirements.txt.
COPY .requirements-hashed.txt ./
RUN pip install --require-hashes --no-deps --requirement .requirements-hashed.txt

COPY . ./

# A number and not a name: Kubernetes can then see that it is not root.
RUN install --directory --owner=10001 --group=10001 --mode=0700 /data
USER 10001:10001
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]

# start ends as gunicorn itself (control socket off, see clinic_site/gunicorn.py), so it hears SIGTERM.
CMD ["python", "manage.py", "start", "--host", "0.0.0.0"]
