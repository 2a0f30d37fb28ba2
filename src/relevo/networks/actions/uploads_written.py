"""How one row of a decided list becomes an entry, or a wish for a change of one that exists."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from relevo.directory.actions.changes import request_change
from relevo.directory.actions.search import index_services
from relevo.directory.enums import EntryField, ServiceStatus, Visibility
from relevo.directory.models import Institution, Location, Schedule, Service, Term
from relevo.directory.queries import PROTECTED
from relevo.directory.rules import LONGEST
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.ids import new_code
from relevo.networks.enums import RowDecision, SeatRole
from relevo.networks.models import DirectoryUpload, Member, Network, UploadRow
from relevo.networks.queries.directory import differences, texts_of_entry, texts_of_row
from relevo.networks.queries.uploads import Checked
from relevo.networks.rules import uploads as rules
from relevo.plumbing.folding import fold, sort_key

SERVICE_KINDS: Mapping[str, str] = {
    "municipality": "municipal_window",
    "health": "hospital",
    "ombudsman": "ombudsman_office",
    "child_protection": "child_protection_office",
    "prosecutor": "prosecutor_office",
    "court": "court",
    "red_cross": "red_cross_point",
    "gov_migration": "migration_office",
    "gov_foreign": "consulate",
    "women": "women_center",
    "ngo": "ngo_office",
    "church": "ngo_office",
    "community": "volunteer_group",
}
"""What an institution of a kind keeps open, where the list does not say more."""

UNKNOWN_KIND = "gov_other"
"""An institution of which no kind is known is treated as an authority: that shares least."""


def write_row(
    upload: DirectoryUpload,
    row: UploadRow,
    checked: Checked,
    *,
    written: dict[tuple[str, str, str], UUID],
    by: Actor,
    at: datetime,
) -> Service:
    """Write a row that is new or merged; the service it became or was merged with."""
    is_protected = rules.is_protected(checked.values)
    told = texts_of_row(checked.values, terms=checked.terms, area=checked.place.area)
    source = source_of(upload, at=at)
    if row.decision == RowDecision.MERGE and row.same_service is not None:
        _fill(row.same_service, told, source=source, by=by, at=at)
        return row.same_service
    if row.decision == RowDecision.MERGE and row.same_institution is not None:
        institution = row.same_institution
    elif is_protected:
        institution = _nameless(upload, checked, source=source)
    else:
        institution = _institution(upload, checked, source=source, written=written)
    service = _service(institution, told, checked, source=source, is_protected=is_protected)
    if not is_protected:
        _write_hours(service, told, at=at)
    service.terms.set(Term.objects.filter(code__in=checked.terms))
    index_services(Service.objects.filter(pk=service.pk))
    return service


def source_of(upload: DirectoryUpload, *, at: datetime) -> str:
    """What stands as the source of what a list brought."""
    day = upload.uploaded_at.astimezone(at.tzinfo)
    return f"{upload.network.name_es}, lista del {day:%d/%m/%Y}"


def _short_key() -> str:
    return f"LST-{new_code()[:10]}"


def _institution(
    upload: DirectoryUpload,
    checked: Checked,
    *,
    source: str,
    written: dict[tuple[str, str, str], UUID],
) -> Institution:
    """A new institution; rows of one list that name the same one share it."""
    values = checked.values
    name = " ".join(values["institution"].split())
    shared = (fold(name), fold(values["acronym"]), values["country"])
    if shared in written:
        return Institution.objects.get(pk=written[shared])
    row = Institution.objects.create(
        key=_short_key(),
        acronym=values["acronym"],
        name_es=name,
        name_en=name,
        name_folded=fold(name)[:240],
        sort_key=sort_key(name)[:240],
        country=values["country"],
        kind=rules.kind_of(values) or UNKNOWN_KIND,
        source=source,
        sourced=True,
        confidence=Confidence.LOW,
        is_demo=upload.network.is_demo,
    )
    written[shared] = row.pk
    return row


def _nameless(upload: DirectoryUpload, checked: Checked, *, source: str) -> Institution:
    """Who keeps a protected house is not named: institutions are listed where houses are not."""
    return Institution.objects.create(
        key=_short_key(),
        name_es=PROTECTED.es,
        name_en=PROTECTED.en,
        name_folded=fold(PROTECTED.es),
        sort_key=sort_key(PROTECTED.es),
        country=checked.values["country"],
        kind=rules.kind_of(checked.values) or UNKNOWN_KIND,
        source=source,
        sourced=True,
        confidence=Confidence.LOW,
        is_demo=upload.network.is_demo,
    )


def _service(
    institution: Institution,
    told: Mapping[str, str],
    checked: Checked,
    *,
    source: str,
    is_protected: bool,
) -> Service:
    name = PROTECTED.es if is_protected else " ".join(told[EntryField.NAME].split())[:200]
    return Service.objects.create(
        key=_short_key(),
        institution=institution,
        name_es=name,
        name_en=PROTECTED.en if is_protected else name,
        sort_key=sort_key(name)[:240],
        kind=_service_kind(institution, checked),
        country=checked.values["country"],
        department=None if is_protected else checked.place.department,
        location=None if is_protected else _location(told, checked),
        phone=told[EntryField.PHONE],
        is_phone_sourced=bool(told[EntryField.PHONE]),
        email="" if is_protected else told[EntryField.EMAIL],
        url="" if is_protected else told[EntryField.URL],
        status=ServiceStatus.ACTIVE,
        permanence="",
        note_es=told[EntryField.NOTE],
        note_en=told[EntryField.NOTE],
        visibility=Visibility.RESTRICTED if is_protected else Visibility.NETWORK,
        source=source,
        sourced=True,
        confidence=Confidence.LOW,
        is_demo=institution.is_demo,
    )


def _service_kind(institution: Institution, checked: Checked) -> str:
    if "shelter" in checked.terms:
        return "shelter"
    return SERVICE_KINDS.get(institution.kind, "public_office")


def _location(told: Mapping[str, str], checked: Checked) -> Location | None:
    area, match = checked.place.area, checked.place.match
    if area is None and not told[EntryField.LOCALITY] and not told[EntryField.ADDRESS]:
        return None
    point = match.point if match is not None else None
    return Location.objects.create(
        area=area,
        locality=told[EntryField.LOCALITY],
        address=told[EntryField.ADDRESS],
        node_key=match.node_keys[0] if match is not None and match.node_keys else "",
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        precision="seat" if point else "",
    )


def _write_hours(service: Service, told: Mapping[str, str], *, at: datetime) -> None:
    if told[EntryField.HOURS] or told[EntryField.OPENING_HOURS]:
        Schedule.objects.create(
            service=service,
            opening_hours=told[EntryField.OPENING_HOURS],
            text_es=told[EntryField.HOURS],
            text_en=told[EntryField.HOURS],
            as_of=at.date(),
            is_sourced=True,
        )


def _fill(
    service: Service, told: Mapping[str, str], *, source: str, by: Actor, at: datetime
) -> None:
    """Fill what an entry lacks; what it says otherwise stays, and its owner is asked."""
    found = differences(texts_of_entry(service), told)
    lacking = {one.field: one.there for one in found if not one.here}
    columns = {
        EntryField.PHONE: "phone",
        EntryField.EMAIL: "email",
        EntryField.URL: "url",
        EntryField.NOTE: "note_es",
    }
    for field, column in columns.items():
        if field in lacking:
            setattr(service, column, lacking[field])
    if EntryField.PHONE in lacking:
        service.is_phone_sourced = True
    if EntryField.NOTE in lacking:
        service.note_en = lacking[EntryField.NOTE]
    service.save()
    _fill_place(service, lacking)
    if EntryField.NEEDS in lacking:
        service.terms.add(*Term.objects.filter(code__in=lacking[EntryField.NEEDS].split()))
    hours = {EntryField.HOURS, EntryField.OPENING_HOURS}
    if hours & lacking.keys() and getattr(service, "schedule", None) is None:
        _write_hours(service, told, at=at)
    asked = {
        one.field: _asked(one.field, one.here, one.there)
        for one in found
        if one.here and len(one.there) <= LONGEST[EntryField(one.field)]
    }
    if asked:
        request_change(service_id=service.pk, changes=asked, reason=source[:300], by=by, at=at)
    index_services(Service.objects.filter(pk=service.pk))


def _asked(field: str, here: str, there: str) -> str:
    """Needs are added to those that stand there; all else is replaced if its owner agrees."""
    if field != EntryField.NEEDS:
        return there
    return " ".join(sorted({*here.split(), *there.split()}))


def _fill_place(service: Service, lacking: Mapping[str, str]) -> None:
    place = service.location
    if place is None or service.visibility == Visibility.RESTRICTED:
        return
    place.locality = lacking.get(EntryField.LOCALITY, place.locality)
    place.address = lacking.get(EntryField.ADDRESS, place.address)
    place.save()


def seat_listed(network: Network, institution: Institution, *, at: datetime) -> None:
    """Put an institution into the network's directory, unless it sits there or is listed."""
    seats = Member.objects.filter(network=network)
    if seats.filter(institution=institution, left_on=None).exists():
        return
    named = seats.filter(stated_name_es=institution.name_es, country=institution.country).first()
    seat = named or Member(
        network=network,
        stated_name_es=institution.name_es,
        stated_name_en=institution.name_en,
        country=institution.country,
        role=SeatRole.LISTED,
    )
    if named is not None and named.left_on is not None:
        seat.role = SeatRole.LISTED
    seat.institution, seat.left_on = institution, None
    seat.joined_on = seat.joined_on or at.date()
    seat.save()
