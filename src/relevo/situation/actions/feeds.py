"""Writes of feeds: which are asked, what came in, what went wrong. A bad copy replaces nothing."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.models import Institution
from relevo.formats.cap import CapAlert, CapReference, parse_cap
from relevo.formats.feeds.as_cap import as_cap, concerns_region, prefix_of
from relevo.formats.feeds.gdacs import read_gdacs
from relevo.formats.feeds.nhc import read_nhc
from relevo.formats.feeds.reading import FeedRead
from relevo.kernel.actor import Actor
from relevo.plumbing.fetching import FetchFailed, check_address
from relevo.situation.access import EVERYWHERE, may_bring_alerts
from relevo.situation.actions.alerts import store_incoming
from relevo.situation.actions.telling import check_code
from relevo.situation.enums import FeedKind, FeedSource
from relevo.situation.errors import FactRefused, NotAllowed
from relevo.situation.models import Alert, Feed, FeedCopy
from relevo.situation.queries.feeds import get_feed
from relevo.situation.rules.feeds import wait_after

SENDERS = {
    FeedKind.GDACS.value: ("gdacs.org", "Global Disaster Alert and Coordination System"),
    FeedKind.NHC.value: ("nhc.noaa.gov", "National Hurricane Center"),
}
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
LONGEST_NAME, LONGEST_ADDRESS = 120, 500


@dataclass(frozen=True, slots=True)
class Taken:
    """What one copy brought. ``elsewhere``: events that are far from the three countries.

    ``stored``: the new ones, as they are kept.
    """

    new: int = 0
    known: int = 0
    elsewhere: int = 0
    left_out: int = 0
    stored: tuple[Alert, ...] = field(default=(), compare=False)


@transaction.atomic
def set_feed(
    *, key: str, name: str, kind: str, source: str, address: str = "", by: Actor, at: datetime
) -> Feed:
    """Configure a feed, or change it. Only the administrator of the instance does.

    Nothing is ever asked that does not stand here. Raises NotAllowed, FactRefused.
    """
    if not EVERYWHERE & by.roles:
        raise NotAllowed(act="feed.set")
    if not KEY.fullmatch(key):
        raise FactRefused(field="key", problem="not_a_key")
    if not name.strip() or len(name) > LONGEST_NAME:
        raise FactRefused(field="name", problem="missing")
    check_code("kind", kind, FeedKind.values)
    if source not in {FeedSource.URL, FeedSource.FOLDER}:
        raise FactRefused(field="source", problem="unknown")
    if source == FeedSource.URL:
        _check_url(address)
    elif address:
        raise FactRefused(field="address", problem="has_its_own_folder")
    feed, _ = Feed.objects.update_or_create(
        key=key,
        defaults={
            "name": name.strip(),
            "kind": kind,
            "source": source,
            "address": address,
            "is_enabled": True,
            "etag": "",
            "last_modified": "",
            "next_link": "",
            "due_at": at,
            "failures": 0,
            "problem": "",
        },
    )
    audit.record("feed.set", subject=key, actor=by, at=at, facts={"kind": kind, "source": source})
    return feed


def _check_url(address: str) -> None:
    try:
        check_address(address)
    except FetchFailed as failed:
        raise FactRefused(field="address", problem="not_an_address") from failed
    if len(address) > LONGEST_ADDRESS:
        raise FactRefused(field="address", problem="too_long")


@transaction.atomic
def stop_feed(*, key: str, by: Actor, at: datetime) -> Feed:
    """Ask a feed no more; what it brought stays. Raises NotAllowed, NotFound."""
    if not EVERYWHERE & by.roles:
        raise NotAllowed(act="feed.stop")
    feed = get_feed(key)
    feed.is_enabled = False
    feed.save(update_fields=["is_enabled"])
    audit.record("feed.stopped", subject=key, actor=by, at=at)
    return feed


@transaction.atomic
def take_copy(
    *, key: str, content: bytes, at: datetime, etag: str = "", last_modified: str = ""
) -> Taken:
    """Keep a copy of a feed and the alerts in it, all or nothing.

    Raises NotFound, FeedUnreadable, CapRefused, FactRefused; then the copy before it stays as it
    was.
    """
    feed = Feed.objects.select_for_update(no_key=True).get(pk=get_feed(key).pk)
    taken = _take_content(_Way(feed=feed), kind=feed.kind, content=content, at=at)
    _keep(feed, content, at=at)
    feed.etag, feed.last_modified = etag, last_modified
    _good(feed, at=at)
    return taken


def _keep(feed: Feed, content: bytes, *, at: datetime) -> None:
    FeedCopy.objects.update_or_create(
        feed=feed,
        defaults={
            "content": content,
            "digest": sha256(content).hexdigest(),
            "fetched_at": at,
        },
    )


@transaction.atomic
def keep_place(*, key: str, etag: str, last_modified: str, next_link: str) -> None:
    """How a list of CAP files named itself, to be told it next time, and where to go on in it."""
    feed = Feed.objects.select_for_update(no_key=True).get(pk=get_feed(key).pk)
    feed.etag, feed.last_modified = etag, last_modified
    feed.next_link = next_link if len(next_link) <= LONGEST_ADDRESS else ""
    feed.save(update_fields=["etag", "last_modified", "next_link"])


@transaction.atomic
def note_unchanged(*, key: str, at: datetime) -> None:
    """The feed answered that nothing is new: its last copy is good as of now."""
    _good(Feed.objects.select_for_update(no_key=True).get(pk=get_feed(key).pk), at=at)


def _good(feed: Feed, *, at: datetime) -> None:
    feed.tried_at = feed.good_at = at
    feed.failures, feed.problem = 0, ""
    feed.due_at = at + wait_after(0)
    feed.save(
        update_fields=[
            *("tried_at", "good_at", "failures", "problem", "due_at"),
            *("etag", "last_modified"),
        ]
    )


@transaction.atomic
def note_failure(*, key: str, code: str, at: datetime) -> Feed:
    """A try came to nothing: it is asked again later, and the last good copy is kept.

    A folder of our own is read as often as before: a bad file was laid aside, and the next waits.
    """
    feed = Feed.objects.select_for_update(no_key=True).get(pk=get_feed(key).pk)
    feed.tried_at = at
    feed.failures = min(feed.failures + 1, 1000)
    feed.problem = code[:60]
    feed.due_at = at + wait_after(feed.failures if feed.source == FeedSource.URL else 0)
    feed.save(update_fields=["tried_at", "failures", "problem", "due_at"])
    return feed


@transaction.atomic
def take_upload(*, kind: str, content: bytes, by: Actor, at: datetime) -> Taken:
    """Take in a file that a coordinator brings; a second person confirms what is for the public.

    Raises NotAllowed, and as a copy.
    """
    if not may_bring_alerts(by):
        raise NotAllowed(act="feed.upload")
    check_code("kind", kind, FeedKind.values)
    mine = by.institution_id
    bringer = Institution.objects.get(pk=mine) if mine is not None else None
    taken = _take_content(_Way(brought_by=bringer, by=by), kind=kind, content=content, at=at)
    audit.record("feed.uploaded", subject=kind, actor=by, at=at, facts={"new": taken.new})
    return taken


@dataclass(frozen=True, slots=True)
class _Way:
    """By what a document came: a feed, or the hand of an institution."""

    feed: Feed | None = None
    brought_by: Institution | None = None
    by: Actor | None = None

    def store(self, message: CapAlert, *, at: datetime) -> Alert:
        return store_incoming(
            message=message,
            feed_key=self.feed.key if self.feed is not None else None,
            brought_by=self.brought_by,
            by=self.by,
            at=at,
        )


def _take_content(way: _Way, *, kind: str, content: bytes, at: datetime) -> Taken:
    """The alerts of one document: a CAP message, or the events of a GDACS or NHC feed."""
    if kind == FeedKind.CAP:
        before = Alert.objects.count()
        stored = way.store(parse_cap(content), at=at)
        is_new = Alert.objects.count() > before
        return Taken(new=1, stored=(stored,)) if is_new else Taken(known=1)
    read = read_gdacs(content) if kind == FeedKind.GDACS else read_nhc(content)
    return _take_events(way, read, kind=kind, at=at)


def _take_events(way: _Way, read: FeedRead, *, kind: str, at: datetime) -> Taken:
    """What the same way told of an event before is taken the place of, and nothing else."""
    sender, sender_name = SENDERS[kind]
    stored: list[Alert] = []
    known = elsewhere = 0
    for event in read.events:
        if not (event.is_current and concerns_region(event)):
            elsewhere += 1
            continue
        earlier = list(
            Alert.objects.filter(
                sender=sender,
                identifier__startswith=prefix_of(event),
                feed=way.feed,
                brought_by=way.brought_by,
            ).order_by("sent_at", "identifier")
        )
        message = as_cap(
            event,
            sender=sender,
            sender_name=sender_name,
            before=tuple(
                CapReference(sender=row.sender, identifier=row.identifier, sent=row.sent_at)
                for row in earlier
            ),
        )
        if any(row.sent_at >= message.sent for row in earlier):
            known += 1
            continue
        stored.append(way.store(message, at=at))
    return Taken(
        new=len(stored),
        known=known,
        elsewhere=elsewhere,
        left_out=read.left_out,
        stored=tuple(stored),
    )
