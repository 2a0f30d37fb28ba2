import re
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.factories.shell import shell
from tests.factories.world import nothing_written

from relevo.accounts import queries
from relevo.accounts.actions import use_card_code
from relevo.accounts.models import Membership, User
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
