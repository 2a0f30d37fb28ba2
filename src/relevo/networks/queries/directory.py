"""The directory of a network: what its institutions offer, and what a list would change of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from relevo.directory import queries as directory
from relevo.directory.enums import EntryField, VerificationMethod, Visibility
from relevo.directory.models import Schedule, Service, ServiceQuerySet
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.networks.models import Member, Network, UploadRow
from relevo.networks.rules import uploads as rules
from relevo.places.models import Area


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as this viewer may read it; of a protected house a name and a line only."""

    service: Service
    name: LocalisedText
    is_protected: bool
    municipality: str
    hours: LocalisedText
    opening_hours: str
    line: str
    confidence: int | None
    """None: nobody has verified it."""
    confirmed_on: date | None
    """When a person or the institution said so; that it was once published confirms nothing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of an entry that a list tells differently."""

    field: str
    here: str
    there: str


def services_of(network: Network, *, on: date) -> ServiceQuerySet:
    """Services of the institutions that sit in a network or are in its directory.

    A protected house that a list of the network brought is here too, though nobody is seated for
    it: a seat would name it.
    """
    institutions = Member.objects.filter(
        Q(left_on=None) | Q(left_on__gt=on), network=network, institution__isnull=False
    ).values("institution")
    brought = UploadRow.objects.filter(
        upload__network=network, written_service__visibility=Visibility.RESTRICTED
    ).values("written_service")
    return Service.objects.offered_on(on).filter(
        Q(institution__in=institutions) | Q(pk__in=brought)
    )


def list_entries(
    services: ServiceQuerySet, *, viewer: Actor, at: datetime, page: slice | None = None
) -> list[Entry]:
    """Entries by country, then by municipality and name: the order of a printed directory."""
    rows = (
        services.select_related(
            "institution", "department", "location__area", "crossing", "schedule"
        )
        .prefetch_related("terms", "verifications")
        .order_by("country", "department__sort_key", "location__area__sort_key", "sort_key", "key")
    )
    return [_entry(row, viewer=viewer, at=at) for row in (rows if page is None else rows[page])]


def _entry(service: Service, *, viewer: Actor, at: datetime) -> Entry:
    own = viewer.institution_id
    protected = directory.is_protected_from(service, institution_id=own)
    schedule: Schedule | None = None if protected else getattr(service, "schedule", None)
    line = directory.contact_line(service)
    told = (v for v in service.verifications.all() if v.method != VerificationMethod.PUBLISHED)
    confirmed = next((v.at for v in told if v.at <= at), None)
    return Entry(
        service=service,
        name=directory.name_for(service, institution_id=own),
        is_protected=protected,
        municipality="" if protected else service.place_name,
        hours=LocalisedText(schedule.text_es, schedule.text_en)
        if schedule
        else LocalisedText("", ""),
        opening_hours=schedule.opening_hours if schedule else "",
        line=line.number if line else "",
        confidence=directory.confidence_of(service, at=at),
        confirmed_on=confirmed.date() if confirmed else None,
    )


def texts_of_row(
    values: Mapping[str, str], *, terms: Collection[str], area: Area | None = None
) -> dict[str, str]:
    """What a row says, in the fields and spellings of an entry."""
    phones, _unreadable = rules.phones_of(values["phone"], country=values["country"])
    hours = " ".join(values["hours"].split())
    is_osm = bool(hours) and rules.is_osm(hours)
    notes = "\n".join(text for text in (values["requirements"], values["notes"]) if text)
    return {
        EntryField.NAME: values["service"] or values["institution"],
        EntryField.PHONE: ", ".join(phones)[:80].rstrip(", "),
        EntryField.EMAIL: rules.email_of(values["email"]),
        EntryField.URL: rules.web_of(values["web"]) if values["web"] else "",
        EntryField.HOURS: "" if is_osm else hours,
        EntryField.OPENING_HOURS: hours if is_osm else "",
        EntryField.LOCALITY: values["locality"] or _locality(values, area),
        EntryField.ADDRESS: values["address"],
        EntryField.NEEDS: " ".join(sorted(terms)),
        EntryField.NOTE: notes,
    }


def _locality(values: Mapping[str, str], area: Area | None) -> str:
    """A town that lies in the area and is not the area itself."""
    town = values["municipality"].partition(",")[0].strip()
    return town if area is not None and town and town.casefold() != area.name.casefold() else ""


def texts_of_entry(service: Service) -> dict[str, str]:
    """What an entry says now. Fetch location, schedule and terms first."""
    schedule: Schedule | None = getattr(service, "schedule", None)
    place = service.location
    return {
        EntryField.NAME: service.name_es,
        EntryField.PHONE: service.phone,
        EntryField.EMAIL: service.email,
        EntryField.URL: service.url,
        EntryField.HOURS: schedule.text_es if schedule else "",
        EntryField.OPENING_HOURS: schedule.opening_hours if schedule else "",
        EntryField.LOCALITY: place.locality if place else "",
        EntryField.ADDRESS: place.address if place else "",
        EntryField.NEEDS: " ".join(sorted(term.code for term in service.need_terms)),
        EntryField.NOTE: service.note_es,
    }


_COMPARED: Sequence[str] = (
    EntryField.PHONE,
    EntryField.EMAIL,
    EntryField.URL,
    EntryField.HOURS,
    EntryField.OPENING_HOURS,
    EntryField.LOCALITY,
    EntryField.ADDRESS,
    EntryField.NEEDS,
    EntryField.NOTE,
)


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> list[Difference]:
    """Where a list says something, and the entry says something else or nothing."""
    return [
        Difference(name, here[name], there[name])
        for name in _COMPARED
        if there[name] and not _same(name, here[name], there[name])
    ]


def _same(name: str, here: str, there: str) -> bool:
    """Telephones are the same by their last digits; needs when none is new."""
    if name == EntryField.NEEDS:
        return set(there.split()) <= set(here.split())
    if name == EntryField.PHONE:
        return _numbers(there) <= _numbers(here)
    return " ".join(here.casefold().split()).rstrip("/.") == " ".join(
        there.casefold().split()
    ).rstrip("/.")


def _numbers(text: str) -> set[str]:
    digits = ("".join(c for c in number if c.isdigit()) for number in rules.numbers_in(text))
    return {number[-rules.LOCAL_DIGITS :] for number in digits}
