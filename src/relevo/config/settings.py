"""One settings file. Every variable is read through ``plumbing.env`` and documented there."""

import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from relevo.plumbing import env, logging
from relevo.plumbing.database import configuration

ROOT = Path(__file__).resolve().parents[3]
DATA_DIR = env.path("RELEVO_DATA_DIR", ROOT / "var")


def _local_secret(name: str) -> str:
    """A secret made at first start and kept beside the data, readable by its owner only."""
    path = DATA_DIR / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SECRET_KEY = env.secret("RELEVO_SECRET_KEY", default="") or _local_secret("secret.key")
DEBUG = env.flag("RELEVO_DEBUG", default=False)
HTTPS = env.flag("RELEVO_HTTPS", default=False)
ALLOWED_HOSTS = env.text("RELEVO_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS]
RELEVO_KEY_FILE = env.path("RELEVO_KEY_FILE", DATA_DIR / "sealing.key")
RELEVO_KEY_SOCKET = env.text("RELEVO_KEY_SOCKET", "")
RELEVO_KEY_RATION = env.whole("RELEVO_KEY_RATION", default=0, low=0, high=10_000_000)
RELEVO_WITNESS_FILE = env.path("RELEVO_WITNESS_FILE", DATA_DIR / "audit-heads.jsonl")
RELEVO_KEYS_DURABLE = True  # a new key is on the disk before anything sealed with it is kept
RELEVO_CAP_SENDER = env.word("RELEVO_CAP_SENDER", default=ALLOWED_HOSTS[0])
RELEVO_UNATTENDED_AFTER_DAYS = 30
RELEVO_CASES_AN_HOUR = env.whole("RELEVO_CASES_AN_HOUR", default=20, low=1, high=10_000)
RELEVO_CASES_A_DAY = env.whole("RELEVO_CASES_A_DAY", default=60, low=1, high=10_000)
RELEVO_CASE_MONTHS = env.whole("RELEVO_CASE_MONTHS", default=24, low=1, high=24)

INSTALLED_APPS = [
    "relevo.web",  # first: its templates stand before those of the libraries
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_cotton",
    "django_htmx",
    "relevo.plumbing",
    "relevo.audit",
    "relevo.outbox",
    "relevo.places",
    "relevo.texts",
    "relevo.directory",
    "relevo.networks",
    "relevo.accounts",
    "relevo.borders",
    "relevo.feedback",
    "relevo.situation",
    "relevo.pathways",
    "relevo.exchange",
    "relevo.journeys",
    "relevo.cases",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "relevo.plumbing.middleware.incident_number",
    "relevo.plumbing.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "relevo.plumbing.readonly.ReadOnlySafeRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "relevo.web.addresses.no_nul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "relevo.web.desk.wall.DeskWall",
    "relevo.web.desk.refusals.CaseNotVisibleIsNotFound",
    "relevo.web.keys.Keys",
]

ROOT_URLCONF = "relevo.config.urls"
WSGI_APPLICATION = "relevo.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["relevo.web.templatetags.relevo_facts"],  # used in component attributes
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "relevo.web.context.common",
            ],
        },
    }
]
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees what it was given, nothing of its page

DATABASES = {
    "default": configuration(env.text("RELEVO_DATABASE_URL", f"sqlite:///{DATA_DIR}/db.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("desk:inbox")
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("public:start")
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # telephones and desks are shared
ACCOUNT_ADAPTER = "relevo.web.desk.allauth_adapter.ClosedAccounts"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "relevo.plumbing.attempts.CountedOnly"
AXES_USERNAME_CALLABLE = "relevo.plumbing.attempts.coded_name"
AXES_CLIENT_IP_CALLABLE = "relevo.plumbing.attempts.coded_address"
AXES_DISABLE_ACCESS_LOG = True  # who signed in when, and from where, is written nowhere

SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"  # public pages say less: plumbing.middleware
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# A file is read in memory and never lies on the disk; a longer body holds no file for any page.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 8_300_000  # an attachment of a case has at most 8 MB

LOGGING = logging.configuration()

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "unused"  # the address says the language; nothing is set
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Tegucigalpa"
FORMAT_MODULE_PATH = "relevo.web.formats"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
