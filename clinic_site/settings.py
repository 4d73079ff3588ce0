"""Settings of the site. They come from environment variables only; `.env.example` lists them all."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from clinic_site import environment
from clinic_site.headers import picture_policy

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where the site lives ---------------------------------------------------------------------

SITE_URL = environment.site_address("SITE_URL")
# One door: who says that the address is https gets secure cookies and the redirect with it.
HTTPS = SITE_URL.startswith("https://")
DATA_DIR = environment.folder("DATA_DIR", default=BASE_DIR / ".data", base=BASE_DIR)
CONTENT_DIR = environment.folder("CONTENT_DIR", default=BASE_DIR / "content", base=BASE_DIR)

DEBUG = environment.switch("DEBUG", default=False)
SECRET_KEY = environment.secret_key("SECRET_KEY", key_file=DATA_DIR / "secret_key")
ALLOWED_HOSTS = environment.names(
    "ALLOWED_HOSTS",
    default=["localhost", "127.0.0.1", "[::1]"] + ([urlsplit(SITE_URL).hostname] if SITE_URL else []),
)
SECURITY_CONTACT = environment.contact_address("SECURITY_CONTACT")
SECURITY_POLICY = environment.contact_address("SECURITY_POLICY")

# --- What it is made of -----------------------------------------------------------------------

INSTALLED_APPS = [
    "therapies.apps.TherapiesConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",  # its templates
    "django.contrib.staticfiles",
    "django.forms",  # its templates, now that widgets are looked up among ours
    "markdownx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "clinic_site.apps.SiteConfig",
]

MIDDLEWARE = [
    # Around everything, so that each line of the log finds the number of its request.
    "clinic_site.request_ids.RequestIds",
    # First, so that redirects, refusals, static files and error pages carry the same headers.
    "clinic_site.headers.SecurityHeaders",
    "clinic_site.headers.PagePolicy",
    # Before the first that asks the database.
    "clinic_site.patience.Patience",
    # Before anything that looks at the host name: whoever probes calls by an inner address.
    "clinic_site.metrics.Metrics",
    "clinic_site.health.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic_site.compression.CompressWords",
    "django.middleware.http.ConditionalGetMiddleware",
    "clinic_site.intake.RefuseStrangeForms",
    "clinic_site.intake.NoCookiesOfReaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic_site.sign_in.Sessions",
]

ROOT_URLCONF = "clinic_site.urls"
WSGI_APPLICATION = "clinic_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["clinic_site.template_files.UnindentedLoader", "django.template.loaders.app_directories.Loader"],
                ),
            ],
            "builtins": ["therapies.templatetags.clinic"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "therapies.context.clinic",
            ],
        },
    },
]
# Widgets may have their template in templates/, as the editor's has.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- What it keeps ----------------------------------------------------------------------------

DATABASES = {"default": environment.database("DATABASE_URL", default_file=DATA_DIR / "site.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": environment.cache("CACHE_URL"),
    # Wrong passwords are counted by all processes together, and also while a Redis is down.
    "limits": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "staff_limits",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
# Pages that are ready to be sent: in the memory of each worker, and in a file that all workers of a machine share.
# While a program is being written, each page shows its newest words and templates.
PAGE_CACHE = environment.switch("PAGE_CACHE", default=True) and not DEBUG
PAGE_CACHE_MB = environment.whole_number("PAGE_CACHE_MB", default=64)
PAGE_SHELF_MB = environment.whole_number("PAGE_SHELF_MB", default=1024)
PAGE_SHELF = DATA_DIR / "pages" / "pages.sqlite3"
# EMAIL_BACKEND, EMAIL_HOST and the others, by the names that Django has for them.
vars().update(environment.mail("EMAIL_URL"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text(
    "EMAIL_FROM", default=f"no-reply@{urlsplit(SITE_URL).hostname or 'localhost'}"
)
# Who is told which pages are to be read again by a clinician; all Managers when not set.
REVIEW_EMAIL = environment.mail_address("REVIEW_EMAIL")

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "clinic_site.static_storage.StaticStorage"},
    # Under the name "pictures", where several machines share those that staff upload.
    **environment.pictures("PICTURES_URL"),
}
# Pictures from staff, in folders and under names that this site gives them. Back it up together with the database.
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = picture_policy

# --- Words, dates, clocks ---------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
TIME_ZONE = environment.time_zone("TIME_ZONE", default="America/New_York")
USE_TZ = True

# --- Safety -----------------------------------------------------------------------------------

# gunicorn speaks plain http, so an https site always has a proxy before it that says which it was.
TRUSTS_PROXY = environment.switch("TRUST_PROXY", default=HTTPS)
if TRUSTS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
# Sent with answers over https only, so that it does nothing where there is none.
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Not preloaded: anyone may enter a site that says so into the browsers' lists, and its neighbours with it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# The prefix makes browsers refuse a cookie of this name from another host or over plain http.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "clinic_site.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []
FILE_UPLOAD_HANDLERS = ["clinic_site.intake.NoFiles"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Signing in -------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
# A second step after the password, for everybody who works here. Switch it off to try the site, never to run it.
STAFF_SECOND_FACTOR = environment.switch("STAFF_SECOND_FACTOR", default=True)
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # seconds in which an invitation must be taken up

ACCOUNT_ADAPTER = "clinic_site.sign_in.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True  # for the 12 hours of SESSION_COOKIE_AGE
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    # The key is a name at one visitor's address; the second limit is for a name from everywhere.
    "login_failed": "30/m/ip,5/5m/key",
    "login_failed_anywhere": "50/h/key",
}
MFA_ADAPTER = "clinic_site.sign_in.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "clinic_site.sign_in_forms.AddPasskeyForm",
    "authenticate_webauthn": "clinic_site.sign_in_forms.SecondStepForm",
    "login_webauthn": "clinic_site.sign_in_forms.SignInForm",
    "reauthenticate_webauthn": "clinic_site.sign_in_forms.ConfirmForm",
}
# Browsers themselves allow passkeys over plain http at "localhost" only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds; clocks of phones differ

# --- What browsers may load -------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- The editor -------------------------------------------------------------------------------

# Only its form field and its setting and URL names are used: its own views take files from strangers.
MARKDOWNX_MARKDOWNIFY_FUNCTION = "therapies.staff.editor.markdownify"
MARKDOWNX_URLS_PATH = "/admin/editor/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/editor/upload/"

# --- Log, and who watches ---------------------------------------------------------------------

# Faults are told to this Sentry, without anything about who asked what; to nobody when not set.
SENTRY_DSN = environment.text("SENTRY_DSN")
# Who may read /metrics; nobody when not set.
METRICS_NETWORKS = environment.networks("METRICS_NETWORKS")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "clinic_site.log_lines.TextLines"},
        "json": {"()": "clinic_site.log_lines.JsonLines"},
    },
    "filters": {"nothing_about_readers": {"()": "clinic_site.logs.NothingAboutReaders"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": environment.log_format("LOG_FORMAT", default="text"),
            "filters": ["nothing_about_readers"],
        },
        "faults": {"class": "clinic_site.sentry.Faults"},
    },
    # Sentry before the console, whose filter writes values into the messages of some records.
    "root": {
        "handlers": ["faults", "console"] if SENTRY_DSN else ["console"],
        "level": environment.log_level("LOG_LEVEL", default="INFO"),
    },
    "loggers": {
        # Django's own handlers would write each line a second time, and only in DEBUG.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # It warns at each HEAD that Django leaves the page for the server to drop, which it does.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
