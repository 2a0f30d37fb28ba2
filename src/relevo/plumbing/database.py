"""One URL says which database: SQLite by default, PostgreSQL at scale."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from relevo.plumbing.env import SettingUnreadable

SQLITE_INIT = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; "
    "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; "
    "PRAGMA cell_size_check=ON;"
)
# trusted_schema stays on: SQLite before 3.44 calls json_valid() in a CHECK "unsafe" without it,
# and Django writes that CHECK for every JSON column.
ACCEPTED = "sqlite:///path/to/file.sqlite3 or postgresql://user:password@host:port/name"


def configuration(url: str) -> dict[str, Any]:
    """The Django DATABASES entry for a URL; SettingUnreadable when it is neither kind."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and parts.path:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"/{unquote(parts.path).lstrip('/')}",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": SQLITE_INIT,
                "timeout": 20,
            },
        }
    if parts.scheme in {"postgresql", "postgres"} and parts.path.strip("/"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise SettingUnreadable("RELEVO_DATABASE_URL", url.rsplit("@", maxsplit=1)[-1], ACCEPTED)
