import pytest
from django.db import connection

from relevo.plumbing.database import ACCEPTED, SQLITE_INIT, configuration
from relevo.plumbing.env import SettingUnreadable


@pytest.mark.parametrize("slashes", ["///", "////"])
def test_sqlite_by_path(slashes):
    assert configuration(f"sqlite:{slashes}srv/relevo/mis%20datos.sqlite3") == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "/srv/relevo/mis datos.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_INIT, "timeout": 20},
    }


@pytest.mark.parametrize(
    ("url", "where"),
    [
        (
            "postgresql://ana:p%40ss@db.example:5433/relevo?sslmode=require",
            ("relevo", "ana", "p@ss", "db.example", "5433", {"sslmode": "require"}),
        ),
        (
            "postgres://relevo@/relevo?host=/run/pg",
            ("relevo", "relevo", "", "", "", {"host": "/run/pg"}),
        ),
    ],
)
def test_postgresql_by_url(url, where):
    read = configuration(url)
    assert read["ENGINE"] == "django.db.backends.postgresql"
    assert (
        tuple(read[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == where
    )
    assert (read["CONN_MAX_AGE"], read["CONN_HEALTH_CHECKS"]) == (60, True)


@pytest.mark.parametrize(
    "url",
    ["", "sqlite://", "mysql://relevo@host/relevo", "postgresql://host", "postgresql://host/"],
)
def test_other_urls_are_refused(url):
    with pytest.raises(SettingUnreadable) as refused:
        configuration(url)
    assert ACCEPTED in str(refused.value)


def test_refusal_never_repeats_the_password():
    with pytest.raises(SettingUnreadable) as refused:
        configuration("mysql://ana:very-secret@host/relevo")
    assert "very-secret" not in str(refused.value)
    assert "host/relevo" in str(refused.value)


@pytest.mark.django_db
def test_acknowledged_writes_survive_a_power_cut():
    if connection.vendor == "postgresql":
        pragma, answer = "SHOW synchronous_commit", "on"
    else:
        pragma, answer = "PRAGMA synchronous", 2  # FULL
    with connection.cursor() as cursor:
        cursor.execute(pragma)
        assert cursor.fetchone() == (answer,)
