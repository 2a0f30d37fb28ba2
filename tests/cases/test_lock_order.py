"""The head of an audit chain is locked after every other row: else two acts wait for each other."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import cases as cast
from tests.factories.cases import HOUR, NOON

from relevo.cases import access, actions
from relevo.cases.actions import rights
from relevo.cases.enums import Purpose
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.models import Consent, Referral
from relevo.directory.models import Capacity
from relevo.plumbing import clock
from relevo.plumbing.models import InstanceKind

pytestmark = pytest.mark.django_db
HEAD = '"audit_chain"'


@pytest.fixture
def stage():
    # Between institutions of a demonstration no protocol is asked for.
    clock.start_instance(InstanceKind.DEMO, real_at=clock.real_now(), domain_at=None)
    return cast.stage()


@contextmanager
def watched():
    """The statements before the head is first touched, and those after."""
    before, after = [], []
    with CaptureQueriesContext(connection) as seen:
        yield before, after
    said = [query["sql"] for query in seen.captured_queries]
    first = next(place for place, sql in enumerate(said) if HEAD in sql)
    before += said[:first]
    after += said[first:]


def changes(said, table):
    return [sql for sql in said if sql.startswith("UPDATE") and f'"{table}"' in sql]


def is_asked(said, table, *words):
    return any(f'FROM "{table}"' in sql and all(word in sql for word in words) for sql in said)


def next_to(stage, referral, service):
    given = cast.consent(stage, referral.case, service)
    actions.add_alternate(referral_id=referral.pk, consent_id=given.pk, by=stage.amina, at=NOON)


@pytest.mark.parametrize("told", ["accepted", "declined"])
def test_a_confirmed_telephone_answer_counts_places_before_the_head(stage, told):
    Capacity.objects.create(service=stage.window, unit="persons", maximum=9, available=5)
    referral = cast.referral(stage)
    noted = actions.note_phone_answer(
        referral_id=referral.pk,
        told=told,
        decline_code="no_capacity" if told == "declined" else "",
        role="guardia",
        by=stage.amina,
        at=NOON,
    )

    with watched() as (before, after):
        actions.confirm_phone_answer(
            referral_id=referral.pk, answer_id=noted.pk, by=stage.carlos, at=NOON + HOUR
        )

    assert Referral.objects.get().status == told
    assert (len(changes(before, "directory_capacity")), changes(after, "directory_capacity")) == (
        1,
        [],
    )


@pytest.mark.parametrize("ending", [S.DECLINED, S.NOT_ARRIVED, S.EXPIRED])
def test_what_the_next_offer_needs_is_locked_before_the_head(stage, ending):
    received = cast.referral(stage, S.ACCEPTED)
    asked = {
        "case_id": received.case_id,
        "service_id": received.service_id,
        "field_groups": cast.ALL_GROUPS,
        "form": "oral",
        "language": "es",
        "purpose": Purpose.OWN_RECORD,
    }
    digest = access.consent_text(stage.amina, at=NOON, **asked).digest
    actions.record_consent(**asked, read_digest=digest, by=stage.amina, at=NOON)
    own = actions.open_own_case(referral_id=received.pk, by=stage.carlos, at=NOON + HOUR)
    onward = replace(stage, amina=stage.carlos)
    sent = cast.offer(onward, own, stage.shelter)
    next_to(onward, sent, stage.clinic)
    if ending == S.NOT_ARRIVED:
        actions.accept(referral_id=sent.pk, by=stage.elena, at=NOON + HOUR)

    with watched() as (before, after):
        if ending == S.EXPIRED:
            actions.expire_due(at=sent.deadline_at)
        else:
            cast.move(sent, ending, by=stage.elena)

    assert Referral.objects.get(pk=sent.pk).status == ending
    assert Referral.objects.filter(service=stage.clinic).count() == 1
    needed = {
        "cases_consent": (received.consent_id.hex,),
        "directory_service": ("cases_alternate",),
    }
    assert {table: is_asked(before, table, *words) for table, words in needed.items()} == (
        dict.fromkeys(needed, True)
    )
    assert is_asked(after, "cases_consent", received.consent_id.hex)


LOCKED = (
    ("cases_consent", 'WHERE "cases_consent"."case_id"'),
    ("cases_referral", '"cases_referral"."id" IN'),
    ("directory_service", "cases_referral"),
    ("cases_retraction", '"cases_retraction"."referral_id" IN'),
)


@pytest.mark.parametrize("act", ["withdraw_all", "erasure", "refusal"])
def test_all_that_ends_together_is_locked_before_the_head(stage, act):
    case = cast.case(stage)
    for service in (stage.window, stage.shelter):
        cast.offer(stage, case, service)
    cast.consent(stage, case, stage.window)
    code, phrase = rights.give_key(case_id=case.pk, by=stage.amina, at=NOON)
    own = rights.open_own(code=code, phrase=phrase, by=stage.amina, at=NOON)
    request = rights.ask(own, kind="erasure", text="", at=NOON)
    acts = {
        "withdraw_all": lambda: rights.withdraw_all(own, at=NOON),
        "erasure": lambda: rights.answer_request(
            request_id=request.pk, outcome="granted", by=stage.amina, at=NOON
        ),
        "refusal": lambda: actions.record_refusal(
            case_id=case.pk, service_id=stage.window.pk, by=stage.amina, at=NOON
        ),
    }

    with watched() as (before, _after):
        acts[act]()

    ended = Consent.objects.exclude(withdrawn_at=None).count()
    assert ended == (2 if act == "refusal" else 3)
    assert [table for table, words in LOCKED if not is_asked(before, table, words)] == []
    emptied = [is_asked(before, table) for table in ("cases_breakglass", "cases_withoutconsent")]
    assert emptied == [act == "erasure"] * 2
