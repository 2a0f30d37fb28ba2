"""``./relevo feeds``: which sources of alerts are asked; nothing else is ever asked."""

import argparse
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from relevo.cli.errors import CommandRefused
from relevo.cli.reading import short_text
from relevo.kernel.actor import SYSTEM
from relevo.plumbing import clock
from relevo.plumbing.fetching import FetchFailed, check_address
from relevo.situation import tasks
from relevo.situation.actions import feeds as actions
from relevo.situation.actions.feeds import LONGEST_ADDRESS
from relevo.situation.enums import FeedKind, FeedSource
from relevo.situation.errors import FactRefused, NotFound
from relevo.situation.queries import feeds as queries


def address(text: str) -> str:
    """An address for argparse; what is none is refused with what is accepted."""
    try:
        check_address(text)
    except FetchFailed as refused:
        raise argparse.ArgumentTypeError(
            f"read {text[:40]!r}; accepted: an address that begins with https:// or http://"
        ) from refused
    if len(text) > LONGEST_ADDRESS:
        raise argparse.ArgumentTypeError(f"accepted: at most {LONGEST_ADDRESS} characters")
    return text


def folder() -> Path:
    """Where the drop folders lie: one for each feed, named by its key."""
    return Path(settings.DATA_DIR) / "feeds"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its verbs."""
    parser = commands.add_parser("feeds", help="sources of alerts: list, set, stop, ask")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("list", help="every source and the age of its last good copy").set_defaults(
        run=lambda _asked: show()
    )
    setting = verbs.add_parser("set", help="configure a source, or change it")
    setting.add_argument("key", type=short_text, help="such as gdacs")
    setting.add_argument("--kind", choices=FeedKind.values, required=True)
    setting.add_argument("--name", type=short_text, required=True)
    setting.add_argument("--url", type=address, help="without it: a drop folder")
    setting.set_defaults(run=set_feed)
    stopping = verbs.add_parser("stop", help="ask a source no more; what it gave stays")
    stopping.add_argument("key", type=short_text)
    stopping.set_defaults(run=lambda asked: stop(asked.key))
    verbs.add_parser("ask", help="ask all that are due now, and read the folders").set_defaults(
        run=lambda _asked: ask()
    )


def show() -> int:
    """A line for each source; 1 where one is old or failed."""
    lines = queries.list_feeds(at=clock.now())
    for line in lines:
        good = f"{line.good_at:%Y-%m-%d %H:%M %z}" if line.good_at else "-"
        state = "stopped" if not line.is_enabled else line.problem or ("old" if line.is_old else "")
        print("\t".join((line.key, line.kind, line.source, good, state or "good")))
    if not lines:
        print(_("No source of alerts is configured."))
    return int(any(line.is_enabled and (line.problem or line.is_old) for line in lines))


def set_feed(asked: argparse.Namespace) -> int:
    """Configure; a source without an address has a drop folder, which is told."""
    source = FeedSource.URL if asked.url else FeedSource.FOLDER
    try:
        actions.set_feed(
            key=asked.key,
            name=asked.name,
            kind=asked.kind,
            source=source,
            address=asked.url or "",
            by=SYSTEM,
            at=clock.now(),
        )
    except FactRefused as refused:
        raise CommandRefused(
            _("Not a key: %(read)s. Use small letters, digits and hyphens, such as gdacs.")
            % {"read": asked.key}
        ) from refused
    if source == FeedSource.FOLDER:
        place = folder() / asked.key
        place.mkdir(parents=True, exist_ok=True)
        print(_("Leave files in: %(folder)s") % {"folder": place})
    else:
        print(_("The worker asks it every 15 minutes."))
    return 0


def stop(key: str) -> int:
    """Ask it no more."""
    try:
        actions.stop_feed(key=key, by=SYSTEM, at=clock.now())
    except NotFound as unknown:
        raise CommandRefused(
            _("No source of alerts is called %(read)s. See: ./relevo feeds list") % {"read": key}
        ) from unknown
    print(_("It is not asked any more."))
    return 0


def ask() -> int:
    """Ask all that are due, then show them."""
    at = clock.now()
    tasks.ask_feeds(at=at)
    tasks.read_folders(at=at, root=folder())
    return show()
