"""Good practices: told, edited by several at once, published, adopted elsewhere, reviewed."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.models import Term
from relevo.exchange import access
from relevo.exchange.enums import AdoptionResult, PracticeState, ReviewVerdict
from relevo.exchange.errors import PracticeRefused
from relevo.exchange.models import (
    Adoption,
    EvidenceReview,
    Exchange,
    Practice,
    PracticeTag,
    PracticeToken,
)
from relevo.exchange.queries.practices import adoption_subject, subject_of
from relevo.exchange.rules import practices as rules
from relevo.exchange.rules.practices import PracticeText, Tags
from relevo.kernel.actor import Actor
from relevo.networks.models import Network
from relevo.outbox import actions as outbox
from relevo.plumbing import revisions
from relevo.plumbing.folding import sort_key
from relevo.plumbing.revisions import Saved


@transaction.atomic
def draft_practice(
    *,
    text: PracticeText,
    tags: Tags,
    by: Actor,
    at: datetime,
    network_key: str = "",
    exchange_id: UUID | None = None,
) -> Practice:
    """Begin to tell what worked; only the own institution reads it until it is published.

    Raises NotYourPractice, PracticeRefused.
    """
    institution_id = access.tells_for(by)
    words, codes = text.checked(), _codes(tags)
    network = Network.objects.filter(key=network_key).first() if network_key else None
    if network_key and network is None:
        raise PracticeRefused(field="network", problem="unknown")
    exchange = Exchange.objects.filter(pk=exchange_id).first() if exchange_id else None
    if exchange_id and exchange is None:
        raise PracticeRefused(field="exchange", problem="unknown")
    practice = Practice(
        institution_id=institution_id,
        network=network,
        exchange=exchange,
        state=PracticeState.DRAFT,
        changed_at=at,
        **asdict(words),
    )
    practice.sort_key = sort_key(words.title_es)
    practice.is_demo = practice.institution.is_demo
    practice.save()
    saved = _save(practice, words, codes, base=0, by=by, at=at)
    _take_in(practice, words, codes, revision=saved.revision.number or 0, at=at)
    _tell("drafted", practice, by=by, at=at)
    return practice


@transaction.atomic
def edit_practice(
    *, practice_id: UUID, base: int, text: PracticeText, tags: Tags, by: Actor, at: datetime
) -> Saved:
    """Save a text written on revision ``base``; on an older one it is kept beside, never lost.

    What is published keeps the parts that it needs. Raises PracticeUnknown, NotYourPractice,
    PracticeRefused.
    """
    practice = access.own_practice_locked(by, practice_id=practice_id)
    words, codes = text.checked(), _codes(tags)
    if not 0 <= base <= practice.revision:
        raise PracticeRefused(field="base", problem="unknown")
    if practice.state == PracticeState.PUBLISHED:
        rules.check_ready(words)
    saved = _save(practice, words, codes, base=base, by=by, at=at)
    if saved.is_current:
        _take_in(practice, words, codes, revision=saved.revision.number or 0, at=at)
    _tell("edited" if saved.is_current else "kept_beside", practice, by=by, at=at)
    return saved


@transaction.atomic
def settle_practice(*, practice_id: UUID, revision_id: int, by: Actor, at: datetime) -> None:
    """A text kept beside was taken in by hand or is not wanted; it stays readable.

    Raises PracticeUnknown, NotYourPractice.
    """
    practice = access.own_practice_locked(by, practice_id=practice_id)
    revisions.settle(revision_id, subject=subject_of(practice.pk), at=at)
    _tell("settled", practice, by=by, at=at)


@transaction.atomic
def publish_practice(*, practice_id: UUID, by: Actor, at: datetime) -> Practice:
    """Let everybody who is signed in read it. Raises as ``edit_practice``, PracticeMoveRefused."""
    practice = access.own_practice_locked(by, practice_id=practice_id)
    rules.check_move(practice.state, PracticeState.PUBLISHED)
    rules.check_ready(PracticeText.of(asdict_of(practice)))
    practice.state, practice.published_at = PracticeState.PUBLISHED, at
    practice.save(update_fields=["state", "published_at"])
    _tell("published", practice, by=by, at=at)
    return practice


@transaction.atomic
def withdraw_practice(*, practice_id: UUID, by: Actor, at: datetime) -> Practice:
    """Take it back: only its own institution reads it. What others told of it stays.

    Raises PracticeUnknown, NotYourPractice, PracticeMoveRefused.
    """
    practice = access.own_practice_locked(by, practice_id=practice_id)
    rules.check_move(practice.state, PracticeState.WITHDRAWN)
    practice.state = PracticeState.WITHDRAWN
    practice.save(update_fields=["state"])
    _tell("withdrawn", practice, by=by, at=at)
    return practice


@transaction.atomic
def adopt_practice(
    *,
    practice_id: UUID,
    adopted_on: date,
    result: str,
    story_es: str,
    story_en: str,
    by: Actor,
    at: datetime,
) -> Adoption:
    """Tell that one's institution took it over, and what happened; told anew as it goes on.

    What was told before is kept. Raises PracticeUnknown, NotYourPractice, PracticeIsYours,
    PracticeRefused.
    """
    practice = access.practice_of_others(by, practice_id=practice_id)
    if result not in AdoptionResult.values:
        raise PracticeRefused(field="result", problem="unknown")
    if adopted_on > at.date():
        raise PracticeRefused(field="adopted_on", problem="ahead")
    needs_words = result != AdoptionResult.UNDER_WAY
    words_es = rules.check_story("story_es", story_es, may_be_empty=not needs_words)
    words_en = rules.check_story("story_en", story_en)
    adoption, _is_new = Adoption.objects.update_or_create(
        practice=practice,
        institution_id=access.tells_for(by),
        defaults={
            "adopted_on": adopted_on,
            "result": result,
            "story_es": words_es,
            "story_en": words_en,
            "told_by": by.id,
            "told_at": at,
        },
    )
    told = len(revisions.list_revisions(adoption_subject(adoption.pk)))
    revisions.save_revision(
        adoption_subject(adoption.pk),
        current=told,
        base=told,
        content={
            "adopted_on": adopted_on.isoformat(),
            "result": result,
            "story_es": words_es,
            "story_en": words_en,
        },
        actor_id=by.id,
        at=at,
    )
    _tell("adopted", practice, by=by, at=at, facts={"result": result})
    return adoption


@transaction.atomic
def review_evidence(
    *,
    practice_id: UUID,
    revision: int,
    verdict: str,
    text_es: str,
    text_en: str,
    by: Actor,
    at: datetime,
) -> EvidenceReview:
    """A university says what the evidence carries, of the very text that was read.

    Never of its own practice; earlier reviews stay. Raises PracticeUnknown, NotYourPractice,
    PracticeIsYours, NotResearch, PracticeRefused.
    """
    practice = access.practice_of_others(by, practice_id=practice_id)
    access.check_may_review(by)
    if verdict not in ReviewVerdict.values:
        raise PracticeRefused(field="verdict", problem="unknown")
    if not 1 <= revision <= practice.revision:
        raise PracticeRefused(field="revision", problem="unknown")
    review = EvidenceReview.objects.create(
        practice=practice,
        institution_id=access.tells_for(by),
        revision=revision,
        verdict=verdict,
        text_es=rules.check_story("text_es", text_es, may_be_empty=False),
        text_en=rules.check_story("text_en", text_en),
        reviewed_by=by.id,
        reviewed_at=at,
    )
    _tell("reviewed", practice, by=by, at=at, facts={"verdict": verdict})
    return review


def asdict_of(practice: Practice) -> dict[str, str]:
    """The text of a row as the values of its form."""
    return {name: getattr(practice, name) for name in rules.FIELDS}


def _codes(tags: Tags) -> dict[str, list[str]]:
    terms = Term.objects.filter(kind__in=("need", "profile")).values_list("kind", "code")
    by_kind: dict[str, set[str]] = {"need": set(), "profile": set()}
    for kind, code in terms:
        by_kind[kind].add(code)
    return rules.check_tags(tags, needs=by_kind["need"], profiles=by_kind["profile"])


def _save(
    practice: Practice,
    text: PracticeText,
    codes: Mapping[str, list[str]],
    *,
    base: int,
    by: Actor,
    at: datetime,
) -> Saved:
    return revisions.save_revision(
        subject_of(practice.pk),
        current=practice.revision,
        base=base,
        content={**asdict(text), "tags": dict(codes)},
        actor_id=by.id,
        at=at,
    )


def _take_in(
    practice: Practice,
    text: PracticeText,
    codes: Mapping[str, list[str]],
    *,
    revision: int,
    at: datetime,
) -> None:
    """Write the current text with its codes, and make it findable by its words."""
    for name, words in asdict(text).items():
        setattr(practice, name, words)
    practice.sort_key = sort_key(text.title_es)
    practice.revision, practice.changed_at = revision, at
    practice.save()
    PracticeTag.objects.filter(practice=practice).delete()
    PracticeTag.objects.bulk_create(
        PracticeTag(practice=practice, kind=kind, code=code)
        for kind, chosen in codes.items()
        for code in chosen
    )
    PracticeToken.objects.filter(practice=practice).delete()
    PracticeToken.objects.bulk_create(
        PracticeToken(practice=practice, token=token) for token in rules.tokens_of(text)
    )


def _tell(
    verb: str,
    practice: Practice,
    *,
    by: Actor,
    at: datetime,
    facts: Mapping[str, object] | None = None,
) -> None:
    told = {"revision": practice.revision, **(facts or {})}
    outbox.queue(f"practice.{verb}", subject_id=str(practice.pk), at=at, facts=told)
    audit.record(f"practice.{verb}", subject=str(practice.pk), actor=by, at=at, facts=told)
