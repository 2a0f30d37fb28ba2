"""Reads of alerts: what is in force, where, and what stands behind it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from relevo.directory.models import Institution
from relevo.networks.models import Member, Network
from relevo.places.models import Area, Crossing
from relevo.situation.enums import AlertState, CapScope, Standing
from relevo.situation.models import Alert, AlertInfo
from relevo.situation.rules.alerts import (
    DRILLS,
    ENDS,
    SHOWN,
    SPEAKS,
    Ended,
    Key,
    Message,
    endings,
    severity_rank,
    standing_of,
)

MOST_UNFINISHED = 30
STANDS = (Standing.IN_FORCE, Standing.COMING)
NEVER = datetime.min.replace(tzinfo=UTC)
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class AlertText:
    """What an alert says in one language, as a tag such as ``es`` or ``en-US``."""

    language: str
    event: str
    headline: str
    description: str
    instruction: str
    sender_name: str
    web: str
    contact: str


@dataclass(frozen=True, slots=True)
class AlertPlace:
    """A department or municipality that an alert names or covers."""

    id: UUID
    key: str
    name: str
    country: str
    level: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert as pages, maps and sheets show it.

    ``source``: the feed it came in by, empty for our own; ``copied_at``: when that last gave
    something good; ``brought_by``: whose coordinator took it in by hand. What has run out of a
    message is left out. ``ends_assumed``: it named no end.
    ``words``: where it holds, in its own words. Points are (lat, lon), circles (lat, lon, km).
    """

    id: UUID
    identifier: str
    sender: str
    sent_at: datetime
    status: str
    message: str
    severity: str
    urgency: str
    certainty: str
    categories: tuple[str, ...]
    responses: tuple[str, ...]
    onset_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    ends_assumed: bool
    standing: Standing
    is_own: bool
    is_demo: bool
    source: str
    copied_at: datetime | None
    brought_by: Institution | None
    texts: tuple[AlertText, ...]
    words: tuple[str, ...]
    places: tuple[AlertPlace, ...]
    polygons: tuple[tuple[tuple[float, float], ...], ...]
    circles: tuple[tuple[float, float, float], ...]
    state: str
    reason: str
    network: Network | None
    institution: Institution | None
    decided_for: Institution | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Due:
    """An alert that waits for somebody, by its headline; brought by hand it has no network."""

    id: UUID
    network_id: UUID | None
    headline: str
    severity: str


def alerts_at(
    *,
    at: datetime,
    known_at: datetime,
    statuses: Collection[str] = SHOWN,
    standings: Collection[Standing] = (Standing.IN_FORCE,),
    area_ids: Collection[UUID] | None = None,
) -> list[AlertLine]:
    """Alerts in force at an instant as known at another, the gravest first.

    What two feeds give word for word stands once, by the one that was good last; where their words
    differ, both stand. ``area_ids``: only those that name or cover one of these. ``standings`` may
    add what is coming.
    """
    found = _standing_lines(
        at=at, known_at=known_at, statuses=statuses, standings=standings, area_ids=area_ids
    )
    return sorted(
        _without_copies(found),
        key=lambda line: (
            severity_rank(line.severity),
            line.starts_at,
            line.sender,
            line.identifier,
        ),
    )


def alerts_in_force(*, at: datetime, known_at: datetime) -> list[AlertLine]:
    """What the public is warned of."""
    return alerts_at(at=at, known_at=known_at)


def drills_at(*, at: datetime, known_at: datetime) -> list[AlertLine]:
    """Exercises and tests: for members, apart, and never on a public page."""
    return alerts_at(at=at, known_at=known_at, statuses=DRILLS)


def alerts_for_area(area: Area, *, at: datetime, known_at: datetime) -> list[AlertLine]:
    """Alerts that name or cover an area, the area that it lies in, or a part of it."""
    return alerts_at(at=at, known_at=known_at, area_ids=_around([area.pk]))


def alerts_for_crossing(crossing: Crossing, *, at: datetime, known_at: datetime) -> list[AlertLine]:
    """Alerts on either side of a crossing."""
    posts = crossing.posts.exclude(area=None).values_list("area_id", flat=True)
    return alerts_at(at=at, known_at=known_at, area_ids=_around([*posts], is_downward=False))


def _around(area_ids: Iterable[UUID | None], *, is_downward: bool = True) -> set[UUID]:
    """The areas, what they lie in and, downward, what lies in them."""
    ids = {pk for pk in area_ids if pk is not None}
    above = Area.objects.filter(pk__in=ids).values_list("parent_id", "parent__parent_id")
    reached = ids | {pk for pair in above for pk in pair if pk is not None}
    if is_downward:
        below = Area.objects.filter(Q(parent__in=ids) | Q(parent__parent__in=ids))
        reached |= set(below.values_list("pk", flat=True))
    return reached


def get_published(identifier: str, *, known_at: datetime) -> Alert | None:
    """An own alert that the public may read, by its identifier."""
    return (
        _published(known_at=known_at)
        .filter(identifier=identifier, institution__isnull=False, status__in=SHOWN)
        .first()
    )


def list_published(*, known_at: datetime, limit: int) -> list[AlertLine]:
    """Our own published messages, the newest first: what the feed carries."""
    rows = _published(known_at=known_at).filter(institution__isnull=False, status__in=SHOWN)
    newest = rows.order_by("-sent_at", "identifier")[:limit]
    return _lines(newest, at=known_at, known_at=known_at)


def line_of(alert: Alert, *, at: datetime, known_at: datetime) -> AlertLine:
    """One alert as it stood; a draft is told as what it would say."""
    rows = _whole(Alert.objects.filter(pk=alert.pk))
    return _lines(rows, at=at, known_at=known_at)[0]


def list_past(
    *, at: datetime, known_at: datetime, limit: int, offset: int = 0
) -> tuple[list[AlertLine], int]:
    """Alerts that are over, whatever ended them, the newest first, and how many there are."""
    rows = _published(known_at=known_at).filter(
        status__in=SHOWN, message__in=SPEAKS, sent_at__lte=at
    )
    # What was ended before its time is found by its standing; what ran out by its column.
    of_now = _standing_lines(
        at=at, known_at=known_at, statuses=SHOWN, standings=STANDS, area_ids=None
    )
    standing = {line.id for line in of_now}
    over = rows.exclude(pk__in=standing).order_by("-sent_at", "identifier")
    return _lines(over[offset : offset + limit], at=at, known_at=known_at), over.count()


def list_waiting(*, network_ids: Collection[UUID], not_by: UUID, at: datetime) -> list[AlertLine]:
    """Alerts of these networks that wait for a second person, the longest waiting first."""
    rows = Alert.objects.filter(state=AlertState.WAITING, network__in=network_ids)
    rows = _whole(rows.exclude(author_id=not_by)).order_by("known_from", "identifier")
    return _lines(rows, at=at, known_at=at)


def list_brought(*, at: datetime) -> list[AlertLine]:
    """Alerts that somebody took in by hand and nobody has confirmed, the longest waiting first."""
    rows = Alert.objects.filter(state=AlertState.WAITING, institution=None, feed=None)
    return _lines(_whole(rows).order_by("known_from", "identifier"), at=at, known_at=at)


def list_not_confirmed(*, at: datetime) -> list[AlertLine]:
    """What was brought by hand and then refused or withdrawn, the latest first."""
    states = (AlertState.REFUSED, AlertState.WITHDRAWN)
    rows = _whole(Alert.objects.filter(state__in=states, institution=None, feed=None))
    newest = rows.order_by("-decided_at", "identifier")[:MOST_UNFINISHED]
    return _lines(newest, at=at, known_at=at)


def list_to_decide(*, not_by: UUID, language: str) -> list[Due]:
    """Alerts that wait for another person than this, the longest waiting first."""
    rows = Alert.objects.filter(state=AlertState.WAITING).exclude(author_id=not_by)
    return [_due(row) for row in _named(rows.order_by("known_from", "identifier"), language)]


def list_unread(*, institution_id: UUID, at: datetime, language: str) -> list[Due]:
    """What networks of an institution published and what holds, and it has not said it read."""
    seats = Member.objects.seated().filter(institution=institution_id).values("network")
    rows = Alert.objects.filter(
        state=AlertState.PUBLISHED,
        status__in=SHOWN,
        message__in=SPEAKS,
        network__in=seats,
        known_from__lte=at,
        sent_at__lte=at,
        ends_at__gt=at,
    ).exclude(receipts__institution=institution_id)
    found = list(_named(rows.order_by("-sent_at", "identifier"), language))
    known = _endings(found, at=at, known_at=at)
    standing = [row for row in found if _standing(row, known, at=at, known_at=at) in STANDS]
    return sorted((_due(row) for row in standing), key=lambda due: severity_rank(due.severity))


def _named(rows: QuerySet[Alert], language: str) -> QuerySet[Alert]:
    """The rows with severity and headline, in the reader's language if they have it."""
    infos = AlertInfo.objects.filter(alert=OuterRef("pk")).order_by("id")
    first = infos.annotate(
        is_other=Case(When(language__istartswith=language, then=0), default=1)
    ).order_by("is_other", "id")
    return rows.annotate(
        headline=Subquery(first.values("headline")[:1]),
        severity=Subquery(infos.values("severity")[:1]),
    )


def _due(row: Any) -> Due:  # noqa: ANN401 -- a row of ``_named``
    return Due(row.pk, row.network_id, row.headline or row.identifier, row.severity or "Unknown")


def list_unfinished(*, institution_id: UUID, at: datetime) -> list[AlertLine]:
    """Drafts of an institution, those that wait for another, and those refused lately."""
    states = (AlertState.DRAFT, AlertState.WAITING, AlertState.REFUSED)
    rows = _whole(Alert.objects.filter(state__in=states, institution=institution_id))
    newest = rows.order_by("-known_from", "identifier")[:MOST_UNFINISHED]
    return _lines(newest, at=at, known_at=at)


def answers_to(alert: Alert, *, known_at: datetime) -> list[Alert]:
    """Published messages of our own that update or cancel an own alert, in their order."""
    rows = Alert.objects.filter(
        sender=alert.sender, message__in=ENDS, state=AlertState.PUBLISHED, institution__isnull=False
    )
    return [
        row
        for row in rows.filter(known_from__lte=known_at).order_by("sent_at", "identifier")
        if (alert.sender, alert.identifier) in references(row)
    ]


def standing_now(alert: Alert, *, at: datetime) -> Standing:
    """What a published alert is now, as known now."""
    return _standing(alert, _endings([alert], at=at, known_at=at), at=at, known_at=at)


def _standing(
    alert: Alert, known: Mapping[Key, Ended], *, at: datetime, known_at: datetime
) -> Standing:
    """What is not published stands nowhere, whatever times it names."""
    if alert.state != AlertState.PUBLISHED:
        return Standing.UNKNOWN
    return standing_of(_told(alert), known, at=at, known_at=known_at)


def _published(*, known_at: datetime) -> QuerySet[Alert]:
    """What a feed gave stands instead of the same message brought by hand."""
    rows = Alert.objects.filter(state=AlertState.PUBLISHED, known_from__lte=known_at)
    same = rows.filter(
        sender=OuterRef("sender"),
        identifier=OuterRef("identifier"),
        sent_at=OuterRef("sent_at"),
        feed__isnull=False,
    )
    rows = rows.exclude(Q(brought_by__isnull=False) & Exists(same))
    return _whole(rows.filter(scope=CapScope.PUBLIC))


def _whole(rows: QuerySet[Alert]) -> QuerySet[Alert]:
    return rows.select_related(
        "feed", "brought_by", "network", "institution", "decided_for"
    ).prefetch_related("infos__areas__areas")


def references(alert: Alert) -> frozenset[tuple[str, str]]:
    """Pairs of sender and identifier that a message names."""
    return frozenset((sender, identifier) for sender, identifier, _sent in alert.references)


def channel_of(alert: Alert) -> str:
    """By which way an alert came: a feed, the hand of an institution, or from here."""
    if alert.institution_id is not None:
        return "own"
    if alert.feed_id is not None:
        return f"feed:{alert.feed_id}"
    return f"hand:{alert.brought_by_id or ''}"


def _told(alert: Alert) -> Message:
    return Message(
        sender=alert.sender,
        identifier=alert.identifier,
        sent_at=alert.sent_at,
        status=alert.status,
        message=alert.message,
        channel=channel_of(alert),
        known_from=alert.known_from,
        starts_at=alert.starts_at,
        ends_at=alert.ends_at,
        references=references(alert),
    )


def _endings(rows: Iterable[Alert], *, at: datetime, known_at: datetime) -> Mapping[Key, Ended]:
    """What ended any of these alerts, by later messages of their senders."""
    told = list(rows)
    if not told:
        return {}
    later = Alert.objects.filter(
        state=AlertState.PUBLISHED,
        sender__in={row.sender for row in told},
        message__in=ENDS,
        known_from__lte=known_at,
        sent_at__gte=min(row.sent_at for row in told),
    )
    return endings((_told(row) for row in later), at=at, known_at=known_at)


def _lines(rows: Iterable[Alert], *, at: datetime, known_at: datetime) -> list[AlertLine]:
    told = list(rows)
    known = _endings(told, at=at, known_at=known_at)
    return [_line(row, _standing(row, known, at=at, known_at=known_at), at=at) for row in told]


def _standing_lines(
    *,
    at: datetime,
    known_at: datetime,
    statuses: Collection[str],
    standings: Collection[Standing],
    area_ids: Collection[UUID] | None,
) -> list[AlertLine]:
    rows = _published(known_at=known_at).filter(
        status__in=statuses, message__in=SPEAKS, sent_at__lte=at, ends_at__gt=at
    )
    if area_ids is not None:
        holds = Q(infos__expires_at=None) | Q(infos__expires_at__gt=at)
        rows = rows.filter(holds, infos__areas__areas__in=area_ids).distinct()
    return [line for line in _lines(rows, at=at, known_at=known_at) if line.standing in standings]


def _without_copies(lines: Iterable[AlertLine]) -> Iterable[AlertLine]:
    told: dict[AlertLine, AlertLine] = {}
    for line in sorted(lines, key=lambda line: (line.copied_at or NEVER, line.id), reverse=True):
        told.setdefault(replace(line, id=NOBODY, source="", copied_at=None), line)
    return told.values()


def _infos(alert: Alert, *, at: datetime) -> list[AlertInfo]:
    """What the message still says at an instant; once all of it has run out, all of it."""
    infos = list(alert.infos.all())
    return [info for info in infos if info.expires_at is None or info.expires_at > at] or infos


def _line(alert: Alert, standing: Standing, *, at: datetime) -> AlertLine:
    infos = _infos(alert, at=at)
    gravest = min(infos, key=lambda info: severity_rank(info.severity), default=None)
    areas = [area for info in infos for area in info.areas.all()]
    places = {area.pk: area for row in areas for area in row.areas.all()}
    onsets = [info.onset_at for info in infos if info.onset_at is not None]
    return AlertLine(
        id=alert.pk,
        identifier=alert.identifier,
        sender=alert.sender,
        sent_at=alert.sent_at,
        status=alert.status,
        message=alert.message,
        severity=gravest.severity if gravest is not None else "Unknown",
        urgency=gravest.urgency if gravest is not None else "Unknown",
        certainty=gravest.certainty if gravest is not None else "Unknown",
        categories=_once(word for info in infos for word in info.categories),
        responses=_once(word for info in infos for word in info.responses),
        onset_at=min(onsets, default=None),
        starts_at=alert.starts_at,
        ends_at=alert.ends_at,
        ends_assumed=any(info.expires_at is None for info in infos) or not infos,
        standing=standing,
        is_own=alert.institution_id is not None,
        is_demo=alert.is_demo,
        source=alert.feed.name if alert.feed is not None else "",
        copied_at=alert.feed.good_at if alert.feed is not None else None,
        brought_by=alert.brought_by,
        texts=tuple(_text(info) for info in infos),
        words=_once(row.description for row in areas),
        places=tuple(_place(place) for place in sorted(places.values(), key=_by_name)),
        polygons=tuple(dict.fromkeys(_ring(ring) for row in areas for ring in row.polygons)),
        circles=tuple(
            dict.fromkeys((lat, lon, km) for row in areas for lat, lon, km in row.circles)
        ),
        state=alert.state,
        reason=alert.reason,
        network=alert.network,
        institution=alert.institution,
        decided_for=alert.decided_for,
        decided_at=alert.decided_at,
    )


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _by_name(area: Area) -> tuple[str, str, str]:
    return (area.country, area.sort_key, area.key)


def _ring(points: list[list[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((lat, lon) for lat, lon in points)


def _text(info: AlertInfo) -> AlertText:
    return AlertText(
        language=info.language,
        event=info.event,
        headline=info.headline,
        description=info.description,
        instruction=info.instruction,
        sender_name=info.sender_name,
        web=info.web,
        contact=info.contact,
    )


def _place(area: Area) -> AlertPlace:
    return AlertPlace(
        id=area.pk,
        key=area.key,
        name=area.name,
        country=area.country,
        level=area.level,
        lat=area.lat,
        lon=area.lon,
    )
