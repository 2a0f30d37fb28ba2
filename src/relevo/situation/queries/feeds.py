"""Reads of feeds: what is configured, what is due, how old the last good copy is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from relevo.situation.enums import FeedSource
from relevo.situation.errors import NotFound
from relevo.situation.models import Feed
from relevo.situation.rules.feeds import is_old


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A feed as its list shows it. ``problem``: code of what was wrong with the last try."""

    key: str
    name: str
    kind: str
    source: str
    is_enabled: bool
    good_at: datetime | None
    tried_at: datetime | None
    problem: str
    is_old: bool


def list_feeds(*, at: datetime) -> list[FeedLine]:
    """Every feed with the age of what it last gave."""
    return [
        FeedLine(
            key=feed.key,
            name=feed.name,
            kind=feed.kind,
            source=feed.source,
            is_enabled=feed.is_enabled,
            good_at=feed.good_at,
            tried_at=feed.tried_at,
            problem=feed.problem,
            is_old=feed.is_enabled and is_old(feed.good_at, at=at),
        )
        for feed in Feed.objects.order_by("key")
    ]


def get_feed(key: str) -> Feed:
    """The feed of that key; raises NotFound."""
    feed = Feed.objects.filter(key=key).first()
    if feed is None:
        raise NotFound("feed", key)
    return feed


def list_due(*, at: datetime, source: FeedSource) -> list[Feed]:
    """Feeds to ask now, the longest waiting first."""
    due = Q(due_at=None) | Q(due_at__lte=at)
    return list(
        Feed.objects.filter(due, source=source, is_enabled=True).order_by(
            F("due_at").asc(nulls_first=True), "key"
        )
    )
