"""Reads of rounds of verification: who was asked, who answered, what is shown behind a link."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from relevo.directory import queries as directory
from relevo.directory.models import ChangeRequest, Institution, Schedule, Service, valid_on
from relevo.kernel.text import LocalisedText
from relevo.networks.enums import RoundState
from relevo.networks.errors import RoundUnknown
from relevo.networks.models import EntryLink, Member, Network, VerificationRound

DIGEST_LETTERS = 32


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """What an institution sees of one of its entries behind its link: its own words, no more.

    A restricted service is its name and its line.
    """

    service_id: UUID
    name: LocalisedText
    is_restricted: bool
    line: str
    country: str
    needs: tuple[LocalisedText, ...] = ()
    place: str = ""
    hours: LocalisedText | None = None
    admitted: tuple[LocalisedText, ...] = ()
    email: str = ""
    url: str = ""
    note: LocalisedText | None = None


@dataclass(frozen=True, slots=True)
class AskedInstitution:
    """One institution of a round: its link, how many entries it answers for."""

    link: EntryLink
    entries: int


def institutions_of(network: Network) -> QuerySet[Institution]:
    """All institutions in the directory of a network: those that sit and those listed."""
    rows = Member.objects.current().filter(network=network, institution__isnull=False)
    return Institution.objects.filter(pk__in=rows.order_by().values("institution"))


def institutions_to_ask(network: Network, *, on: date) -> list[Institution]:
    """Who has an entry in the directory of a network that somebody should confirm."""
    return list(
        institutions_of(network)
        .filter(valid_on(on), services__in=directory.entries_to_confirm())
        .distinct()
        .order_by("sort_key", "key")
    )


def list_rounds(network: Network) -> list[VerificationRound]:
    """All rounds, the last first, with how many were ``asked`` and have ``answered``."""
    return list(
        VerificationRound.objects.filter(network=network)
        .select_related("meeting")
        .annotate(
            asked=Count("links"),
            answered=Count("links", filter=Q(links__answered_at__isnull=False)),
        )
        .order_by("-opened_at", "id")
    )


def get_round(network: Network, *, round_id: UUID) -> VerificationRound:
    """A round of this network; raises RoundUnknown."""
    found = (
        VerificationRound.objects.filter(network=network, pk=round_id)
        .select_related("meeting", "network")
        .first()
    )
    if found is None:
        raise RoundUnknown(round_id)
    return found


def find_open_round(network: Network) -> VerificationRound | None:
    """The round that is going on; at most one."""
    return VerificationRound.objects.filter(network=network, state=RoundState.OPEN).first()


def list_asked(round_: VerificationRound) -> list[AskedInstitution]:
    """Everybody who is asked, by name, with the number of their entries."""
    links = list(
        EntryLink.objects.filter(round=round_)
        .select_related("institution", "round")
        .order_by("institution__sort_key", "id")
    )
    owners = directory.entries_to_confirm().filter(
        institution__in=[link.institution_id for link in links]
    )
    counted = Counter(owners.order_by().values_list("institution", flat=True))
    return [AskedInstitution(link, counted[link.institution_id]) for link in links]


def list_entries_asked(round_: VerificationRound) -> list[Service]:
    """Every entry of a round, by institution and name, as a sheet for the telephone lists them."""
    links = EntryLink.objects.filter(round=round_)
    return list(
        directory.with_care_facts(
            directory.entries_to_confirm().filter(institution__in=links.values("institution"))
        ).order_by("institution__sort_key", "institution__key", "sort_key", "key")
    )


def find_link(link_id: UUID) -> EntryLink | None:
    """A link with its round, network and institution."""
    return (
        EntryLink.objects.filter(pk=link_id).select_related("round__network", "institution").first()
    )


def entries_shown(link: EntryLink) -> tuple[ShownEntry, ...]:
    """The entries of the institution that holds a link, as they stand in the directory."""
    rows = directory.with_care_facts(
        directory.entries_to_confirm().filter(institution=link.institution_id)
    ).order_by("sort_key", "key")
    return tuple(shown(row) for row in rows)


def shown(service: Service) -> ShownEntry:
    """One entry for its own institution."""
    line = directory.contact_line(service)
    name = LocalisedText(service.name_es, service.name_en)
    number = line.number if line else ""
    if directory.is_protected_from(service, institution_id=None):
        return ShownEntry(service.pk, name, True, number, service.country)
    schedule = getattr(service, "schedule", None)
    return ShownEntry(
        service_id=service.pk,
        name=name,
        is_restricted=False,
        line=number,
        country=service.country,
        needs=tuple(LocalisedText(term.name_es, term.name_en) for term in service.need_terms),
        place=_place(service),
        hours=_hours(schedule) if schedule else None,
        admitted=tuple(
            LocalisedText(rule.text_es, rule.text_en) for rule in service.admission_rules.all()
        ),
        email=service.email,
        url=service.url,
        note=LocalisedText(service.note_es, service.note_en) if service.note_es else None,
    )


def _hours(schedule: Schedule) -> LocalisedText | None:
    """In words; where nobody wrote any, as a machine reads them."""
    if schedule.text_es:
        return LocalisedText(schedule.text_es, schedule.text_en)
    expression = schedule.opening_hours
    return LocalisedText(expression, expression) if expression else None


def _place(service: Service) -> str:
    address = service.location.address if service.location else ""
    return ", ".join(part for part in (address, service.place_name) if part)


def digest_of(entries: tuple[ShownEntry, ...]) -> str:
    """What was looked at, as one short word: an answer is about this and nothing newer."""
    return sha256(repr(entries).encode()).hexdigest()[:DIGEST_LETTERS]


def list_changes_of(network: Network, *, states: tuple[str, ...]) -> list[ChangeRequest]:
    """Requests about entries in the directory of a network, the last first."""
    return list(
        ChangeRequest.objects.filter(
            service__institution__in=institutions_of(network), state__in=states
        )
        .select_related("service__institution", "from_institution")
        .order_by("-requested_at", "id")
    )
