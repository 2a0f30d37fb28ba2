import re
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.factories import cases as cast
from tests.factories.pages import signed_in
from tests.factories.shell import shell
from tests.factories.world import nothing_written

from relevo.accounts import queries
from relevo.accounts.actions import use_card_code
from relevo.accounts.models import Membership, User
from relevo.cases import access
from relevo.cases.actions import open_case
from relevo.cases.errors import CaseNotVisible
from relevo.plumbing import clock

pytestmark = pytest.mark.usefixtures("instance")
real = pytest.mark.parametrize("instance_kind", ["real"])
PASSWORD = "cuatro palabras bien sueltas"
TERM = ["--until", "2090-12-31"]
CREATE = ["admin", "create", "--institution", "HN-MUN-NACAOME", "--acta", "12-2026", *TERM]
ADD = [
    *["admin", "add", "--user", "berta", "--institution", "SV-MUN-LU", "--role", "duty_officer"],
    *["--acta", "3", *TERM],
]


def codes(out):
    return re.findall(r"^ {2}[ 1]\d  (\w{5}-\w{5})$", out, flags=re.MULTILINE)


@real
@pytest.mark.parametrize("language", ["es", "en"])
def test_first_administrator_gets_a_link_and_a_card_that_work(capsys, language):
    ended = shell(capsys, "--lang", language, *CREATE)
    assert (ended.code, ended.err) == (0, "")
    user = User.objects.get(username="admin")
    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.acta, membership.institution.key) == (
        "platform_admin",
        "12-2026",
        "HN-MUN-NACAOME",
    )
    link = re.search(r"http://localhost:8000(/\w\w/entrar/enlace/[\w-]+/)", ended.out)[1]
    assert link.startswith(f"/{language}/")
    response = Client().post(link, {"password": PASSWORD, "again": PASSWORD})
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert len(codes(ended.out)) == 10
    left = use_card_code(user=user, code=codes(ended.out)[0], at=clock.real_now())
    assert left == 9


@real
def test_term_holds_from_today_through_its_last_day(capsys):
    today = clock.now().date()
    shell(capsys, *CREATE[:-1], str(today))
    user = User.objects.get(username="admin")
    assert len(queries.list_memberships(user, on=today)) == 1
    assert queries.list_memberships(user, on=today + timedelta(days=1)) == []


@real
def test_person_is_added_in_a_role(capsys):
    ended = shell(capsys, *ADD)
    assert ended.code == 0
    membership = Membership.objects.get(user__username="berta")
    assert (membership.role, membership.institution.key, membership.acta) == (
        "duty_officer",
        "SV-MUN-LU",
        "3",
    )
    assert membership.ends_on == date(2091, 1, 1)
    assert len(codes(ended.out)) == 10


@pytest.mark.parametrize("asked", [CREATE, ADD])
def test_demonstration_has_no_administrator(capsys, asked):
    with nothing_written():
        ended = shell(capsys, "--lang", "en", *asked)
    assert (ended.code, ended.out) == (2, "")
    assert "./run --empty" in ended.err


@real
@pytest.mark.parametrize(
    "changes",
    [
        ["--institution", "HN-NOTHING"],
        ["--acta", "x" * 81],
        ["--user", "demo-monitor"],
        ["--until", "2020-01-01"],
    ],
)
def test_what_makes_no_person_is_refused_with_a_sentence(capsys, changes):
    with nothing_written():
        ended = shell(capsys, *CREATE, *changes)
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err) > 20


@real
def test_new_card_ends_the_old_one(capsys):
    old = codes(shell(capsys, *CREATE).out)
    ended = shell(capsys, "admin", "card", "--user", "admin")
    new = codes(ended.out)
    assert (ended.code, len(new), set(old) & set(new)) == (0, 10, set())
    assert queries.card_codes_left(User.objects.get(username="admin")) == 10


@pytest.mark.parametrize("name", ["nobody", "demo-monitor"])
def test_card_is_for_somebody_who_exists_and_is_not_invented(capsys, name):
    with nothing_written():
        ended = shell(capsys, "admin", "card", "--user", name)
    assert (ended.code, ended.out) == (2, "")
    assert name in ended.err


NACAOME = ["--user", "berta", "--institution", "HN-MUN-NACAOME"]
EXTEND = [*NACAOME, "--role", "officer", "--acta", "4", "--until", "2091-12-31"]


@pytest.fixture
def berta(capsys):
    shell(capsys, "admin", "add", *NACAOME, "--role", "officer", "--acta", "3", *TERM)
    user = User.objects.get(username="berta")
    user.set_password(PASSWORD)
    user.save()
    return user


def actor_of(user):
    return queries.get_actor(queries.list_memberships(user, on=clock.now().date()))


@real
@pytest.mark.parametrize("attribute", ["supervisor", "break_glass", "probation"])
def test_attribute_is_granted_and_taken(capsys, berta, attribute):
    for verb, held in (("grant", True), ("grant", True), ("take", False), ("take", False)):
        ended = shell(capsys, "admin", verb, *NACAOME, "--attribute", attribute)
        assert (ended.code, ended.err) == (0, "")
        assert "berta" in ended.out
        assert actor_of(berta).has_attribute(attribute) is held


@real
def test_membership_ends_with_its_sessions_and_teams(capsys, berta):
    client = signed_in(berta)
    assert client.get("/es/mesa/casos/").status_code == 200
    actor = actor_of(berta)
    case = open_case(facts=cast.facts(), urgency="urgent", by=actor, at=clock.now())
    ended = shell(capsys, "--lang", "en", "admin", "end", *NACAOME)
    assert (ended.code, ended.err) == (0, "")
    assert "1 case of the institution has nobody now" in ended.out
    with pytest.raises(CaseNotVisible):
        access.get_case(actor, case.pk)
    assert client.get("/es/mesa/casos/")["Location"].startswith("/es/entrar/?next=")
    berta.refresh_from_db()
    assert not berta.has_usable_password()


@real
def test_one_role_is_ended_and_the_person_stays(capsys, berta):
    home = Membership.objects.get(user=berta)
    Membership.objects.create(
        user=berta, institution=home.institution, role="analyst", starts_on=home.starts_on
    )
    ended = shell(capsys, "admin", "end", *NACAOME, "--role", "analyst")
    assert ended.code == 0
    assert actor_of(berta).roles == {"officer"}


@real
def test_term_goes_on(capsys, berta):
    ended = shell(capsys, "admin", "extend", *EXTEND)
    assert (ended.code, ended.err) == (0, "")
    assert "2091-12-31" in ended.out
    assert codes(ended.out) == [], "the card that she has still works"
    membership = Membership.objects.get(user=berta)
    assert (membership.ends_on, membership.acta) == (date(2092, 1, 1), "4")


@real
def test_who_comes_back_gets_a_link_and_a_card(capsys, berta):
    shell(capsys, "admin", "end", *NACAOME)
    ended = shell(capsys, "admin", "extend", *EXTEND)
    assert len(codes(ended.out)) == 10
    link = re.search(r"http://localhost:8000(/\w\w/entrar/enlace/[\w-]+/)", ended.out)[1]
    assert Client().get(link).status_code == 200
    assert actor_of(berta).roles == {"officer"}


CHANGES = {
    "end": NACAOME,
    "extend": EXTEND,
    "grant": [*NACAOME, "--attribute", "supervisor"],
    "take": [*NACAOME, "--attribute", "probation"],
}


@real
@pytest.mark.parametrize("verb", CHANGES)
@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (["--user", "nobody"], "nobody"),
        (["--user", "demo-monitor"], "demo-monitor"),
        (["--institution", "HN-NOTHING"], "HN-NOTHING"),
        (["--institution", "SV-MUN-LU"], "SV-MUN-LU"),
    ],
)
def test_what_changes_no_membership_is_refused_with_a_sentence(capsys, berta, verb, changes, named):
    with nothing_written():
        ended = shell(capsys, "admin", verb, *CHANGES[verb], *changes)
    assert (ended.code, ended.out) == (2, "")
    assert named in ended.err


@real
@pytest.mark.parametrize("changes", [["--until", "2020-01-01"], ["--acta", "x" * 81]])
def test_term_that_cannot_be_is_refused(capsys, berta, changes):
    with nothing_written():
        ended = shell(capsys, "admin", "extend", *EXTEND, *changes)
    assert (ended.code, ended.out) == (2, "")


@pytest.mark.parametrize("verb", CHANGES)
def test_demonstration_keeps_its_people(capsys, verb):
    with nothing_written():
        ended = shell(capsys, "--lang", "en", "admin", verb, *CHANGES[verb])
    assert (ended.code, ended.out) == (2, "")
    assert "./run --empty" in ended.err
