"""What the roles of a person are on a day, and what a new card does to the old one."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from tests.factories.directory import institution

from relevo.accounts import actions, queries
from relevo.accounts.enums import Role
from relevo.accounts.errors import CardCodeRefused, NotAnAdministrator
from relevo.accounts.models import CardCode, Membership, SetupLink, User
from relevo.audit.models import Event
from relevo.audit.queries import verify_chain
from relevo.kernel.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture
def nacaome():
    return institution("HN-MUN-NACAOME", kind="municipality")


def person(of, username="amina", **told):
    return actions.create_person(
        **{
            "username": username,
            "institution": of,
            "role": Role.OFFICER,
            "starts_on": date(2026, 1, 1),
            "acta": "12-2026",
            "by": SYSTEM,
            "at": NOON,
        }
        | told
    )


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "counts"),
    [
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
        (date(2026, 1, 1), TODAY + timedelta(days=1), True),
        (date(2026, 1, 1), TODAY, False),
        (date(2026, 1, 1), TODAY - timedelta(days=9), False),
    ],
)
def test_term_begins_on_its_first_day_and_ends_before_its_end(nacaome, starts_on, ends_on, counts):
    amina = person(nacaome, starts_on=starts_on, ends_on=ends_on)
    assert bool(queries.list_memberships(amina, on=TODAY)) is counts


def test_new_person_can_sign_in_with_nothing_yet(nacaome):
    amina = person(nacaome)
    assert not amina.has_usable_password()
    assert (amina.is_demo, amina.is_staff, amina.is_superuser) == (False, False, False)
    membership = Membership.objects.get(user=amina)
    assert (membership.role, membership.acta, membership.ends_on) == ("officer", "12-2026", None)


def test_every_act_on_an_account_is_recorded_without_a_secret(nacaome):
    amina = person(nacaome)
    token = actions.create_setup_link(user=amina, by=SYSTEM, at=NOON)
    actions.redeem_setup_link(token, password="cuatro palabras sueltas", at=NOON)
    codes = actions.issue_card(user=amina, by=SYSTEM, at=NOON)
    actions.use_card_code(user=amina, code=codes[0], at=NOON)
    events = Event.objects.filter(subject=str(amina.pk)).order_by("number")
    assert [event.verb for event in events] == [
        "account.created",
        "account.link_issued",
        "account.password_set",
        "account.card_issued",
        "account.card_used",
    ]
    for event in events:
        assert token not in str(event.facts)
        assert not any(code in str(event.facts) for code in codes)
        assert verify_chain(event.institution_id) == []


def test_new_card_ends_the_old_one(nacaome):
    amina = person(nacaome)
    old = actions.issue_card(user=amina, by=SYSTEM, at=NOON)
    new = actions.issue_card(user=amina, by=SYSTEM, at=NOON)
    assert set(old) & set(new) == set()
    assert CardCode.objects.filter(user=amina).count() == len(new)
    with pytest.raises(CardCodeRefused):
        actions.use_card_code(user=amina, code=old[0], at=NOON)
    assert actions.use_card_code(user=amina, code=new[0], at=NOON) == len(new) - 1


def test_card_is_used_up(nacaome):
    amina = person(nacaome)
    codes = actions.issue_card(user=amina, by=SYSTEM, at=NOON)
    left = [actions.use_card_code(user=amina, code=code, at=NOON) for code in codes]
    assert left == list(range(len(codes) - 1, -1, -1))
    with pytest.raises(CardCodeRefused):
        actions.use_card_code(user=amina, code=codes[0], at=NOON)


@pytest.mark.parametrize("code", ["", " ", "-", "x" * 1000, "\0"])
def test_what_is_no_code_is_refused(nacaome, code):
    amina = person(nacaome)
    actions.issue_card(user=amina, by=SYSTEM, at=NOON)
    with pytest.raises(CardCodeRefused):
        actions.use_card_code(user=amina, code=code, at=NOON)


def test_card_of_somebody_in_two_institutions_needs_an_administrator_of_both(nacaome):
    la_union = institution("SV-MUN-LU")
    amina = person(nacaome)
    Membership.objects.create(
        user=amina, institution=la_union, role=Role.OFFICER, starts_on=date(2026, 1, 1)
    )
    one = Actor(id=uuid4(), institution_id=nacaome.pk, roles=frozenset({Role.INSTITUTION_ADMIN}))
    both = Actor(id=uuid4(), institution_id=nacaome.pk, roles=frozenset({Role.PLATFORM_ADMIN}))
    with pytest.raises(NotAnAdministrator):
        actions.issue_card(user=amina, by=one, at=NOON)
    assert len(actions.issue_card(user=amina, by=both, at=NOON)) == actions.CODES_ON_A_CARD


def test_used_link_stays_as_a_trace_when_a_new_one_is_made(nacaome):
    amina = person(nacaome)
    token = actions.create_setup_link(user=amina, by=SYSTEM, at=NOON)
    actions.redeem_setup_link(token, password="cuatro palabras sueltas", at=NOON)
    actions.create_setup_link(user=amina, by=SYSTEM, at=NOON)
    assert SetupLink.objects.filter(user=amina).count() == 2
    assert SetupLink.objects.exclude(used_at=None).get().used_at == NOON


def test_memberships_come_the_oldest_first(nacaome):
    amina = person(nacaome)
    for key, starts_on in (("GT-MUN-ESQ", date(2025, 1, 1)), ("SV-MUN-LU", date(2026, 1, 1))):
        Membership.objects.create(
            user=amina, institution=institution(key), role=Role.ANALYST, starts_on=starts_on
        )
    found = queries.list_memberships(amina, on=TODAY)
    assert [m.institution.key for m in found] == ["GT-MUN-ESQ", "HN-MUN-NACAOME", "SV-MUN-LU"]


def test_person_is_found_by_id_and_no_name_is_needed(nacaome):
    assert User.objects.get(pk=person(nacaome).pk).get_full_name() == ""
