"""Withdrawal against use: threads at the same moment, each with a connection of its own.

A round makes a case and lets somebody use what was consented to (accept, read the packet, offer,
answer by link, open a case of its own, offer onward) just when the person takes it back. Whoever is
first wins. What may never be: a use that is recorded after the withdrawal, or anything left that
still opens.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Q

from relevo.accounts.enums import Role
from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.actions.links import make_link, move_by_link, open_link
from relevo.cases.enums import ConsentForm, FieldGroup, Purpose, Urgency
from relevo.cases.errors import (
    AnswerRefused,
    CaseNotVisible,
    DisclosureRefused,
    LinkOver,
    OfferRefused,
    TransitionRefused,
)
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.own_database import own_database
from relevo.directory.enums import ServiceStatus, Visibility
from relevo.directory.models import Institution, Service, Term
from relevo.kernel.actor import Actor

ROUNDS, FULL_ROUNDS = 100, 300
AT = datetime(2020, 11, 20, 18, tzinfo=UTC)
MOST_WAIT = 0.012
"""Seconds by which one of the two may start later, so that each is first now and then."""

LOST: tuple[type[Exception], ...] = (
    AnswerRefused,
    CaseNotVisible,
    DisclosureRefused,
    LinkOver,
    OfferRefused,
    TransitionRefused,
)
"""How a use is refused that came second."""

USED = ("referral.offered", "referral.seen", "referral.accepted", "referral.read")


@dataclass(frozen=True, slots=True)
class Stage:
    """Two officers of two institutions, and three services."""

    sender: Actor
    receiver: Actor
    first: Service
    further: Service


@dataclass(frozen=True, slots=True)
class Round:
    """What is taken back, and what is done at that moment.

    ``received_id``: out of which the recipient's own case is opened.
    """

    consent_id: UUID
    use: Callable[[], object]
    case_id: UUID
    kind: str
    received_id: UUID | None = None


@dataclass(slots=True)
class Found:
    """What the rounds showed."""

    used_first: int = 0
    withdrawn_first: int = 0
    late: int = 0
    left_open: int = 0
    errors: int = 0


def prove(*, full: bool) -> Outcome:
    """Race both, as often as asked, on the kind of database that the instance uses."""
    rounds = FULL_ROUNDS if full else ROUNDS
    found = Found()
    with own_database() as vendor:
        stage = _stage()
        for number in range(rounds):
            _race(_ROUNDS[number % len(_ROUNDS)](stage), found)
    figures: dict[str, Figure] = {
        "rounds": rounds,
        "late uses": found.late,
        "left open after a withdrawal": found.left_open,
        "unexpected errors": found.errors,
        "the use came first": found.used_first,
        "the withdrawal came first": found.withdrawn_first,
        "database": vendor,
    }
    limits: dict[str, Figure] = {
        "late uses": 0,
        "left open after a withdrawal": 0,
        "unexpected errors": 0,
    }
    both_happened = found.used_first > 0 and found.withdrawn_first > 0
    return Outcome("prove consent", figures, limits, within(figures, limits) and both_happened)


def _race(asked: Round, found: Found) -> None:
    """One withdrawal and one use at once; then look at what stands."""
    waits = [0.0, SystemRandom().uniform(0, MOST_WAIT)]
    SystemRandom().shuffle(waits)

    def withdraw() -> object:
        return actions.withdraw_consent(consent_id=asked.consent_id, by=_SENDER, at=AT)

    outcomes = at_once(*zip((asked.use, withdraw), waits, strict=True))
    used, withdrawn = outcomes
    if isinstance(withdrawn, Exception) or (
        isinstance(used, Exception) and not isinstance(used, LOST)
    ):
        found.errors += 1
    late, is_open = judge(asked)
    found.late += late
    found.left_open += is_open
    if isinstance(used, Exception) or used is None:
        found.withdrawn_first += 1
    else:
        found.used_first += 1


def judge(asked: Round) -> tuple[int, int]:
    """Uses that are recorded after the withdrawal, and sendings that could still be opened.

    Events get their number while the consent is locked, and keep it until that is kept: a later
    number is a later act.
    """
    withdrawn = Event.objects.filter(verb="consent.withdrawn", subject=str(asked.consent_id))
    since = withdrawn.order_by("id").values_list("id", flat=True).first()
    if since is None:
        return 0, 1
    sent = access.what_stands_of(asked.consent_id)
    opened = Q(verb="case.opened_from", subject=str(asked.received_id))
    used = Q(verb__in=USED, subject__in=[str(row.referral_id) for row in sent])
    events = Event.objects.filter(opened | used, id__gt=since)
    late = [event for event in events.order_by("id") if event.facts.get("fields") != []]
    return len(late), sum(row.is_open for row in sent)


def at_once(*works: tuple[Callable[[], object], float]) -> list[object]:
    """Run the works at the same time, each after its wait; results or errors in order."""
    start = threading.Barrier(len(works))
    outcomes: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object], wait: float) -> None:
        try:
            start.wait()
            time.sleep(wait)
            outcomes[place] = work()
        except Exception as error:  # noqa: BLE001 -- a thread must hand it over to be seen
            outcomes[place] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(place, *pair)) for place, pair in enumerate(works)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


# What is done at the moment of the withdrawal ------------------------------------------------


def _accept(stage: Stage) -> Round:
    case_id, consent_id, referral_id = _offered(stage)
    return Round(
        consent_id,
        lambda: actions.accept(referral_id=referral_id, by=_RECEIVER, at=AT),
        case_id,
        "accept",
    )


def _read(stage: Stage) -> Round:
    case_id, consent_id, referral_id = _offered(stage)
    actions.accept(referral_id=referral_id, by=_RECEIVER, at=AT)
    return Round(
        consent_id,
        lambda: access.read_referral(_RECEIVER, referral_id=referral_id, at=AT).packet,
        case_id,
        "read",
    )


def _offer(stage: Stage) -> Round:
    case_id = _case(_SENDER)
    consent_id = _consent(_SENDER, case_id, stage.first)
    return Round(
        consent_id, lambda: _send(_SENDER, case_id, stage.first, consent_id), case_id, "offer"
    )


def _by_link(stage: Stage) -> Round:
    case_id, consent_id, referral_id = _offered(stage)
    link, number = make_link(referral_id=referral_id, by=_SENDER, at=AT)
    link_pass = open_link(link_id=link.pk, number=number, at=AT)
    return Round(consent_id, lambda: move_by_link(link_pass, to="accepted", at=AT), case_id, "link")


def _onward(stage: Stage) -> Round:
    """It goes on from the recipient's own case while the sending is taken back."""
    case_id, consent_id, _own_record_id, use = _from_own_case(stage)
    return Round(consent_id, use, case_id, "onward")


def _onward_kept(stage: Stage) -> Round:
    """The same while she takes back that the recipient keeps a case of its own."""
    case_id, _consent_id, own_record_id, use = _from_own_case(stage)
    return Round(own_record_id, use, case_id, "onward")


def _from_own_case(stage: Stage) -> tuple[UUID, UUID, UUID, Callable[[], object]]:
    case_id, consent_id, referral_id = _offered(stage)
    own_record_id = _consent(_SENDER, case_id, stage.first, purpose=Purpose.OWN_RECORD)
    actions.accept(referral_id=referral_id, by=_RECEIVER, at=AT)
    own_id = actions.open_own_case(referral_id=referral_id, by=_RECEIVER, at=AT).pk
    further_id = _consent(_RECEIVER, own_id, stage.further)
    return (
        case_id,
        consent_id,
        own_record_id,
        lambda: _send(_RECEIVER, own_id, stage.further, further_id),
    )


def _own_case(stage: Stage) -> Round:
    """A case of the recipient's own is opened while she takes back just that."""
    case_id, _consent_id, referral_id = _offered(stage)
    own_record_id = _consent(_SENDER, case_id, stage.first, purpose=Purpose.OWN_RECORD)
    actions.accept(referral_id=referral_id, by=_RECEIVER, at=AT)
    return Round(
        own_record_id,
        lambda: actions.open_own_case(referral_id=referral_id, by=_RECEIVER, at=AT),
        case_id,
        "own case",
        received_id=referral_id,
    )


_ROUNDS: tuple[Callable[[Stage], Round], ...] = (
    _accept,
    _read,
    _offer,
    _by_link,
    _onward,
    _onward_kept,
    _own_case,
)
"""In half of the rounds onward the consent to a case of the recipient's own is taken back."""


def _offered(stage: Stage) -> tuple[UUID, UUID, UUID]:
    case_id = _case(_SENDER)
    consent_id = _consent(_SENDER, case_id, stage.first)
    return case_id, consent_id, _send(_SENDER, case_id, stage.first, consent_id)


def _case(by: Actor) -> UUID:
    facts = CaseFacts(
        needs=("shelter", "referral"),
        people=(Person(age_band="21-59", sex="f"),),
        nationality="HN",
        safe_contact="por la ventanilla",
    )
    return actions.open_case(facts=facts, urgency=Urgency.URGENT, by=by, at=AT).pk


def _consent(
    by: Actor, case_id: UUID, service: Service, *, purpose: str = Purpose.REFERRAL
) -> UUID:
    asked: dict[str, Any] = {
        "case_id": case_id,
        "service_id": service.pk,
        "field_groups": [FieldGroup.NEEDS, FieldGroup.PROFILE, FieldGroup.CONTACT],
        "form": ConsentForm.ORAL,
        "language": "es",
    }
    asked["purpose"] = purpose
    digest = access.consent_text(by, **asked, at=AT).digest
    return actions.record_consent(**asked, read_digest=digest, by=by, at=AT).pk


def _send(by: Actor, case_id: UUID, service: Service, consent_id: UUID) -> UUID:
    return actions.offer_referral(
        case_id=case_id,
        service_id=service.pk,
        urgency=Urgency.URGENT,
        consent_id=consent_id,
        is_life_in_danger=False,
        is_protocol_signed=True,
        by=by,
        at=AT,
    ).pk


_SENDER = Actor(uuid4(), uuid4(), frozenset({Role.OFFICER.value}))
_RECEIVER = Actor(uuid4(), uuid4(), frozenset({Role.DUTY_OFFICER.value}))


def _stage() -> Stage:
    """Invented institutions with one service each; the terms that the cases need."""
    terms = [
        Term.objects.create(code=code, kind="need", name_es=code, name_en=code, name_folded=code)
        for code in ("shelter", "referral")
    ]
    ids = (_SENDER.institution_id, _RECEIVER.institution_id, uuid4())
    houses = [
        Institution.objects.create(
            id=pk,
            key=f"PROOF-{number}",
            name_es=f"Institución de prueba {number}",
            name_en=f"Institution of the proof {number}",
            name_folded=f"prueba {number}",
            sort_key=f"prueba {number}",
            country="HN",
            kind="municipality",
        )
        for number, pk in enumerate(ids)
    ]
    first, further = (
        Service.objects.create(
            key=f"PROOF-{number}",
            institution=house,
            name_es="Ventanilla",
            name_en="Window",
            sort_key="ventanilla",
            kind="municipal_window",
            country="HN",
            status=ServiceStatus.ACTIVE,
            visibility=Visibility.PUBLIC,
            valid_from=AT.date(),
        )
        for number, house in enumerate(houses[1:])
    )
    for service in (first, further):
        service.terms.set(terms)
    return Stage(_SENDER, _RECEIVER, first, further)
