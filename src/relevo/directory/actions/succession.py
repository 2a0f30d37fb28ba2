"""One institution follows another: a law, a reform or a new name; history stays readable."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory import access
from relevo.directory.actions.search import index_services
from relevo.directory.errors import SuccessionRefused
from relevo.directory.models import Institution, Service
from relevo.kernel.actor import Actor
from relevo.outbox import actions as outbox
from relevo.plumbing.folding import fold, sort_key

LONGEST_NAME = 200
LONGEST_KEY = 40
PLACES_FOR_A_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Heir:
    """Who follows: an institution that is in the directory (``key``), or the facts of a new one."""

    key: str = ""
    name_es: str = ""
    name_en: str = ""
    acronym: str = ""


@transaction.atomic
def succeed_institution(
    *, institution_id: UUID, heir: Heir, on: date, by: Actor, at: datetime
) -> Institution:
    """From a day on another institution stands where this one stood (DINAF, then SENAF).

    The old one keeps its row, its name and what it confirmed, ends on that day and says who
    follows; its services move. A new one takes over country, level and kind. Seats in networks are
    passed by the networks. Raises InstitutionUnknown, NotYoursToSucceed, SuccessionRefused.
    """
    old = access.institution_to_succeed(by, institution_id=institution_id)
    if old.successor_id is not None:
        raise SuccessionRefused(field="institution", problem="succeeded_already")
    if old.valid_from is not None and on <= old.valid_from:
        raise SuccessionRefused(field="on", problem="before_it_began")
    if on > at.date():
        raise SuccessionRefused(field="on", problem="in_the_future")
    new = _known(old, heir.key) if heir.key else _created(old, heir, on=on)
    old.valid_until, old.valid_until_precision, old.successor = on, "day", new
    old.save(update_fields=["valid_until", "valid_until_precision", "successor"])
    moved = sorted(Service.objects.filter(institution=old).values_list("pk", flat=True))
    services = Service.objects.filter(pk__in=moved)
    services.update(institution=new)
    index_services(services)
    facts: dict[str, object] = {"successor": str(new.pk), "services": len(moved)}
    subject = str(old.pk)
    outbox.queue("institution.succeeded", subject_id=subject, at=at, facts=facts)
    audit.record("institution.succeeded", subject=subject, actor=by, at=at, facts=facts)
    return new


def _known(old: Institution, key: str) -> Institution:
    new = Institution.objects.select_for_update(of=("self",), no_key=True).filter(key=key).first()
    if new is None:
        raise SuccessionRefused(field="successor", problem="unknown")
    if new.pk == old.pk:
        raise SuccessionRefused(field="successor", problem="itself")
    if new.successor_id is not None:
        raise SuccessionRefused(field="successor", problem="succeeded_already")
    if new.country != old.country or new.is_demo != old.is_demo:
        raise SuccessionRefused(field="successor", problem="not_of_its_kind")
    return new


def _created(old: Institution, heir: Heir, *, on: date) -> Institution:
    name_es = heir.name_es.strip()
    name_en = heir.name_en.strip() or name_es
    acronym = heir.acronym.strip()
    if not name_es:
        raise SuccessionRefused(field="name_es", problem="missing")
    if max(len(name_es), len(name_en)) > LONGEST_NAME or len(acronym) > LONGEST_KEY:
        raise SuccessionRefused(field="name_es", problem="too_long")
    return Institution.objects.create(
        key=_free_key(f"{old.country} {acronym or name_es}"),
        acronym=acronym,
        name_es=name_es,
        name_en=name_en,
        name_folded=fold(name_es),
        sort_key=sort_key(name_es),
        country=old.country,
        level=old.level,
        kind=old.kind,
        role_es=old.role_es,
        role_en=old.role_en,
        valid_from=on,
        valid_from_precision="day",
        public_line=old.public_line,
        line_note_es=old.line_note_es,
        line_note_en=old.line_note_en,
        is_line_sourced=old.is_line_sourced,
        is_demo=old.is_demo,
    )


def _free_key(words: str) -> str:
    stem = fold(words).replace(" ", "-").upper()[: LONGEST_KEY - PLACES_FOR_A_NUMBER]
    taken = set(Institution.objects.filter(key__startswith=stem).values_list("key", flat=True))
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key
