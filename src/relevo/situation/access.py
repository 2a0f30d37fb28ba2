"""Who sees what is going on now, who may tell it, and whom a warning of needs reaches.

Members that enforce (police, army, migration control) see of movements, counts, signals and
warnings what the public sees, no more; whoever also belongs to one of them counts as one of them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.directory.models import Institution
from relevo.kernel.actor import Actor
from relevo.networks import access as networks
from relevo.networks.models import Member, Network
from relevo.places.models import Crossing
from relevo.situation.enums import AlertState
from relevo.situation.errors import NotAllowed, NotFound
from relevo.situation.loaders.movements import Picture, load_picture
from relevo.situation.models import Alert, Movement, NeedsWarning, Sighting, Signal
from relevo.situation.queries import alerts as alert_reads
from relevo.situation.queries import counts
from relevo.situation.queries import movements as movement_reads
from relevo.situation.queries import signals as signal_reads
from relevo.situation.queries.alerts import Due
from relevo.situation.queries.movements import WarningLine
from relevo.situation.queries.signals import SignalLine
from relevo.situation.rules.alerts import DRILLS, SHOWN
from relevo.situation.rules.counts import Eyes

EVERYWHERE: frozenset[str] = frozenset({"platform_admin", "system"})
TELLS: frozenset[str] = frozenset({"border_monitor", "coordinator", "system"})
"""Who notes a sighting, a count, a road or a signal."""

LEADS: frozenset[str] = frozenset({"coordinator", "system"})
"""Who opens an emergency, warns, gives a verdict, writes to the public."""

WARNED_KINDS: frozenset[str] = frozenset(
    {
        "health",
        "child_protection",
        "red_cross",
        "ombudsman",
        "municipality",
        "gov_local",
        "church",
        "ngo",
        "gov_social",
        "women",
        "civil_protection",
    }
)
"""Kinds that feed, shelter, heal or protect: a warning of needs is for them."""


def is_enforcement(actor: Actor) -> bool:
    """Whether the person acts for, or also belongs to, an institution that enforces."""
    mine: set[UUID] = {*actor.also_of}
    if actor.institution_id is not None:
        mine.add(actor.institution_id)
    return Institution.objects.filter(pk__in=mine, kind__in=ENFORCEMENT_KINDS).exists()


def sees_live(actor: Actor) -> bool:
    """Whether the person may see sightings, windows, counts and signals before publication."""
    if EVERYWHERE & actor.roles and actor.institution_id is None:
        return True
    return actor.institution_id is not None and not is_enforcement(actor)


def is_warned(actor: Actor) -> bool:
    """Whether warnings of needs are for this person's institution."""
    return (
        actor.institution_id is not None
        and sees_live(actor)
        and Institution.objects.filter(pk=actor.institution_id, kind__in=WARNED_KINDS).exists()
    )


def check_tells(actor: Actor, *, act: str) -> None:
    """Raises NotAllowed unless the actor may note live facts."""
    if not TELLS & actor.roles or is_enforcement(actor):
        raise NotAllowed(act=act)


def check_leads(actor: Actor, *, act: str) -> None:
    """Raises NotAllowed unless the actor coordinates."""
    if not LEADS & actor.roles or is_enforcement(actor):
        raise NotAllowed(act=act)


def is_civil_protection(actor: Actor) -> bool:
    """Whether the person acts for an institution that guards against disasters."""
    return (
        actor.institution_id is not None
        and Institution.objects.filter(pk=actor.institution_id, kind="civil_protection").exists()
    )


def may_write_alerts(actor: Actor, network: Network) -> bool:
    """A coordinator of who keeps the network, or of civil protection; nobody who enforces."""
    if not actor.has_role("coordinator") or actor.institution_id is None or is_enforcement(actor):
        return False
    return networks.may_keep(actor, network) or is_civil_protection(actor)


def networks_to_alert(actor: Actor) -> list[Network]:
    """For which networks the person may write alerts."""
    if not actor.has_role("coordinator") or actor.institution_id is None or is_enforcement(actor):
        return []
    is_guard = is_civil_protection(actor)
    rows = Network.objects.order_by("sort_key", "key")
    return [row for row in rows if is_guard or networks.may_keep(actor, row)]


def may_edit_alert(actor: Actor, alert: Alert) -> bool:
    """Who may change, send or withdraw what their own institution wrote."""
    return (
        alert.network is not None
        and actor.institution_id == alert.institution_id
        and may_write_alerts(actor, alert.network)
    )


def may_decide_alert(actor: Actor, alert: Alert) -> bool:
    """Who may approve or refuse it: as who writes, of any institution, and never its author.

    What was brought by hand: who may bring one, and never who brought it.
    """
    if actor.id == alert.author_id:
        return False
    if alert.network is None:
        return is_brought(alert) and may_bring_alerts(actor)
    return may_write_alerts(actor, alert.network)


def may_take_back_alert(actor: Actor, alert: Alert) -> bool:
    """Who brought it by hand, that very person; others may only refuse to confirm it."""
    return is_brought(alert) and actor.id == alert.author_id


def is_brought(alert: Alert) -> bool:
    """Whether somebody took it in by hand."""
    return alert.institution_id is None and alert.feed_id is None


def alerts_to_decide(viewer: Actor, *, language: str) -> list[Due]:
    """Alerts that wait for this very person's approval."""
    if not viewer.has_role("coordinator") or viewer.institution_id is None:
        return []
    found = alert_reads.list_to_decide(not_by=viewer.id, language=language)
    if not found or is_enforcement(viewer):
        return []
    if is_civil_protection(viewer):
        return found
    kept = networks.kept_among(viewer, {due.network_id for due in found if due.network_id})
    is_keeper = any(due.network_id is None for due in found) and keeps_a_network(viewer)
    return [
        due for due in found if (is_keeper if due.network_id is None else due.network_id in kept)
    ]


def alerts_unread(viewer: Actor, *, at: datetime, language: str) -> list[Due]:
    """Alerts of their networks that hold and that their institution has not said it read."""
    if viewer.institution_id is None:
        return []
    return alert_reads.list_unread(institution_id=viewer.institution_id, at=at, language=language)


def may_acknowledge(actor: Actor, alert: Alert) -> bool:
    """Members of the network that published it; of one that came in, every institution."""
    if actor.institution_id is None or alert.state != AlertState.PUBLISHED:
        return False
    return alert.network is None or networks.is_member(actor, alert.network)


def alert_to_read(actor: Actor, *, alert_id: UUID) -> Alert:
    """What was published, for everybody signed in; else for who wrote it or may decide.

    What was brought by hand is read by members while it waits for a second person, and after it
    was refused or withdrawn by who brought it and who may bring one.

    Raises NotFound.
    """
    rows = Alert.objects.select_related("network", "institution", "decided_for", "feed")
    alert = rows.filter(pk=alert_id).first()
    if alert is None:
        raise NotFound("alert", alert_id)
    if alert.state == AlertState.PUBLISHED:
        is_open = alert.status in SHOWN | DRILLS
    elif is_brought(alert):
        is_waiting = alert.state == AlertState.WAITING
        is_open = is_waiting or may_take_back_alert(actor, alert) or may_bring_alerts(actor)
    else:
        is_open = may_edit_alert(actor, alert) or may_decide_alert(actor, alert)
    if not is_open:
        raise NotFound("alert", alert_id)
    return alert


COUNTS: frozenset[str] = frozenset({"border_monitor", "coordinator", "duty_officer", "system"})
"""Who tells a count, also for an institution that enforces; and who puts two side by side."""

PUBLISHES: frozenset[str] = frozenset({"analyst", "platform_admin", "system"})


@dataclass(frozen=True, slots=True)
class CountPage:
    """A page of counts, and how many there are."""

    lines: list[counts.CountLine]
    total: int


@dataclass(frozen=True, slots=True)
class CountView:
    """A count, its other versions, what may be compared with it, what was."""

    line: counts.CountLine
    versions: list[counts.CountLine]
    opposite: list[counts.CountLine]
    compared: list[counts.ReconciliationLine]


def eyes_of(actor: Actor, *, known_at: datetime) -> Eyes:
    """Who looks at counts, with the networks and the crossings that are theirs."""
    mine = actor.institution_id
    if mine is None:
        return Eyes(None, sees_everything=bool(EVERYWHERE & actor.roles))
    seats = Member.objects.seated().filter(institution_id=mine)
    networks = frozenset(seats.values_list("network_id", flat=True))
    crossings = Crossing.objects.filter(
        pk__in=Member.objects.filter(network_id__in=networks)
        .exclude(network__crossings=None)
        .values("network__crossings")
    )
    of_networks = frozenset(crossings.values_list("pk", flat=True))
    return Eyes(
        institution_id=mine,
        is_enforcement=is_enforcement(actor),
        network_ids=networks,
        network_crossing_ids=of_networks,
        counts_at=counts.crossings_counted_by(mine, known_at=known_at),
    )


def list_counts(
    viewer: Actor,
    *,
    at: datetime,
    known_at: datetime,
    crossing_key: str = "",
    limit: int,
    offset: int = 0,
) -> CountPage:
    """The counts that hold and that the viewer may see, the newest first."""
    eyes = eyes_of(viewer, known_at=known_at)
    found = counts.holding(at=at, known_at=known_at).filter(counts.seen_by(eyes, at=known_at))
    if crossing_key:
        found = found.filter(crossing__key=crossing_key)
    lines = [counts.count_line(row) for row in found[offset : offset + limit]]
    return CountPage(lines, found.count())


def count_view(viewer: Actor, *, count_id: UUID, at: datetime, known_at: datetime) -> CountView:
    """One count with what stands around it; raises NotFound also for who may not see it."""
    eyes = eyes_of(viewer, known_at=known_at)
    seen = counts.rows().filter(counts.seen_by(eyes, at=known_at), known_from__lte=known_at)
    row = seen.filter(pk=count_id).first()
    if row is None:
        raise NotFound("count", count_id)
    versions = counts.versions([row.root], known_at=known_at)[row.root]
    compared = counts.reconciliations(eyes, known_at=known_at).filter(
        Q(outflow__root=row.root) | Q(inflow__root=row.root)
    )
    return CountView(
        line=counts.count_line(row),
        versions=[counts.count_line(version) for version in reversed(versions)],
        opposite=counts.opposite(row, eyes, at=at, known_at=known_at),
        compared=counts.reconciliation_lines(compared, known_at=known_at),
    )


def list_reconciliations(
    viewer: Actor, *, known_at: datetime, limit: int, offset: int = 0
) -> tuple[list[counts.ReconciliationLine], int]:
    """Pairs of counts that the viewer may see, the newest first; and how many there are."""
    found = counts.reconciliations(eyes_of(viewer, known_at=known_at), known_at=known_at)
    page = found[offset : offset + limit]
    return counts.reconciliation_lines(page, known_at=known_at), found.count()


def reconciliation_view(
    viewer: Actor, *, reconciliation_id: UUID, known_at: datetime
) -> counts.ReconciliationLine:
    """One pair of counts; raises NotFound also for who may not see it."""
    eyes = eyes_of(viewer, known_at=known_at)
    found = counts.reconciliations(eyes, known_at=known_at).filter(pk=reconciliation_id)
    lines = counts.reconciliation_lines(found, known_at=known_at)
    if not lines:
        raise NotFound("reconciliation", reconciliation_id)
    return lines[0]


def may_count(actor: Actor) -> bool:
    """Whether the roles are those of who tells counts; the institution is looked at later."""
    return bool(COUNTS & actor.roles)


def may_compare(actor: Actor) -> bool:
    """Whether the person may put two counts side by side and say why they differ."""
    return may_count(actor) and not is_enforcement(actor)


def may_publish(actor: Actor) -> bool:
    """Whether the person may ask for a whole new release of a month."""
    return bool(PUBLISHES & actor.roles) and not is_enforcement(actor)


def may_tell(actor: Actor) -> bool:
    """Whether the person may note live facts."""
    return bool(TELLS & actor.roles) and not is_enforcement(actor)


def may_lead(actor: Actor) -> bool:
    """Whether the person coordinates."""
    return bool(LEADS & actor.roles) and not is_enforcement(actor)


def keeps_a_network(actor: Actor) -> bool:
    """A coordinator of an institution that keeps some network, or the instance itself."""
    if actor.has_role("system"):
        return True
    if actor.institution_id is None or not actor.has_role("coordinator"):
        return False
    seats = Member.objects.seated().filter(institution=actor.institution_id)
    rows = Network.objects.filter(pk__in=seats.values("network")).order_by("key")
    return any(networks.may_keep(actor, row) for row in rows)


def may_bring_alerts(actor: Actor) -> bool:
    """Who takes a file of alerts in by hand, or confirms one: not every coordinator.

    Whose institution keeps a network or guards against disasters.
    """
    return may_lead(actor) and (keeps_a_network(actor) or is_civil_protection(actor))


def may_find(actor: Actor, signal: Signal) -> bool:
    """Whether the person may say what a signal is worth: never who noted it."""
    is_other = actor.has_role("system") or signal.noted_by != actor.id
    return is_other and may_lead(actor) and keeps_a_network(actor)


def signals_for(
    viewer: Actor, *, known_at: datetime, limit: int, offset: int = 0
) -> list[SignalLine]:
    """Signals as known then, newest first; none for whom live facts are not."""
    if not sees_live(viewer):
        return []
    return signal_reads.list_signals(known_at=known_at, limit=limit, offset=offset)


def count_signals_for(viewer: Actor, *, known_at: datetime) -> int:
    """How many signals there are for this person."""
    return signal_reads.count_signals(known_at=known_at) if sees_live(viewer) else 0


def signal_for(viewer: Actor, *, signal_id: UUID, known_at: datetime) -> SignalLine:
    """A signal with its findings; raises NotFound, also for whom live facts are not."""
    found = signal_reads.get_signal(signal_id, known_at=known_at) if sees_live(viewer) else None
    if found is None:
        raise NotFound("signal", signal_id)
    return found


def movements_for(viewer: Actor, *, at: datetime, known_at: datetime) -> list[Movement]:
    """Movements with the sightings known then; none for whom live facts are not."""
    if not sees_live(viewer):
        return []
    return movement_reads.list_movements(at=at, known_at=known_at)


def pictures_for(viewer: Actor, *, at: datetime, known_at: datetime) -> list[Picture]:
    """The same with windows, of those that are not over: for the map and the sheet."""
    rows = movements_for(viewer, at=at, known_at=known_at)
    found = [load_picture(row, at=at) for row in rows]
    return [picture for picture in found if not picture.is_over]


def movement_for(viewer: Actor, *, movement_id: UUID, at: datetime, known_at: datetime) -> Picture:
    """A movement; raises NotFound, also for whom live facts are not."""
    row = None
    if sees_live(viewer):
        row = movement_reads.get_movement(movement_id, at=at, known_at=known_at)
    if row is None:
        raise NotFound("movement", movement_id)
    return load_picture(row, at=at)


def sighting_to_correct(
    actor: Actor, *, movement_id: UUID, sighting_id: UUID, known_at: datetime
) -> Sighting:
    """A sighting of one's own institution; raises NotFound for any other."""
    row = movement_reads.get_sighting(sighting_id, movement_id=movement_id, known_at=known_at)
    if row is None or row.institution_id != actor.institution_id or not may_tell(actor):
        raise NotFound("sighting", sighting_id)
    return row


def reads_warnings(viewer: Actor) -> bool:
    """Who is warned, and who may warn."""
    if not sees_live(viewer):
        return False
    return bool((LEADS | EVERYWHERE) & viewer.roles) or is_warned(viewer)


def warning_lines_for(
    viewer: Actor, *, at: datetime, known_at: datetime, movement_id: UUID | None = None
) -> list[WarningLine]:
    """All warnings of needs with what became of them; none for whom they are not."""
    if not reads_warnings(viewer):
        return []
    return movement_reads.list_warnings(at=at, known_at=known_at, movement_id=movement_id)


def warnings_for(
    viewer: Actor, *, at: datetime, known_at: datetime, movement_id: UUID | None = None
) -> list[NeedsWarning]:
    """Warnings that stand, those still ahead first; none for whom they are not."""
    lines = warning_lines_for(viewer, at=at, known_at=known_at, movement_id=movement_id)
    return [line.row for line in lines if line.stands]


def warning_to_replace(
    actor: Actor, *, movement_id: UUID, area_id: UUID, known_at: datetime
) -> NeedsWarning | None:
    """Whose place a warning would take that the actor sends now."""
    if not may_lead(actor):
        return None
    return movement_reads.standing_warning(movement_id, area_id, known_at=known_at)


def count_unread_warnings(viewer: Actor, *, at: datetime) -> int:
    """How many warnings of needs ahead wait for a reader of the viewer's institution."""
    if viewer.institution_id is None or not is_warned(viewer):
        return 0
    return movement_reads.count_unread_warnings(viewer.institution_id, at=at)


def warning_for(viewer: Actor, *, warning_id: UUID, known_at: datetime) -> NeedsWarning:
    """A warning; raises NotFound, also for whom it is not."""
    found = None
    if reads_warnings(viewer):
        found = movement_reads.get_warning(warning_id, known_at=known_at)
    if found is None:
        raise NotFound("warning", warning_id)
    return found


SPEAKS: frozenset[str] = frozenset({"officer", "duty_officer", "coordinator", "institution_admin"})
"""Who promises, and says that something is done, in the name of their own institution."""


def may_speak(actor: Actor) -> bool:
    """Whether the person may speak for an institution."""
    return actor.institution_id is not None and bool(SPEAKS & actor.roles)


def check_speaks(actor: Actor, *, act: str) -> UUID:
    """The institution for which the actor speaks; raises NotAllowed where there is none."""
    if actor.institution_id is None or not may_speak(actor):
        raise NotAllowed(act=act)
    return actor.institution_id
