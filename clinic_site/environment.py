"""Read settings from environment variables. A value that cannot be used is refused with the way out."""

import re
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()

ON = ("on", "true", "yes", "1")
OFF = ("off", "false", "no", "0")
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
CACHE_SCHEMES = ("locmemcache", "redis", "rediss", "valkey", "valkeys")
# Valkey speaks Redis; django-environ knows its name but loses the scheme, which Django's cache needs.
REDIS_NAMES = {"valkey": "redis", "valkeys": "rediss"}

# A cache that hangs must not hang the readers' pages: half a second, then go on without it.
CACHE_TIMEOUT_SECONDS = 0.5
# Only for a picture that this machine has not shown yet, and for staff who send one.
BUCKET_TIMEOUT_SECONDS = 2
# For commands. What a request waits for is shorter: clinic_site/patience.py.
DATABASE_CONNECT_TIMEOUT_SECONDS = 5
SQLITE_WAIT_SECONDS = 10

THREADS = 8  # of a worker: how many requests it answers at once

SQLITE_OPTIONS = {
    # A transaction that reads first and writes later fails at once under WAL when another wrote in
    # between; one that takes the write lock at its start waits its turn.
    "transaction_mode": "IMMEDIATE",
    "timeout": SQLITE_WAIT_SECONDS,
    # FULL, because with NORMAL the last saves vanish at power loss. Edits are rare, so it costs little.
    # What SQLite only needs for a moment stays in memory: a read-only container has no /tmp to put it into.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;",
}

POSTGRESQL_OPTIONS = {
    "connect_timeout": DATABASE_CONNECT_TIMEOUT_SECONDS,
    # A machine that is switched off says nothing; without these a connection to it would be believed for two hours.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}


def read_env_file(path: Path) -> None:
    """Take variables from a `.env` file. The environment wins; a missing file is no mistake."""
    if path.is_file():
        environ.Env.read_env(path)


def text(name: str, *, default: str = "") -> str:
    """The value without blanks around it; an empty value counts as not set."""
    return _env.str(name, default="").strip() or default


def switch(name: str, *, default: bool) -> bool:
    """On or off. Refuses any other word, because a typing mistake must not switch safety off."""
    word = text(name).lower()
    if not word:
        return default
    if word in ON or word in OFF:
        return word in ON
    raise ImproperlyConfigured(f'{name} is "{word}". Write "on" or "off".')


def whole_number(name: str, *, default: int) -> int:
    """A number of at least 0, in plain numerals."""
    written = text(name, default=str(default))
    if not (written.isascii() and written.isdecimal()):
        raise ImproperlyConfigured(f'{name} is "{written}". Write a whole number such as {default}.')
    return int(written)


def names(name: str, *, default: list[str]) -> list[str]:
    """A list written with commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()] or default


def folder(name: str, *, default: Path, base: Path) -> Path:
    """A folder; a relative one counts from `base`. It need not exist yet."""
    return base / text(name, default=str(default))


def site_address(name: str) -> str:
    """An address such as https://visits.example.org, without the slash at its end; "" when not set."""
    address = text(name)
    if not address:
        return ""
    if not is_site(address.rstrip("/")):
        raise ImproperlyConfigured(
            f'{name} is "{address}". Write the public address of the site, without a path, '
            'such as "https://visits.example.org".'
        )
    return address.rstrip("/")


def is_site(address: str) -> bool:
    """Whether this is http(s), a host and perhaps a port, and nothing else."""
    try:
        parts = urlsplit(address)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket or a port that cannot be
        return False
    return is_whole and not (parts.path or parts.query or parts.fragment or parts.username)


def contact_address(name: str) -> str:
    """Where to report a security problem: an e-mail address or an https page, as security.txt wants it."""
    contact = text(name)
    if not contact or contact.startswith(("https://", "mailto:", "tel:")):
        return contact
    if "@" in contact and "://" not in contact:
        return f"mailto:{contact}"
    raise ImproperlyConfigured(f'{name} is "{contact}". Write an e-mail address or an https address.')


def mail_address(name: str) -> str:
    """One e-mail address, or nothing."""
    address = text(name)
    if address and (address.count("@") != 1 or any(sign in address for sign in " ,;<>")):
        raise ImproperlyConfigured(f'{name} is "{address}". Write one e-mail address, such as reviews@example.org.')
    return address


def time_zone(name: str, *, default: str) -> str:
    zone = text(name, default=default)
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise ImproperlyConfigured(f'{name} is "{zone}". Write a name such as "America/New_York".') from None
    return zone


def log_level(name: str, *, default: str) -> str:
    level = text(name, default=default).upper()
    if level not in LOG_LEVELS:
        raise ImproperlyConfigured(f'{name} is "{level}". Write one of {", ".join(LOG_LEVELS)}.')
    return level


def log_format(name: str, *, default: str) -> str:
    form = text(name, default=default).lower()
    if form not in LOG_FORMATS:
        raise ImproperlyConfigured(f'{name} is "{form}". Write "text" or "json".')
    return form


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Networks such as 10.0.0.0/8, with commas; a single address is a network of one."""
    found = []
    for network in names(name, default=[]):
        try:
            found.append(ip_network(network))
        except ValueError:
            raise ImproperlyConfigured(
                f'{name} holds "{network}". Write networks such as "10.20.0.0/16" or single addresses, with commas.'
            ) from None
    return found


def database(name: str, *, default_file: Path) -> dict:
    """The database as Django wants it. Refuses other engines than SQLite and PostgreSQL."""
    url = text(name, default=f"sqlite:///{default_file}")
    if urlsplit(url).scheme not in DATABASE_SCHEMES:
        # The value may hold a password, so it is not repeated.
        raise ImproperlyConfigured(
            f'{name} is not an address of a database that works here. Write "sqlite:////folder/site.sqlite3" '
            'or "postgres://user:password@host:5432/name".'
        )
    try:
        config = environ.Env.db_url_config(url)
    except ValueError:
        raise ImproperlyConfigured(
            f'{name} cannot be read. Write "postgres://user:password@host:5432/name"; '
            "in the password, write @ : / # as %40 %3A %2F %23."
        ) from None
    options = config.setdefault("OPTIONS", {})
    if config["ENGINE"].endswith("sqlite3"):
        config["ENGINE"] = "clinic_site.sqlite3"
        config["OPTIONS"] = SQLITE_OPTIONS | options
    else:
        config["ENGINE"] = "clinic_site.postgresql"
        config["OPTIONS"] = POSTGRESQL_OPTIONS | options
    return config | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


def cache(name: str) -> dict:
    """The cache as Django wants it: in the process when not set, else Redis or Valkey."""
    url = text(name, default="locmemcache://")
    scheme = urlsplit(url).scheme
    if scheme not in CACHE_SCHEMES:
        raise ImproperlyConfigured(f'{name} is not an address of a cache that works here. Write "redis://host:6379/0".')
    config = environ.Env.cache_url_config(url.replace(scheme, REDIS_NAMES.get(scheme, scheme), 1))
    if scheme != "locmemcache":
        timeouts = {"socket_timeout": CACHE_TIMEOUT_SECONDS, "socket_connect_timeout": CACHE_TIMEOUT_SECONDS}
        config["OPTIONS"] = timeouts | config.get("OPTIONS", {})
    return config


def pictures(name: str) -> dict:
    """Storage for the pictures of several machines, by its name in STORAGES; none when not set."""
    url = text(name)
    if not url:
        return {}
    try:
        parts = urlsplit(url)
        bucket, region = parts.path.strip("/"), dict(parse_qsl(parts.query)).get("region")
        is_whole = parts.scheme in ("s3", "s3+http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or not re.fullmatch(r"[a-z0-9][a-z0-9.-]+", bucket):
        # The value may hold a secret, so it is not repeated.
        raise ImproperlyConfigured(
            f'{name} is not an address of a bucket. Write "s3://key:secret@s3.example.org/bucket?region=us-east-1"; '
            "in the secret, write @ : / + as %40 %3A %2F %2B."
        )
    try:
        import storages.backends.s3  # noqa: F401 - asked whether it is there
    except ImportError as problem:
        raise ImproperlyConfigured(
            f"{name} needs a package that is missing ({problem}): pip install -r .deploy/requirements-s3.txt"
        ) from None
    return {"pictures": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": bucket_options(parts, bucket, region)}}


def bucket_options(parts: SplitResult, bucket: str, region: str | None) -> dict:
    """How the package asks a bucket: not longer than a moment, and as every maker of buckets understands it."""
    from botocore.config import Config  # 17 MB that only few need

    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return {
        "bucket_name": bucket,
        "endpoint_url": f"{'http' if parts.scheme == 's3+http' else 'https'}://{host}{port}",
        "access_key": unquote(parts.username) if parts.username else None,
        "secret_key": unquote(parts.password) if parts.password else None,
        "region_name": region or "us-east-1",
        "file_overwrite": True,
        "default_acl": None,
        "client_config": Config(
            connect_timeout=CACHE_TIMEOUT_SECONDS,
            read_timeout=BUCKET_TIMEOUT_SECONDS,
            retries={"total_max_attempts": 2},
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            # Many do not know the newest check sums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }


def mail(name: str) -> dict:
    """Settings for sending mail; into the log when not set."""
    try:
        return environ.Env.email_url_config(text(name, default="consolemail://"))
    except (KeyError, ValueError, ImproperlyConfigured):
        raise ImproperlyConfigured(
            f'{name} cannot be read. Write "smtp+tls://user:password@mail.example.org:587".'
        ) from None


def secret_key(name: str, *, key_file: Path) -> str:
    """The secret key: the variable, else the file that `start` made, else one for this process only."""
    key = text(name)
    if key:
        return key
    try:
        key = key_file.read_text().strip()
    except FileNotFoundError:
        # Good for tests and one-off commands. With several processes each would have its own, so
        # `start` writes the file before it starts any.
        return secrets.token_urlsafe(50)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"{key_file} cannot be read ({problem.strerror}). Give it to the user who runs the site, or set {name}."
        ) from None
    if not key:
        raise ImproperlyConfigured(f"{key_file} is empty. Delete it, and `manage.py start` makes a new one.")
    return key
