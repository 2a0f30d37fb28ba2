"""Settings that are each allowed and dangerous together. Each finding says what to do."""

import stat
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004

from relevo.plumbing import keys
from relevo.plumbing.env import DOCUMENTATION

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver", ".localhost"})
SHORTEST_SECRET = 32
SEALING_KEY_BYTES = 32


def _other_hosts() -> list[str]:
    return [host for host in settings.ALLOWED_HOSTS if host not in LOCAL_HOSTS]


@register(Tags.security)
def check_exposure(**_kwargs: object) -> list[CheckMessage]:
    """What other machines may reach must be neither in debug mode nor in clear text."""
    found: list[CheckMessage] = []
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "RELEVO_HOSTS accepts every host name.",
                hint=f"List the names this instance is reached by. See {DOCUMENTATION}.",
                id="relevo.E001",
            )
        )
    if settings.DEBUG and _other_hosts():
        found.append(
            Error(
                "RELEVO_DEBUG shows settings and values of variables to whoever causes a failure.",
                hint="Set RELEVO_DEBUG=false, or leave only localhost in RELEVO_HOSTS.",
                id="relevo.E002",
            )
        )
    if _other_hosts() and not settings.HTTPS:
        found.append(
            Warning(
                "Passwords and cases travel in clear text to hosts other than this machine.",
                hint="Put a proxy with a certificate in front and set RELEVO_HTTPS=true.",
                id="relevo.W001",
            )
        )
    return found


@register(Tags.security)
def check_secrets(**_kwargs: object) -> list[CheckMessage]:
    """The signing secret must be long; the sealing key whole and readable by its owner only."""
    found: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < SHORTEST_SECRET:
        found.append(
            Error(
                f"RELEVO_SECRET_KEY has fewer than {SHORTEST_SECRET} characters.",
                hint="Leave it out: Relevo then makes one and keeps it beside the data.",
                id="relevo.E003",
            )
        )
    root = Path(settings.RELEVO_KEY_FILE)
    held = sorted(root.parent.glob("holders/*.key"))
    found += [
        message for key_file in (root, *held) if key_file.exists() for message in _wrong(key_file)
    ]
    wrapped = (keys.places().store, keys.places().ceremony)
    return found + [message for path in wrapped if path.exists() for message in _open_to(path)]


def _wrong(key_file: Path) -> list[CheckMessage]:
    """What is wrong with one key file."""
    found = _open_to(key_file)
    if key_file.stat().st_size != SEALING_KEY_BYTES:
        found.append(
            Error(
                f"The sealing key {key_file} does not have {SEALING_KEY_BYTES} bytes.",
                hint="Bring it back from the copy kept elsewhere; nothing opens without it.",
                id="relevo.E005",
            )
        )
    return found


def _open_to(key_file: Path) -> list[CheckMessage]:
    """Whether others may read a file that keys lie in."""
    found: list[CheckMessage] = []
    if key_file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        found.append(
            Error(
                f"Others than its owner may read the sealing key {key_file}.",
                hint=f"chmod 600 {key_file}",
                id="relevo.E004",
            )
        )
    return found


@register(Tags.security)
def check_places(**_kwargs: object) -> list[CheckMessage]:
    """Keys and rows must not lie where the web server hands out files."""
    served = Path(settings.STATIC_ROOT).resolve()
    kept = [Path(settings.RELEVO_KEY_FILE)]
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        kept.append(Path(settings.DATABASES["default"]["NAME"]))
    return [
        Error(
            f"{path} lies in the folder whose files the web server hands out.",
            hint="Move it out of the static folder.",
            id="relevo.E006",
        )
        for path in kept
        if served in path.resolve().parents
    ]
