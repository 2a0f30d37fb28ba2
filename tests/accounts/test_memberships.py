"""Terms that end and go on, and what a membership grants beside its role."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories.directory import institution

from relevo.accounts import actions, queries
from relevo.accounts.enums import Attribute, Role
from relevo.accounts.errors import NoMembership, NotAnAdministrator
from relevo.accounts.models import CardCode, Membership, SetupLink
from relevo.audit.models import Event
from relevo.kernel.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 25, 3, tzinfo=UTC)
"""Nine in the evening of the 24th where people live."""
ACTA = "Carta de doña Marta, 3"
TODAY = date(2026, 11, 24)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def nacaome():
    return institution("HN-MUN-NACAOME", kind="municipality")


@pytest.fixture
def amina(nacaome):
    user = actions.create_person(
        username="amina",
        institution=nacaome,
        role=Role.OFFICER,
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 1),
        acta="12-2026",
        by=SYSTEM,
        at=EVENING,
    )
    user.set_password("cuatro palabras sueltas")
    user.save()
    return user


def end(user, of, **told):
    return actions.end_memberships(user=user, institution=of, by=SYSTEM, at=EVENING, **told)


def extend(user, of, *, until=date(2028, 1, 1), role=Role.OFFICER, at=EVENING):
    return actions.extend_membership(
        user=user, institution=of, role=role, ends_on=until, acta=ACTA, by=SYSTEM, at=at
    )


def grant(user, of, attribute, *, is_held=True, by=SYSTEM):
    return actions.set_attribute(
        user=user, institution=of, attribute=attribute, is_held=is_held, by=by, at=EVENING
    )


def told(verb):
    rows = Event.objects.filter(verb=verb).order_by("number")
    return [(row.subject, row.facts) for row in rows]


def roles_of(user, *, on=TODAY):
    return [(m.institution.key, m.role) for m in queries.list_memberships(user, on=on)]


def test_ended_membership_ends_the_same_day_with_account_and_rights(nacaome, amina):
    actions.create_setup_link(user=amina, by=SYSTEM, at=EVENING)
    actions.issue_card(user=amina, by=SYSTEM, at=EVENING)
    for attribute in Attribute:
        grant(amina, nacaome, attribute)
    check = amina.get_session_auth_hash()

    assert end(amina, nacaome) is False

    assert roles_of(amina) == []
    amina.refresh_from_db()
    assert (amina.has_usable_password(), amina.get_session_auth_hash() == check) == (False, False)
    assert not CardCode.objects.filter(user=amina).exists()
    assert not SetupLink.objects.filter(user=amina).exists()
    held = Membership.objects.get(user=amina)
    assert (held.ends_on, held.is_supervisor, held.may_break_glass) == (TODAY, False, False)
    assert (held.is_on_probation, held.is_psea_focal_point) == (True, True)
    assert told("account.membership_ended") == [
        (str(amina.pk), {"role": "officer", "institution": str(nacaome.pk)})
    ]


def test_one_role_ends_and_the_others_stay(nacaome, amina):
    la_union = institution("SV-MUN-LU")
    for of, role in ((nacaome, Role.COORDINATOR), (la_union, Role.ANALYST)):
        Membership.objects.create(user=amina, institution=of, role=role, starts_on=date(2026, 2, 1))
    assert end(amina, nacaome, role=Role.COORDINATOR) is True
    assert roles_of(amina) == [("HN-MUN-NACAOME", "officer"), ("SV-MUN-LU", "analyst")]
    assert end(amina, nacaome) is False
    assert roles_of(amina) == [("SV-MUN-LU", "analyst")]
    amina.refresh_from_db()
    assert amina.has_usable_password(), "she goes on working elsewhere"


def test_what_was_to_begin_later_ends_too(nacaome, amina):
    Membership.objects.create(
        user=amina, institution=nacaome, role=Role.ANALYST, starts_on=TODAY + timedelta(days=9)
    )
    assert end(amina, nacaome) is False
    assert roles_of(amina, on=TODAY + timedelta(days=9)) == []


def test_who_has_no_membership_has_none_to_end_or_extend_or_grant_by(nacaome, amina):
    elsewhere = institution("SV-MUN-LU")
    before = Event.objects.count()
    for act in (
        lambda: end(amina, elsewhere),
        lambda: end(amina, nacaome, role=Role.ANALYST),
        lambda: extend(amina, elsewhere),
        lambda: extend(amina, nacaome, role=Role.ANALYST),
        lambda: grant(amina, elsewhere, Attribute.SUPERVISOR),
    ):
        with pytest.raises(NoMembership):
            act()
    assert Event.objects.count() == before
    end(amina, nacaome)
    for act in (
        lambda: end(amina, nacaome),
        lambda: grant(amina, nacaome, Attribute.SUPERVISOR),
    ):
        with pytest.raises(NoMembership):
            act()


def test_only_administrators_end_and_extend(nacaome, amina):
    stranger = Actor(amina.pk, nacaome.pk, frozenset({Role.COORDINATOR}))
    asked = {"user": amina, "institution": nacaome, "by": stranger, "at": EVENING}
    with pytest.raises(NotAnAdministrator):
        actions.end_memberships(**asked)
    with pytest.raises(NotAnAdministrator):
        actions.extend_membership(**asked, role=Role.OFFICER, ends_on=TOMORROW, acta="1")


def test_term_goes_on_in_the_same_membership(nacaome, amina):
    grant(amina, nacaome, Attribute.SUPERVISOR)
    extend(amina, nacaome)
    held = Membership.objects.get(user=amina)
    assert (held.starts_on, held.ends_on, held.acta) == (
        date(2026, 1, 1),
        date(2028, 1, 1),
        ACTA,
    )
    assert held.is_supervisor
    assert told("account.membership_extended") == [
        (
            str(amina.pk),
            {
                "role": "officer",
                "institution": str(nacaome.pk),
                "until": "2028-01-01",
            },
        )
    ]


def test_term_that_is_over_stays_and_another_begins_today(nacaome, amina):
    grant(amina, nacaome, Attribute.SUPERVISOR)
    grant(amina, nacaome, Attribute.PROBATION)
    Membership.objects.update(ends_on=TODAY - timedelta(days=9))
    extend(amina, nacaome)
    before, now = Membership.objects.filter(user=amina).order_by("starts_on")
    assert (before.ends_on, before.acta) == (TODAY - timedelta(days=9), "12-2026")
    assert (now.starts_on, now.ends_on, now.acta) == (TODAY, date(2028, 1, 1), ACTA)
    assert (now.is_supervisor, now.is_on_probation, now.may_break_glass) == (True, True, False)
    assert roles_of(amina) == [("HN-MUN-NACAOME", "officer")]


def test_what_was_ended_comes_back_without_its_rights(nacaome, amina):
    Membership.objects.update(starts_on=TODAY)
    grant(amina, nacaome, Attribute.BREAK_GLASS)
    end(amina, nacaome)
    extend(amina, nacaome)
    held = Membership.objects.get(user=amina)
    assert (held.ends_on, held.may_break_glass) == (date(2028, 1, 1), False)


def test_attribute_is_granted_and_taken_once(nacaome, amina):
    assert grant(amina, nacaome, Attribute.SUPERVISOR) is True
    assert grant(amina, nacaome, Attribute.SUPERVISOR) is False
    assert grant(amina, nacaome, Attribute.SUPERVISOR, is_held=False) is True
    assert grant(amina, nacaome, Attribute.SUPERVISOR, is_held=False) is False
    facts = {"attribute": "supervisor"}
    assert told("account.attribute_granted") == [(str(amina.pk), facts)]
    assert told("account.attribute_taken") == [(str(amina.pk), facts)]
