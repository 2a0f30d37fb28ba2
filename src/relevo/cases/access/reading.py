"""What is read out before a consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from relevo.cases import queries
from relevo.cases.access.doors import get_case, get_service, kept_from
from relevo.cases.access.proofs import check_chain_live, law_allows, refused_by, restricted_at
from relevo.cases.enums import FactField, FieldGroup, Purpose
from relevo.cases.errors import OfferRefused, RecipientBlocked, RefusalStands, RestrictionStands
from relevo.cases.models import Case, Consent
from relevo.cases.rules import consents, disclosure, facts, recipients, texts
from relevo.cases.rules.clocks import LOCAL
from relevo.directory import queries as directory
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.texts import queries as stored_texts
from relevo.texts.enums import TextKind


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read out before a consent, and what agreeing to it means.

    ``needs``: those that are named, and no other goes. ``has_decision``: a decision on the best
    interests of the child is recorded.
    """

    text: texts.ConsentText
    fields: frozenset[FactField]
    needs: tuple[str, ...]
    expires_at: datetime
    is_without_adult: bool = False
    has_decision: bool = False


class _Asking:
    """Whom a person may be asked for: looked up once for all the services in question."""

    def __init__(
        self,
        case: Case,
        known: facts.CaseFacts,
        services: Sequence[Service],
        *,
        at: datetime,
    ) -> None:
        institutions = {service.institution_id for service in services}
        self._kept_from = kept_from(case.pk, institution_ids=institutions)
        self._person = queries.protected_of(case, known)
        self._on = at.astimezone(LOCAL).date()
        self._refused_by = refused_by(case.pk)
        self._is_restricted = restricted_at(case.pk) is not None

    def check(self, service: Service, *, chosen_by_person: bool = False) -> None:
        """RecipientBlocked before anything else, RefusalStands, RestrictionStands.

        ``chosen_by_person``: she asked for this very recipient, by herself.
        """
        if service.institution_id in self._kept_from:
            raise RecipientBlocked(why="excluded")
        recipients.check_recipient(
            queries.recipient_of(service),
            self._person,
            chosen_by_person=chosen_by_person,
            on=self._on,
        )
        if service.institution_id in self._refused_by:
            raise RefusalStands
        if self._is_restricted:
            raise RestrictionStands


def why_not_asked(
    actor: Actor, *, case_id: UUID, services: Sequence[Service], at: datetime
) -> dict[UUID, str]:
    """Services for which no consent would be asked, by id, with why; CaseNotVisible.

    Why as in RecipientBlocked; ``refused``: her "no" stands; ``restricted``: she asked that nothing
    more is done; ``serves_no_need``: it gives nothing of what the case needs. The same checks as
    before a text is read out.
    """
    case = get_case(actor, case_id)
    known = queries.opened_facts(case.pk)
    asking = _Asking(case, known, services, at=at)
    found = {service.pk: _why_not(asking, service, known=known) for service in services}
    return {pk: why for pk, why in found.items() if why}


def barred_consents(case: Case, given: Sequence[Consent], *, at: datetime) -> dict[UUID, str]:
    """Consents of a case by which nothing may be offered now, by id, with why as ``why_not_asked``.

    Nobody is offered what came to be barred after the person agreed, unless she chose it herself.
    """
    if not given:
        return {}
    asking = _Asking(
        case, queries.opened_facts(case.pk), [consent.service for consent in given], at=at
    )
    found = {consent.pk: _barred(asking, consent) for consent in given}
    return {pk: why for pk, why in found.items() if why}


def _barred(asking: _Asking, consent: Consent) -> str:
    try:
        asking.check(consent.service, chosen_by_person=consent.chosen_by_person)
    except (RecipientBlocked, RefusalStands, RestrictionStands) as refusal:
        return _why(refusal)
    return ""


def _why(refusal: RecipientBlocked | RefusalStands | RestrictionStands) -> str:
    if isinstance(refusal, RecipientBlocked):
        return refusal.why
    return "refused" if isinstance(refusal, RefusalStands) else "restricted"


def list_barred(actor: Actor, *, case_id: UUID, at: datetime) -> dict[UUID, str]:
    """Of the consents of a case those by which nothing may be offered now; CaseNotVisible."""
    case = get_case(actor, case_id)
    given = Consent.objects.select_related("service__institution").filter(
        case=case, withdrawn_at=None
    )
    return barred_consents(case, list(given.order_by("given_at", "id")), at=at)


def _why_not(asking: _Asking, service: Service, *, known: facts.CaseFacts) -> str:
    try:
        asking.check(service)
        disclosure.needs_told(known.needs, served=queries.served_by(service))
    except (RecipientBlocked, RefusalStands, RestrictionStands) as refusal:
        return _why(refusal)
    except OfferRefused as refused:
        return refused.problem
    return ""


def reading_of(
    case: Case,
    *,
    service: Service,
    field_groups: Sequence[str],
    form: str,
    language: str,
    days: int,
    chosen_by_person: bool,
    purpose: str,
    at: datetime,
) -> Reading:
    """The text for one sending, or for what a recipient keeps of it.

    RecipientBlocked before anything else, RefusalStands, RestrictionStands, ConsentWithdrawn where
    what the case came out of was taken back, ConsentTermsRefused; OfferRefused where the service
    gives none of what the case needs.
    """
    known = queries.opened_facts(case.pk)
    _Asking(case, known, [service], at=at).check(service, chosen_by_person=chosen_by_person)
    check_chain_live(case, is_locked=False)
    consents.check_terms(
        field_groups=field_groups,
        form=form,
        days=days,
        language=language,
        purpose=purpose,
        languages=reading_languages(purpose),
        is_without_adult=facts.is_without_adult(known),
    )
    served = queries.served_by(service)
    needs = disclosure.needs_told(known.needs, served=served)
    fields = disclosure.that_apply(known) & disclosure.fields_to_read_out(
        field_groups,
        needs=known.needs,
        served=served,
        recipient=queries.recipient_class_of(service),
        law_allows=law_allows(case, service=service, at=at),
    )
    expires_at = consents.end_of(at, days=days)
    institution = LocalisedText(service.institution.name_es, service.institution.name_en)
    name = directory.name_for(service, institution_id=case.institution_id)
    text = texts.consent_text(
        language=language,
        recipient=institution.in_language(language),
        service=name.in_language(language),
        fields=fields,
        needs=_named(needs, language=language),
        expires_at=expires_at,
        source=_source(language, purpose=purpose),
    )
    return Reading(
        text=text,
        fields=fields,
        needs=needs,
        expires_at=expires_at,
        is_without_adult=facts.is_without_adult(known),
        has_decision=known.best_interests is not None,
    )


def _named(needs: Sequence[str], *, language: str) -> tuple[str, ...]:
    """The needs as they are read out; Spanish where the language has no words for them."""
    words = directory.words_of(needs)
    return tuple(words[need].in_language(language) for need in needs)


def reading_languages(purpose: str) -> frozenset[str]:
    """The languages in which one can be asked: of a committed text, or one added on this instance.

    A text for one purpose is never read out for another.
    """
    return texts.languages() | stored_texts.languages_of(texts.kind_for(purpose))


def _source(language: str, *, purpose: str) -> texts.Source:
    kind = texts.kind_for(purpose)
    stored = stored_texts.current_text(kind, language=language)
    if stored is None:
        return texts.committed(language, purpose=purpose)
    told_apart = purpose if kind == TextKind.OWN_RECORD else ""
    return texts.Source(stored.version, stored.paragraphs, stored.words, told_apart)


def consent_text(
    actor: Actor,
    *,
    case_id: UUID,
    service_id: UUID,
    field_groups: Sequence[str],
    form: str,
    language: str,
    at: datetime,
    days: int = consents.DEFAULT_DAYS,
    chosen_by_person: bool = False,
    purpose: str = Purpose.REFERRAL,
) -> texts.ConsentText:
    """What to read out; its digest goes back with the answer.

    Raises CaseNotVisible, OfferRefused, RecipientBlocked, ConsentTermsRefused.
    """
    return reading_of(
        get_case(actor, case_id),
        service=get_service(actor, service_id, at=at),
        field_groups=field_groups,
        form=form,
        language=language,
        days=days,
        chosen_by_person=chosen_by_person,
        purpose=purpose,
        at=at,
    ).text


def words_by_group(
    actor: Actor,
    *,
    case_id: UUID,
    service_id: UUID,
    field_groups: Sequence[FieldGroup],
    form: str,
    language: str,
    at: datetime,
    days: int = consents.DEFAULT_DAYS,
    chosen_by_person: bool = False,
    purpose: str = Purpose.REFERRAL,
) -> dict[FieldGroup, tuple[str, ...]]:
    """What of each group could go to this service, as it is read out: of it she may leave out.

    A group of which nothing could go is not there. Raises as ``consent_text`` does.
    """
    reading = reading_of(
        get_case(actor, case_id),
        service=get_service(actor, service_id, at=at),
        field_groups=field_groups,
        form=form,
        language=language,
        days=days,
        chosen_by_person=chosen_by_person,
        purpose=purpose,
        at=at,
    )
    going = [field for field in FactField if field in reading.fields]
    words = dict(zip(going, reading.text.goes, strict=True))
    told = {
        group: tuple(words[name] for name in going if name in disclosure.GROUP_FIELDS[group])
        for group in field_groups
    }
    return {group: said for group, said in told.items() if said}
