from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from relevo.accounts import actions, queries
from relevo.accounts.actions import CODES_ON_A_CARD, LINK_HOLDS
from relevo.accounts.enums import Attribute, Role
from relevo.accounts.errors import (
    CardCodeRefused,
    NoMembership,
    NotAnAdministrator,
    SetupLinkRefused,
    UserNameTaken,
)
from relevo.accounts.models import CardCode, Membership, SetupLink
from relevo.audit.models import Event
from relevo.directory.models import Institution
from relevo.kernel.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture
def nacaome():
    return _institution("HN-MUN-NACAOME")


@pytest.fixture
def la_union():
    return _institution("SV-MUN-LU")


def _institution(key):
    return Institution.objects.create(
        key=key,
        name_es=key,
        name_en=key,
        name_folded=key.lower(),
        sort_key=key,
        country=key[:2],
        kind="municipality",
    )


def _person(institution, *, username="amina", role=Role.OFFICER, by=SYSTEM, ends_on=None):
    return actions.create_person(
        username=username,
        institution=institution,
        role=role,
        starts_on=date(2026, 1, 1),
        ends_on=ends_on,
        acta="12-2026",
        by=by,
        at=NOON,
    )


def test_a_person_acts_in_the_roles_of_one_institution_at_a_time(nacaome, la_union):
    amina = _person(nacaome)
    Membership.objects.create(
        user=amina, institution=nacaome, role=Role.BORDER_MONITOR, starts_on=date(2026, 1, 1)
    )
    Membership.objects.create(
        user=amina, institution=la_union, role=Role.COORDINATOR, starts_on=date(2026, 2, 1)
    )
    memberships = queries.list_memberships(amina, on=TODAY)

    assert queries.get_actor(memberships) == Actor(
        id=amina.pk,
        institution_id=nacaome.pk,
        roles=frozenset({Role.OFFICER, Role.BORDER_MONITOR}),
    )
    assert queries.get_actor(memberships, institution_key="SV-MUN-LU") == Actor(
        id=amina.pk, institution_id=la_union.pk, roles=frozenset({Role.COORDINATOR})
    )
    assert queries.get_actor(memberships, institution_key="GT-NOT-HERS").institution_id == (
        nacaome.pk
    )


def test_after_the_term_nobody_acts(nacaome):
    amina = _person(nacaome, ends_on=TODAY)

    with pytest.raises(NoMembership):
        queries.get_actor(queries.list_memberships(amina, on=TODAY))


def test_a_taken_user_name_is_refused_and_leaves_no_trace(nacaome):
    _person(nacaome)
    before = Event.objects.count()

    with pytest.raises(UserNameTaken) as refusal:
        _person(nacaome)

    assert (refusal.value.read, Event.objects.count()) == ("amina", before)


@pytest.mark.parametrize(
    ("role", "own", "allowed"),
    [
        (Role.INSTITUTION_ADMIN, True, True),
        (Role.INSTITUTION_ADMIN, False, False),
        (Role.PLATFORM_ADMIN, False, True),
        (Role.OFFICER, True, False),
        (Role.COORDINATOR, True, False),
    ],
)
def test_only_administrators_make_people(nacaome, la_union, role, own, allowed):
    by = Actor(
        id=uuid4(),
        institution_id=nacaome.pk if own else la_union.pk,
        roles=frozenset({role}),
    )

    if allowed:
        assert _person(nacaome, by=by).username == "amina"
    else:
        with pytest.raises(NotAnAdministrator):
            _person(nacaome, by=by)


def test_a_setup_link_works_once(nacaome):
    amina = _person(nacaome)
    token = actions.create_setup_link(user=amina, by=SYSTEM, at=NOON)

    redeemed = actions.redeem_setup_link(token, password="tres palabras sueltas", at=NOON)

    assert redeemed == amina
    assert redeemed.check_password("tres palabras sueltas")
    with pytest.raises(SetupLinkRefused):
        actions.redeem_setup_link(token, password="otra cosa distinta", at=NOON)


@pytest.mark.parametrize("late", [LINK_HOLDS, LINK_HOLDS + timedelta(days=9)])
def test_a_setup_link_expires(nacaome, late):
    token = actions.create_setup_link(user=_person(nacaome), by=SYSTEM, at=NOON)

    with pytest.raises(SetupLinkRefused):
        actions.redeem_setup_link(token, password="tres palabras sueltas", at=NOON + late)


def test_a_new_setup_link_ends_the_old_one_and_no_token_is_stored(nacaome):
    amina = _person(nacaome)
    old = actions.create_setup_link(user=amina, by=SYSTEM, at=NOON)
    new = actions.create_setup_link(user=amina, by=SYSTEM, at=NOON)

    with pytest.raises(SetupLinkRefused):
        actions.redeem_setup_link(old, password="tres palabras sueltas", at=NOON)
    assert SetupLink.objects.count() == 1
    assert new not in SetupLink.objects.get().digest


def test_each_code_of_a_card_works_once_however_it_is_typed(nacaome):
    amina = _person(nacaome)
    codes = actions.issue_card(user=amina, by=SYSTEM, at=NOON)

    left = actions.use_card_code(
        user=amina, code=f" {codes[3][:5].lower()}-{codes[3][5:]} ", at=NOON
    )

    assert (len(codes), left, queries.card_codes_left(amina)) == (
        CODES_ON_A_CARD,
        CODES_ON_A_CARD - 1,
        CODES_ON_A_CARD - 1,
    )
    with pytest.raises(CardCodeRefused):
        actions.use_card_code(user=amina, code=codes[3], at=NOON)
    assert not CardCode.objects.filter(digest__in=codes).exists()


def test_the_card_of_somebody_else_opens_nothing(nacaome):
    amina, berta = _person(nacaome), _person(nacaome, username="berta")
    codes = actions.issue_card(user=amina, by=SYSTEM, at=NOON)

    with pytest.raises(CardCodeRefused):
        actions.use_card_code(user=berta, code=codes[0], at=NOON)


def test_a_card_is_issued_by_the_own_administrator_only(nacaome, la_union):
    amina = _person(nacaome)
    stranger = Actor(
        id=uuid4(), institution_id=la_union.pk, roles=frozenset({Role.INSTITUTION_ADMIN})
    )

    with pytest.raises(NotAnAdministrator):
        actions.issue_card(user=amina, by=stranger, at=NOON)
    assert queries.card_codes_left(amina) == 0


def test_the_demo_offers_its_invented_persons_only(nacaome):
    _person(nacaome)
    actions.create_person(
        username="demo-nacaome",
        institution=nacaome,
        role=Role.OFFICER,
        acta="demo",
        starts_on=date(2020, 1, 1),
        by=SYSTEM,
        at=NOON,
        is_demo=True,
    )

    assert [m.user.username for m in queries.list_demo_people(on=TODAY)] == ["demo-nacaome"]


def test_the_instance_knows_whether_it_has_an_administrator(nacaome):
    assert queries.has_platform_admin() is False
    _person(nacaome, role=Role.PLATFORM_ADMIN)
    assert queries.has_platform_admin() is True


def test_attributes_of_a_membership_reach_the_actor(nacaome, la_union):
    user = _person(nacaome)
    Membership.objects.create(
        user=user, institution=la_union, role=Role.OFFICER, starts_on=date(2026, 2, 1)
    )
    for attribute in Attribute:
        actions.set_attribute(
            user=user, institution=nacaome, attribute=attribute, is_held=True, by=SYSTEM, at=NOON
        )
    actions.set_attribute(
        user=user,
        institution=nacaome,
        attribute=Attribute.PROBATION,
        is_held=False,
        by=SYSTEM,
        at=NOON,
    )
    memberships = queries.list_memberships(user, on=TODAY)
    here = queries.get_actor(memberships)
    there = queries.get_actor(memberships, institution_key=la_union.key)
    assert here.attributes == {"supervisor", "psea", "break_glass"}
    assert (here.has_attribute("psea"), there.attributes) == (True, frozenset())
    assert (here.also_of, there.also_of) == ({la_union.pk}, {nacaome.pk})
    assert here == Actor(user.pk, nacaome.pk, here.roles, here.attributes)
    told = Event.objects.filter(verb__startswith="account.attribute").order_by("number")
    assert [(row.verb, row.facts["attribute"]) for row in told][-1] == (
        "account.attribute_taken",
        "probation",
    )
    stranger = Actor(user.pk, la_union.pk, frozenset({Role.INSTITUTION_ADMIN}))
    with pytest.raises(NotAnAdministrator):
        actions.set_attribute(
            user=user,
            institution=nacaome,
            attribute=Attribute.PSEA,
            is_held=False,
            by=stranger,
            at=NOON,
        )
