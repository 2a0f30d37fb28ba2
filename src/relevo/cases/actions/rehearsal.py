"""Many invented cases at once, to measure a demonstration with. A real instance is never filled.

Written past the door and the rules, in bulk, without audit: whoever measures rolls it back. The
cases of the team and what it sent are sealed like real ones; in those of all others, which nobody
opens while measuring, random bytes of the same length stand in the place of what is sealed.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction

from relevo.cases import queries
from relevo.cases.access.proofs import named_terms
from relevo.cases.enums import CaseStatus, ConsentForm, FieldGroup, Purpose, ReferralStatus, Urgency
from relevo.cases.errors import RehearsalRefused
from relevo.cases.models import Case, Consent, Referral, ReferralStep, SealedGroup, TeamMember
from relevo.cases.rules import consents, disclosure
from relevo.cases.rules import facts as fact_rules
from relevo.cases.rules.clocks import LOCAL
from relevo.directory.models import Institution, Service
from relevo.kernel.ids import new_code
from relevo.plumbing.models import Instance, InstanceKind
from relevo.plumbing.sealed import ToSeal, seal_many

AT_ONCE = 500
CASES_OF_ONE_PERSON = 400
GROUPS = (FieldGroup.NEEDS, FieldGroup.PROFILE, FieldGroup.CONTACT)
NEEDS = ("shelter", "medical")
READ_DIGEST = "0" * 64
BLOB_BYTES = 320


@dataclass(frozen=True, slots=True)
class Someone:
    """An invented person: what a search can find."""

    name: str
    safe_contact: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: a team with its people, everybody else, and the services all is offered to.

    What the team offers goes to the first service, what the others offered went to all of them.
    """

    institution_id: UUID
    user_id: UUID
    people: Sequence[Someone]
    others: Sequence[UUID]
    service_ids: Sequence[UUID]


@transaction.atomic
def fill_for_measurement(cast: Cast, *, cases: int, at: datetime) -> None:
    """Write so many cases, each offered once: the team's own first, then those of all others.

    RehearsalRefused on a real instance, for institutions that are not invented, and where a case
    of an institution that is not invented stands.
    """
    _check(cast)
    remaining = _lots(cast, cases=cases)
    while lots := list(islice(remaining, AT_ONCE)):
        _write(lots, at=at)


def _check(cast: Cast) -> None:
    institutions = {*cast.others, cast.institution_id}
    invented = Institution.objects.filter(pk__in=institutions, is_demo=True).count()
    if (
        not Instance.objects.filter(kind=InstanceKind.DEMO).exists()
        or invented != len(institutions)
        or Case.objects.exclude(institution__is_demo=True).exists()
    ):
        raise RehearsalRefused


@dataclass(frozen=True, slots=True)
class _Address:
    """A service that all is offered to, and what would go there."""

    service: Service
    served: frozenset[str]
    fields: list[str]


@dataclass(frozen=True, slots=True)
class _Lot:
    """One case that is about to be written; ``someone`` None: nobody opens it."""

    institution_id: UUID
    user_id: UUID
    to: _Address
    someone: Someone | None


@dataclass(frozen=True, slots=True)
class _Written:
    lot: _Lot
    case: Case
    facts: fact_rules.CaseFacts

    @property
    def is_sealed(self) -> bool:
        return self.lot.someone is not None


def _lots(cast: Cast, *, cases: int) -> Iterator[_Lot]:
    found = Service.objects.select_related("institution").in_bulk(list(cast.service_ids))
    addresses = [_address(found[pk]) for pk in cast.service_ids]
    for someone in cast.people:
        yield _Lot(cast.institution_id, cast.user_id, addresses[0], someone)
    for number in range(cases - len(cast.people)):
        institution_id = cast.others[number % len(cast.others)]
        place = number // len(cast.others)
        # Each person of the other institutions has a few hundred cases.
        user_id = UUID(int=institution_id.int ^ (place // CASES_OF_ONE_PERSON + 1))
        yield _Lot(institution_id, user_id, addresses[number % len(addresses)], None)


def _address(service: Service) -> _Address:
    served = queries.served_by(service)
    fields = disclosure.fields_to_read_out(
        GROUPS,
        needs=NEEDS,
        served=served,
        recipient=queries.recipient_class_of(service),
    )
    return _Address(service, served, sorted(fields))


def _write(lots: Sequence[_Lot], *, at: datetime) -> None:
    written = [_opened(lot, at=at) for lot in lots]
    Case.objects.bulk_create(row.case for row in written)
    TeamMember.objects.bulk_create(
        TeamMember(case=row.case, user_id=row.lot.user_id, since=at) for row in written
    )
    SealedGroup.objects.bulk_create(_groups(written, at=at))
    given = [_consent(row, at=at) for row in written]
    Consent.objects.bulk_create(given)
    sent = _referrals(written, given, at=at)
    Referral.objects.bulk_create(sent)
    ReferralStep.objects.bulk_create(
        ReferralStep(
            referral=referral,
            status=referral.status,
            at=at,
            by_institution_id=row.lot.institution_id,
            actor_id=row.lot.user_id,
        )
        for row, referral in zip(written, sent, strict=True)
    )


def _opened(lot: _Lot, *, at: datetime) -> _Written:
    someone = lot.someone or Someone("", "")
    return _Written(
        lot=lot,
        case=Case(
            code=new_code(),
            institution_id=lot.institution_id,
            status=CaseStatus.OPEN,
            opened_on=at.astimezone(LOCAL).date() - timedelta(days=secrets.randbelow(300)),
        ),
        facts=fact_rules.CaseFacts(
            needs=NEEDS,
            people=(fact_rules.Person("21-59", "f"), fact_rules.Person("5-11", "m")),
            urgent_needs=frozenset({"medical"}),
            nationality="HN",
            heads_for="SV",
            name=someone.name,
            safe_contact=someone.safe_contact,
        ),
    )


def _groups(written: Sequence[_Written], *, at: datetime) -> Iterator[SealedGroup]:
    real = [row for row in written if row.is_sealed]
    blobs = iter(
        seal_many(
            [
                ToSeal(
                    content,
                    context=queries.group_context(row.case.pk, group),
                    holder=row.case.institution_id,
                    envelope=row.case.pk,
                )
                for row in real
                for group, content in fact_rules.groups_of(
                    row.facts, urgency=Urgency.URGENT
                ).items()
            ]
        )
    )
    for row in written:
        for group in FieldGroup:
            blob = next(blobs) if row.is_sealed else secrets.token_bytes(BLOB_BYTES)
            yield SealedGroup(case=row.case, group=group, sealed=blob, changed_at=at)


def _consent(row: _Written, *, at: datetime) -> Consent:
    return Consent(
        case=row.case,
        recipient=row.lot.to.service.institution,
        service=row.lot.to.service,
        purpose=Purpose.REFERRAL,
        field_groups=[group.value for group in GROUPS],
        fields=row.lot.to.fields,
        form=ConsentForm.ORAL,
        language="es",
        text_version="2026-11",
        text_digest=READ_DIGEST,
        given_at=at,
        recorded_by=row.lot.user_id,
        expires_at=consents.end_of(at, days=consents.DEFAULT_DAYS),
        receipt_code=new_code(),
    )


def _referrals(
    written: Sequence[_Written], given: Sequence[Consent], *, at: datetime
) -> list[Referral]:
    """The team's own wait for an answer at the service; those of the others have ended."""
    rows = [
        Referral(
            code=new_code(),
            case=row.case,
            sender_id=row.case.institution_id,
            recipient_id=consent.recipient_id,
            service=row.lot.to.service,
            consent=consent,
            status=ReferralStatus.OFFERED if row.is_sealed else ReferralStatus.DELIVERED,
            urgency=Urgency.URGENT,
            created_at=at,
            offered_at=at,
            deadline_at=at + timedelta(minutes=60 + secrets.randbelow(4_000)),
            slip_code=new_code(),
            preview=b"",
        )
        for row, consent in zip(written, given, strict=True)
    ]
    real = [
        (row, consent, referral)
        for row, consent, referral in zip(written, given, rows, strict=True)
        if row.is_sealed
    ]
    blobs = seal_many(
        [
            ToSeal(
                _preview(row, consent, at=at),
                context=queries.preview_context(referral.pk),
                holder=row.case.institution_id,
                envelope=referral.pk,
            )
            for row, consent, referral in real
        ]
    )
    for (_row, _consent, referral), blob in zip(real, blobs, strict=True):
        referral.preview = blob
    return rows


def _preview(row: _Written, consent: Consent, *, at: datetime) -> dict[str, object]:
    use = consents.Use(
        case_id=row.case.pk, recipient_id=consent.recipient_id, service_id=consent.service_id
    )
    live = consents.check_consent_live(named_terms(consent), use=use, at=at)
    return disclosure.build_preview(
        row.facts, consent=live, served=row.lot.to.served, urgency=Urgency.URGENT, arrives_at=None
    )
