"""Settings of the portal, by environment.

Two ways to run (docs/decisions/0002): *embedded*, which needs no variable at all, and *grown* (MODE=grown),
which refuses to start without the variables that matter and says which.
"""

import os
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from leerkring import watching
from leerkring.accounts import form_names
from leerkring.accounts.limits import LIMITS
from leerkring.core.logs import lines
from leerkring.core.policy import content_policy
from leerkring.environment import PDOK, Environment, cache_backends, kept_secret, storages
from leerkring.notifications import mail_services

env = Environment()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = env.folder("VAR", default=BASE_DIR / "var")

GROWN = env.choice("MODE", ["embedded", "grown"], default="embedded") == "grown"
EMBEDDED = not GROWN
DEBUG = env.bool("DEBUG", default=False)
TESTING = "pytest" in sys.modules

REQUIRED_WHEN_GROWN = ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"]
if GROWN:
    env.require(REQUIRED_WHEN_GROWN, why="MODE=grown")

SECRET_KEY = env.secret("SECRET_KEY", least=50, default=lambda: kept_secret(VAR / "secret_key"))
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
BIND = env.str("BIND", default="0.0.0.0" if GROWN else "127.0.0.1")
PORT = env.number("PORT", default=8000, least=1, most=65535)
WEB_CONCURRENCY = env.number("WEB_CONCURRENCY", default=2, least=1, most=256)
SITE_URL = env.address("SITE_URL", ["https", "http"], default=f"http://127.0.0.1:{PORT}").rstrip("/")
# Load the demo when the portal starts for the first time.
DEMO = env.bool("DEMO", default=EMBEDDED)
# What this release is called, on the status page and beside errors; an image is built with it.
RELEASE = env.str("RELEASE", default="")
SITE_NAME = env.str("SITE_NAME", default="Leerkring")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- Apps ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "leerkring.accounts.admin_apps.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "leerkring.core",
    "leerkring.files",
    "leerkring.search",
    "leerkring.accounts",
    "leerkring.notifications",
    "communities",
    "meetings",
    "casework",
    "leerkring.website",
]

MIDDLEWARE = [
    "leerkring.core.requests.RequestMiddleware",
    # The phones at a table ask six times a second; they are answered first.
    "casework.polling.PollMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "leerkring.core.middleware.KnownMethodsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "leerkring.core.middleware.CleanInputMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leerkring.core.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "leerkring.accounts.middleware.SafetyMiddleware",
    "leerkring.accounts.trail.TrailMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "communities.middleware.FormerAddressMiddleware",
    "leerkring.core.middleware.PrivatePagesMiddleware",
    # For browsers too old for the policy's own word about frames.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "leerkring.urls"
WSGI_APPLICATION = "leerkring.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Covering indexes are for PostgreSQL; SQLite keeps the keys and leaves out the rest.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

_loaders: list[Any] = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
if not DEBUG:  # While templates are being edited none is kept.
    _loaders = [("django.template.loaders.cached.Loader", _loaders)]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", _loaders)],
            "builtins": ["template_partials.templatetags.partials", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                # The admin asks for it; its user is lazy, so it costs a visitor nothing.
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "leerkring.core.context.portal",
                "csp.context_processors.nonce",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- Data ---------------------------------------------------------------------------------------------------

DATABASE_URL = env.address("DATABASE_URL", ["postgres", "postgresql"])
if DATABASE_URL:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    # A copy that follows (docs/decisions/0038): pages and search of visitors are read there.
    if replica := env.address("DATABASE_REPLICA_URL", ["postgres", "postgresql"]):
        DATABASES["replica"] = DATABASES["default"] | env.db_url_config(replica) | {"TEST": {"MIRROR": "default"}}
        DATABASE_ROUTERS = ["leerkring.core.replica.Router"]
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "leerkring.sqlite3",
            "OPTIONS": {
                # Rule 33 of the reliability rules: without these, two writers meet "database is locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    }
    if TESTING:
        # A file, not memory: threads and processes of one test must see the same rows.
        DATABASES["default"]["TEST"] = {"NAME": str(VAR / f"test-{os.getpid()}.sqlite3")}

REDIS_URL = env.address("REDIS_URL", ["redis", "rediss"])
CACHES = cache_backends(REDIS_URL)
# Not in the cache (docs/decisions/0036): who logged out while Redis was away stays logged out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SITE_URL.startswith("https://")
# Named so, a cookie is taken over https alone, from this very host, and goes to no other.
COOKIE_PREFIX = "__Host-" if SESSION_COOKIE_SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Celery: the broker only wakes ----------------------------------------------------------------------------

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # A broker that is away must not keep a request waiting: waking is a hint, the tick finds the work as well.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "socket_connect_timeout": 1,
        "socket_timeout": 3,
    }
    CELERY_WORKER_CONCURRENCY = env.number("WORKER_CONCURRENCY", default=2, least=1, most=256)
else:
    # One process: on a folder as broker, a killed child would leave its parent waiting for ever.
    CELERY_WORKER_POOL = "solo"
    _queue = VAR / "queue"
    for _folder in (_queue / "messages", _queue / "control"):
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
        "polling_interval": 0.05,
    }
CELERY_TASK_IGNORE_RESULT = CELERY_TASK_ACKS_LATE = CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

# --- Mail -----------------------------------------------------------------------------------------------------

EMAIL_URL = env.address("EMAIL_URL", ["smtp", "smtp+tls", "smtp+ssl"])
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
    # Ours says whether a mail may be sent again when the line went dead.
    EMAIL_BACKEND = "leerkring.notifications.smtp.SmtpBackend"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "leerkring.notifications.backends.FolderBackend"
    EMAIL_FILE_PATH = VAR / "mail"
# The mail folder shows sign-in codes, so it exists only on a portal that keeps its mail and answers on loopback.
SHOW_KEPT_MAIL = EMBEDDED and not EMAIL_URL and BIND in {"127.0.0.1", "localhost", "::1"}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Leerkring <portaal@leerkring.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where calendars send answers, as antwoord@leerkring.example; mail to antwoord+anything@ must arrive there too. It
# comes in at /post/inkomend/, for who knows the secret, or is fetched from a mailbox or folder.
# Whether a process of its own searches cases thoroughly (1.1 GB of memory once it is used).
THOROUGH_CHECK = env.bool("THOROUGH_CHECK", default=True)
# Who is told of privacy problems beside the coordinators: an address of the organisation behind the portal.
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", default="")
REPLY_ADDRESS = env.str("REPLY_ADDRESS", default="")
INBOUND_SECRET = env.secret("INBOUND_SECRET", least=32, default=str)
INBOUND_URL = env.address("INBOUND_URL", ["imaps", "imap", "maildir"])
if bool(REPLY_ADDRESS) != bool(INBOUND_SECRET or INBOUND_URL):
    env.problems.append("REPLY_ADDRESS goes with INBOUND_SECRET or INBOUND_URL: neither works alone.")
# Mail services that report at /post/berichten/SERVICE/ what became of mail; they know the secret, "name:password".
MAIL_SERVICES = env.list("MAIL_SERVICES", default=[])
ANYMAIL = {
    "WEBHOOK_SECRET": env.secret("ANYMAIL_WEBHOOK_SECRET", least=32, default=str),
    "MAILERSEND_SIGNING_SECRET": env.str("MAILERSEND_SIGNING_SECRET", default=""),
    "MAILGUN_WEBHOOK_SIGNING_KEY": env.str("MAILGUN_WEBHOOK_SIGNING_KEY", default=""),
}
env.problems += mail_services.problems(MAIL_SERVICES, ANYMAIL)

# --- Files ----------------------------------------------------------------------------------------------------

MEDIA_ROOT = VAR / "media"
# Who was erased, outside the database: a restore that brings them back erases them again. Not in the backups.
ERASURE_LEDGER = env.folder("ERASURE_LEDGER", default=VAR / "ledger") / "erased.jsonl"
# What the uploads of one person may take together.
FILES_QUOTA_MB = env.number("FILES_QUOTA_MB", default=200, least=1, most=1_000_000)
# What the files that a circle keeps may take together, their versions and the bin included.
CIRCLE_QUOTA_MB = env.number("CIRCLE_QUOTA_MB", default=1_000, least=1, most=1_000_000)
# Asked about each upload: clamd://host:3310, or command:///usr/bin/clamscan --no-summary -
VIRUS_SCAN = env.address("VIRUS_SCAN", ["clamd", "command"])
# Who registers DOIs: DataCite's API with our name and password, and the prefix that is ours.
DOI_AGENCY = env.address("DOI_AGENCY", ["https"])
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_MAX_AGE = 60 * 60
STORAGE_URL = env.address("STORAGE_URL", ["s3"])
STORAGES = storages(STORAGE_URL, is_tried_out=DEBUG or TESTING, embedded=EMBEDDED)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# Browsers fetch the background of maps there themselves.
MAP_TILES = env.tiles("MAP_TILES", default=PDOK)
MAP_ATTRIBUTION = env.str("MAP_ATTRIBUTION", default="Kaartgegevens © Kadaster")

# --- Language and time ----------------------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = USE_TZ = True

# --- Sign-in (rule 25: each choice explicit) ------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "leerkring.accounts.passwords.NoWordsOfThePortal"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
# Whether strangers may make an account; who was invited always may.
SIGNUP_OPEN = env.bool("SIGNUP_OPEN", default=True)
# How many invitations to circles one person sends in 24 hours; a list of 5,000 goes in one day.
INVITATIONS_PER_DAY = env.number("INVITATIONS_PER_DAY", default=6000, least=1, most=1_000_000)
# Who may start a programme: whoever has an account, or operators and who is on the team of one.
PROGRAMMES_BY = env.choice("PROGRAMMES_BY", ["everyone", "team"], default="everyone")
ACCOUNT_ADAPTER = "leerkring.notifications.sign_in_mail.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_UNIQUE_EMAIL = True
# No password at sign-up: a code by mail is the first way in, a password or a passkey may follow.
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "leerkring.accounts.names.SignupNamesForm"
ACCOUNT_FORMS = form_names.ACCOUNT
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 3
# Six digits: easy to carry from a phone to a laptop. Three guesses per code and ten codes an hour keep it safe.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_PREVENT_ENUMERATION = ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_RATE_LIMITS = LIMITS
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", default=0, least=0, most=10)
MFA_ADAPTER = "leerkring.accounts.adapter.MFAAdapter"
MFA_FORMS = form_names.MFA
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_REAUTHENTICATION_REQUIRED = MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = MFA_TRUST_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith(("http://localhost", "http://127.0.0.1"))
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 0  # a code counts for its own half minute: for that long allauth remembers that it was used
# Whether operators, coordinators and neighbourhood lecturers must have a second factor, and how long they may wait.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEMO)
SECOND_FACTOR_GRACE_DAYS = env.number("SECOND_FACTOR_GRACE_DAYS", default=14, least=0, most=90)
SOCIALACCOUNT_ADAPTER = "leerkring.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = form_names.SOCIALACCOUNT
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_LOGIN_ON_GET = SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"
SOCIALACCOUNT_PROVIDERS = {}
if env.str("OIDC_CLIENT_ID", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": env.str("OIDC_PROVIDER_ID", default="surfconext"),
                "name": env.str("OIDC_NAME", default="SURFconext"),
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {
                    "server_url": env.str("OIDC_ISSUER", default="https://connect.surfconext.nl").rstrip("/"),
                    "fetch_userinfo": True,
                },
            }
        ],
    }

# --- Protection -----------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = GROWN and SITE_URL.startswith("https://")
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=True)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "leerkring.website.views.errors.csrf_failure"
# A picture in an object storage is reached by a redirect to a signed address there.
CONTENT_SECURITY_POLICY = content_policy([STORAGES["default"]["OPTIONS"]["endpoint_url"]] if STORAGE_URL else [])
# --- Watching -------------------------------------------------------------------------------------------------

LOGGING = lines(as_json=GROWN)
# Who may read /metrics/; without one, this machine itself.
METRICS_TOKEN = env.secret("METRICS_TOKEN", least=32, default=str)
if not TESTING:
    watching.share_metrics(VAR / "metrics")
    watching.report_errors(env.address("SENTRY_DSN", ["https", "http"]), release=RELEASE, site=SITE_URL)

env.stop_when_wrong()
