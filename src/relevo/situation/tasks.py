"""What the worker does by itself: feeds, drop folders, figures whose day has come."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic

from relevo.formats.cap import CapRefused
from relevo.formats.feeds.index import is_index, read_links
from relevo.formats.feeds.reading import LARGEST, FeedUnreadable
from relevo.kernel.actor import SYSTEM
from relevo.plumbing.fetching import Fetched, FetchFailed, fetch
from relevo.situation.actions import feeds, releases
from relevo.situation.enums import FeedKind, FeedSource
from relevo.situation.errors import FactRefused
from relevo.situation.models import Feed
from relevo.situation.queries import releases as published
from relevo.situation.queries.feeds import list_due
from relevo.situation.rules.releases import LONGEST_MONTH, known_for, may_go_out

Asking = Callable[..., Fetched]
MOST_FILES = 50
MOST_LINKS, INDEX_SECONDS = 40, 120
"""Of a list of CAP files, each time it is asked; what is left has its turn the next time."""

WHY = ".why.txt"
LONGEST_NAME = 255
"""Bytes of a file's name."""

REFUSALS = (FetchFailed, FeedUnreadable, CapRefused, FactRefused)
UNEXPECTED = "unexpected"

log = logging.getLogger(__name__)


def ask_feeds(*, at: datetime, ask: Asking = fetch) -> None:
    """Ask every feed that is due. One that fails waits longer and keeps its last good copy."""
    for feed in list_due(at=at, source=FeedSource.URL):
        with _noting(feed, at=at):
            _ask_one(feed, at=at, ask=ask)


@contextmanager
def _noting(feed: Feed, *, at: datetime) -> Iterator[None]:
    """Whatever goes wrong within is noted of the feed, which waits, and stops nothing else."""
    try:
        yield
    except Exception as problem:  # noqa: BLE001 -- told, and the others are asked
        feeds.note_failure(key=feed.key, code=_told(feed, problem), at=at)


def _told(feed: Feed, problem: Exception) -> str:
    """The code of a problem; one that nobody foresaw stands in the log as a whole."""
    if isinstance(problem, REFUSALS):
        log.warning("feed %s: %s", feed.key, problem.code)
        return problem.code
    log.error("feed %s: %s", feed.key, UNEXPECTED, exc_info=problem)
    return UNEXPECTED


def _ask_one(feed: Feed, *, at: datetime, ask: Asking) -> None:
    ends_at = monotonic() + INDEX_SECONDS
    answer = ask(feed.address, limit=LARGEST, etag=feed.etag, last_modified=feed.last_modified)
    if answer.content is None:
        feeds.note_unchanged(key=feed.key, at=at)
        return
    if feed.kind == FeedKind.CAP and is_index(answer.content):
        _ask_links(feed, answer, at=at, ask=ask, ends_at=ends_at)
        return
    feeds.take_copy(
        key=feed.key,
        content=answer.content,
        etag=answer.etag,
        last_modified=answer.last_modified,
        at=at,
    )


def _ask_links(feed: Feed, answer: Fetched, *, at: datetime, ask: Asking, ends_at: float) -> None:
    """The CAP files that a feed lists, on its own host; one that is bad does not stop the rest.

    What there was no room or time for comes first the next time. Only a list of which all was
    taken is asked for by its tag: what failed is tried again though the list stays as it is. A
    list of other hosts alone brings nothing, and is no good copy.
    """
    links = read_links(answer.content or b"", address=feed.address)
    if links.elsewhere and not links.addresses:
        raise FeedUnreadable(
            "other_host", read=f"{links.elsewhere} links", accepted="links to the feed's own host"
        )
    taken = 0
    refused: list[str] = []
    next_link = ""
    for position, address in enumerate(_from(feed.next_link, links.addresses)):
        if position == MOST_LINKS or monotonic() >= ends_at:
            next_link = address
            break
        try:
            found = ask(address, limit=LARGEST)
            if found.content is not None:
                feeds.take_copy(key=feed.key, content=found.content, at=at)
                taken += 1
        except Exception as problem:  # noqa: BLE001 -- told, and the rest is asked
            refused.append(_told(feed, problem))
    if refused and not taken:
        feeds.note_failure(key=feed.key, code=refused[0], at=at)
    else:
        feeds.note_unchanged(key=feed.key, at=at)
    is_whole = not refused and not next_link
    feeds.keep_place(
        key=feed.key,
        etag=answer.etag if is_whole else "",
        last_modified=answer.last_modified if is_whole else "",
        next_link=next_link,
    )


def _from(address: str, links: tuple[str, ...]) -> tuple[str, ...]:
    """All of them, begun at one; where that is not there any more, as they stand."""
    start = links.index(address) if address in links else 0
    return links[start:] + links[:start]


def read_folders(*, at: datetime, root: Path) -> None:
    """Take in the files that lie in the folder of each feed; each goes to *done* or *refused*.

    Beside a refused file lies a text that says why. A link to somewhere else is no file.
    """
    for feed in list_due(at=at, source=FeedSource.FOLDER):
        with _noting(feed, at=at):
            _read_folder(feed, root / feed.key, at=at)


def _read_folder(feed: Feed, folder: Path, *, at: datetime) -> None:
    for name in ("done", "refused"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.is_symlink())
    for path in files[:MOST_FILES]:
        with _noting(feed, at=at):
            _read_file(feed, path, at=at)
    if not files:
        feeds.note_unchanged(key=feed.key, at=at)


def _read_file(feed: Feed, path: Path, *, at: datetime) -> None:
    """Take one file in and lay it aside; raises what was wrong with it once it lies there."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        feeds.take_copy(key=feed.key, content=content, at=at)
    except Exception as problem:
        _refuse(path, problem, at=at)
        raise
    path.replace(path.parent / "done" / _stamped(path.name, at=at))


def _refuse(path: Path, problem: Exception, *, at: datetime) -> None:
    stamped = _stamped(path.name, at=at)
    path.replace(path.parent / "refused" / stamped)
    why = str(problem) if isinstance(problem, REFUSALS) else f"{UNEXPECTED}: {problem!r}"
    (path.parent / "refused" / f"{stamped}{WHY}").write_text(
        f"{why}\n", "utf-8", errors="backslashreplace"
    )


def _stamped(name: str, *, at: datetime) -> str:
    """When a file was read and its name, of which the end is kept where it is too long."""
    stamp = f"{at:%Y%m%dT%H%M%S}-"
    room = LONGEST_NAME - len(stamp) - len(WHY)
    return stamp + os.fsencode(name)[-room:].decode("utf-8", "ignore")


def release_due_months(*, at: datetime) -> int:
    """Publish the months whose day has come; how many. What is out already stays as it is."""
    last = published.last_known_at(at=at)
    # A month that was running on the last day of the calendar was left for this one.
    after = None if last is None else last - LONGEST_MONTH
    told = published.months_with_counts(known_after=after, known_at=known_for(at))
    out = published.released_months()
    done = 0
    for month in told:
        if month in out or not may_go_out(month, at=at):
            continue
        try:
            releases.release_month(month=month, by=SYSTEM, at=at)
        except FactRefused:
            continue  # counted at posts whose department is not known: no table comes of it
        done += 1
    if done:
        log.info("figures: %d months published", done)
    return done
