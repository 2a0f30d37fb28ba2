"""Seats at the table: who joins, for which part, until when, who leaves and who comes after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.models import Institution, valid_on
from relevo.kernel.actor import Actor
from relevo.networks import access
from relevo.networks.actions.signatures import end_signatures_of
from relevo.networks.enums import SeatChangeKind
from relevo.networks.errors import (
    NetworkUnknown,
    NotKeeper,
    NotMember,
    NotYoursToSign,
    SeatRefused,
    SeatUnknown,
)
from relevo.networks.models import Member, Network, SeatChange
from relevo.networks.rules.seats import (
    LONGEST_NAME,
    SeatTerms,
    check_acta,
    check_day,
    check_terms,
)
from relevo.outbox import actions as outbox

LONGEST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Seated:
    """Whose seat: an institution of the directory, or a name where the directory has none."""

    institution_key: str = ""
    name_es: str = ""
    name_en: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class _Note:
    """What every change of one act shares."""

    on: date
    acta_number: str
    by: Actor
    at: datetime

    def of(
        self, seat: Member, kind: SeatChangeKind, *, before: str = "", after: str = ""
    ) -> SeatChange:
        return SeatChange(
            member=seat,
            kind=kind,
            on=self.on,
            before=before[:LONGEST_TOLD],
            after=after[:LONGEST_TOLD],
            acta_number=self.acta_number,
            actor_id=self.by.id,
            at=self.at,
        )


@transaction.atomic
def add_seat(
    *,
    key: str,
    seated: Seated,
    terms: SeatTerms,
    joined_on: date,
    by: Actor,
    at: datetime,
    acta_number: str = "",
) -> Member:
    """Somebody joins. Who left once and comes back has the old seat again, with its history.

    Raises NetworkUnknown, NotKeeper, SeatRefused.
    """
    network = access.network_to_keep_locked(by, key=key)
    check_acta(acta_number)
    check_day(joined_on, field="joined_on", on=at.date())
    seat = _seat_for(network, seated, on=at.date())
    check_terms(terms, known=frozenset(), joined_on=joined_on, on=at.date())
    seat.joined_on, seat.left_on, seat.successor = joined_on, None, None
    _settle(seat, terms)
    seat.save()
    note = _Note(joined_on, acta_number, by, at)
    note.of(seat, SeatChangeKind.JOINED, after=terms.role).save()
    _tell("network.seat_added", network, seat, by=by, at=at)
    return seat


def _seat_for(network: Network, seated: Seated, *, on: date) -> Member:
    """A new row, or the one that this institution or name had before."""
    if seated.institution_key:
        institution = Institution.objects.filter(valid_on(on), key=seated.institution_key).first()
        if institution is None:
            raise SeatRefused(field="institution", problem="unknown")
        return _of_institution(network, institution)
    name = seated.name_es.strip()
    if not name or max(len(name), len(seated.name_en)) > LONGEST_NAME:
        raise SeatRefused(field="name_es", problem="missing" if not name else "too_long")
    found = Member.objects.filter(
        network=network, stated_name_es=name, country=seated.country
    ).first()
    return _free(found) or Member(
        network=network,
        stated_name_es=name,
        stated_name_en=seated.name_en.strip(),
        country=seated.country,
    )


def _of_institution(network: Network, institution: Institution) -> Member:
    held = list(Member.objects.filter(network=network, institution=institution).order_by("id"))
    for row in held:
        _free(row)
    if held:
        return held[-1]
    named = Member.objects.filter(
        network=network, stated_name_es=institution.name_es, country=institution.country
    ).first()
    seat = _free(named) or Member(
        network=network, stated_name_es=institution.name_es, country=institution.country
    )
    seat.stated_name_en = institution.name_en
    seat.institution = institution
    return seat


def _free(seat: Member | None) -> Member | None:
    """The seat if it has ended; raises SeatRefused while somebody sits there."""
    if seat is not None and seat.left_on is None:
        raise SeatRefused(field="institution", problem="sits_already")
    return seat


def _settle(seat: Member, terms: SeatTerms) -> None:
    seat.role = terms.role
    seat.focal_role, seat.alternate_role = terms.focal_role, terms.alternate_role
    seat.term_until, seat.is_steering = terms.term_until, terms.is_steering


@transaction.atomic
def change_seat(
    *,
    key: str,
    seat_id: int,
    terms: SeatTerms,
    on: date,
    by: Actor,
    at: datetime,
    acta_number: str = "",
) -> Member:
    """Settle anew what a seat is and who speaks for it: each thing that changed is noted.

    After an election the same role has a new term. Nothing changed: nothing is noted. Raises
    NetworkUnknown, NotKeeper, SeatUnknown, SeatRefused.
    """
    network = access.network_to_keep_locked(by, key=key)
    seat = _current(network, seat_id)
    check_acta(acta_number)
    check_day(on, field="on", on=at.date(), not_before=seat.joined_on)
    check_terms(terms, known=frozenset({seat.role}), joined_on=seat.joined_on, on=at.date())
    changes = list(_changes(seat, terms, note=_Note(on, acta_number, by, at)))
    if not changes:
        return seat
    _settle(seat, terms)
    seat.save()
    SeatChange.objects.bulk_create(changes)
    _tell("network.seat_changed", network, seat, by=by, at=at)
    return seat


def _changes(seat: Member, terms: SeatTerms, *, note: _Note) -> Iterable[SeatChange]:
    told = (
        (SeatChangeKind.ROLE, seat.role, terms.role),
        (SeatChangeKind.FOCAL_ROLE, seat.focal_role, terms.focal_role),
        (SeatChangeKind.ALTERNATE, seat.alternate_role, terms.alternate_role),
        (SeatChangeKind.TERM, _day(seat.term_until), _day(terms.term_until)),
        (SeatChangeKind.STEERING, _flag(is_set=seat.is_steering), _flag(is_set=terms.is_steering)),
    )
    for kind, before, after in told:
        if before != after:
            yield note.of(seat, kind, before=before, after=after)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _flag(*, is_set: bool) -> str:
    return "yes" if is_set else ""


@transaction.atomic
def end_seat(
    *, key: str, seat_id: int, on: date, by: Actor, at: datetime, acta_number: str = ""
) -> Member:
    """Somebody leaves by decision of the network; the row stays with the day.

    What it signed in this network ends with it. Raises NetworkUnknown, NotKeeper, SeatUnknown,
    SeatRefused.
    """
    network = access.network_to_keep_locked(by, key=key)
    seat = _current(network, seat_id)
    _end(seat, note=_Note(on, acta_number, by, at))
    _tell("network.seat_ended", network, seat, by=by, at=at)
    return seat


def _end(seat: Member, *, note: _Note) -> None:
    check_acta(note.acta_number)
    check_day(note.on, field="on", on=note.at.date(), not_before=seat.joined_on)
    seat.left_on = note.on
    seat.save(update_fields=["left_on"])
    note.of(seat, SeatChangeKind.LEFT, before=seat.role).save()
    if seat.institution_id is not None:
        end_signatures_of(
            seat.institution_id, network=seat.network, on=note.on, by=note.by, at=note.at
        )


@transaction.atomic
def leave_network(*, key: str, by: Actor, at: datetime) -> Member:
    """An institution leaves of its own: its seat and what it signed end today.

    What it entered stays with it and can be taken along. Raises NetworkUnknown, NotYoursToSign,
    NotMember.
    """
    network = Network.objects.select_for_update(no_key=True).filter(key=key).first()
    if network is None:
        raise NetworkUnknown(key)
    if not access.speaks_for_own(by):
        raise NotYoursToSign
    seats = list(
        Member.objects.current()
        .filter(network=network, institution=by.institution_id)
        .order_by("id")
    )
    if not seats:
        raise NotMember(key=key)
    for seat in seats:
        _end(seat, note=_Note(at.date(), "", by, at))
    _tell("network.left", network, seats[-1], by=by, at=at)
    return seats[-1]


@transaction.atomic
def pass_seats(
    *,
    institution_id: UUID,
    successor_id: UUID,
    on: date,
    by: Actor,
    at: datetime,
    acta_number: str = "",
) -> list[Member]:
    """A successor institution takes the seats of the one it follows; history shows both.

    Passed are the seats of the networks which the person keeps, or all where she speaks for one
    of the two. Signatures do not pass: the successor signs for itself. Raises NotKeeper,
    SeatRefused.
    """
    if institution_id == successor_id:
        raise SeatRefused(field="successor", problem="itself")
    check_acta(acta_number)
    check_day(on, field="on", on=at.date())
    successor = Institution.objects.filter(pk=successor_id).first()
    if successor is None:
        raise SeatRefused(field="successor", problem="unknown")
    speaks = access.speaks_for_own(by) and by.institution_id in {institution_id, successor_id}
    passed = []
    seats = Member.objects.current().filter(institution=institution_id)
    for seat in seats.select_related("network", "institution").order_by("network__key", "id"):
        if not (speaks or access.may_keep(by, seat.network)):
            continue
        passed.append(_pass(seat, successor, note=_Note(on, acta_number, by, at)))
        _tell("network.seat_passed", seat.network, passed[-1], by=by, at=at)
    if not passed and seats.exists():
        raise NotKeeper(key=seats.order_by("network__key", "id")[0].network.key)
    return passed


def _pass(seat: Member, successor: Institution, *, note: _Note) -> Member:
    network = Network.objects.select_for_update(no_key=True).get(pk=seat.network_id)
    held = (
        Member.objects.current()
        .filter(network=network, institution=successor)
        .order_by("id")
        .first()
    )
    after = held or _of_institution(network, successor)
    if held is None:
        after.joined_on, after.left_on, after.successor = note.on, None, None
        _settle(
            after,
            SeatTerms(
                role=seat.role,
                focal_role=seat.focal_role,
                alternate_role=seat.alternate_role,
                term_until=seat.term_until,
                is_steering=seat.is_steering,
            ),
        )
        after.save()
    seat.successor = after
    seat.save(update_fields=["successor"])
    _end(seat, note=note)
    told = {"before": seat.stated_name_es, "after": after.stated_name_es}
    for row in (seat, after):
        note.of(row, SeatChangeKind.SUCCEEDED, **told).save()
    return after


def _current(network: Network, seat_id: int) -> Member:
    seat = (
        Member.objects.current()
        .select_related("network", "institution")
        .filter(network=network, pk=seat_id)
        .first()
    )
    if seat is None:
        raise SeatUnknown(seat_id)
    return seat


def _tell(verb: str, network: Network, seat: Member, *, by: Actor, at: datetime) -> None:
    facts: dict[str, object] = {"seat": seat.pk, "network": str(network.pk)}
    outbox.queue(verb, subject_id=str(network.pk), at=at, facts=facts)
    audit.record(verb, subject=str(network.pk), actor=by, at=at, facts=facts)
