"""What an institution answers for, on its pages: for administrator and supervisor alone."""

from datetime import timedelta

import pytest
from tests.factories.desk import NACAOME, offer, open_case
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock
from tests.web.filled.stewardship import ADMIN, registered

from relevo.accounts.models import Membership, User
from relevo.cases import actions
from relevo.cases.models import Case, Incident, LegalRequest
from relevo.cases.rules.facts import Person
from relevo.demo.story import STARTS_AT, actor_of
from relevo.kernel.ids import group_code

PAGES = ("custodia/", "custodia/registro/", "incidentes/", "requerimientos/")
LATER = STARTS_AT + timedelta(days=731)


@pytest.fixture
def supervisor(nacaome):
    """The officer of Nacaome, who is also a supervisor."""
    Membership.objects.filter(user__username=NACAOME).update(is_supervisor=True)
    return nacaome


def closed(*people):
    found = open_case(people=people or (Person("21-59", "f"),))
    actions.close_case(case_id=found.pk, reason="helped", by=actor_of(NACAOME), at=STARTS_AT)
    return found


def page(name):
    return f"/es/mesa/{name}"


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_pages_are_there_for_stewards_and_nobody_else(desk, language):
    admin, others = desk(ADMIN), [desk("demo-albergue"), desk("demo-secretaria")]
    for name in PAGES:
        address = page(name).replace("/es/", f"/{language}/")
        assert admin.get(address).status_code == 200
        for other in others:
            assert other.get(address).status_code == 403
            assert other.post(address).status_code in {403, 405}


def test_what_ends_is_kept_longer_or_ended(supervisor):
    ordinary, minor = closed(), closed(Person("5-11", "f"))
    move_clock(LATER)
    shown = main_words(supervisor.get(page("custodia/")))
    assert group_code(ordinary.code) in shown
    assert group_code(minor.code) in shown

    kept = supervisor.post(page(f"custodia/{ordinary.pk}/conservar/"), follow=True)
    ended = supervisor.post(page(f"custodia/{minor.pk}/terminar/"), follow=True)
    other = supervisor.post(page(f"custodia/{minor.pk}/borrar/"))

    assert said("It does not end by itself any more. Decide in time.") in words(kept)
    assert said("Deleted. Nobody can open it again.") in words(ended)
    assert other.status_code == 404
    assert Case.objects.get(pk=minor.pk).shredded_at is not None
    early = closed(Person("5-11", "f"))
    Case.objects.filter(pk=early.pk).update(closed_on=LATER.date())
    refused = supervisor.post(page(f"custodia/{early.pk}/terminar/"), follow=True)
    assert said("Its time is not over yet, so nothing was deleted.") in words(refused)
    waits = offer(open_case()).case_id
    Case.objects.filter(pk=waits).update(status="closed", closed_on=STARTS_AT.date())
    refused = supervisor.post(page(f"custodia/{waits}/terminar/"), follow=True)
    told = said("There are open referrals: close them first. Nothing was deleted.")
    assert told in words(refused)
    assert Case.objects.get(pk=waits).shredded_at is None
    again = supervisor.post(page(f"custodia/{minor.pk}/terminar/"))
    assert again.status_code == 404


def test_an_incident_shows_who_is_affected_and_drafts_without_a_code(supervisor, desk):
    touched = open_case()
    colleague = User.objects.get(username=NACAOME)
    told = {"since": "2020-11-19", "until": "2020-11-21", "text": "Perdió el celular"}
    response = supervisor.post(page("incidentes/"), {**told, "suspect": ""}, follow=True)

    text = main_words(response)
    code = group_code(touched.code)
    assert code in text
    assert said("Now, in this order") in text
    assert "Perdió el celular" in text
    assert [
        letter["text"] for letter in response.context["letters"] if code in letter["text"]
    ] == []
    assert str(colleague.pk) not in text
    assert said("Open", context="incident") in main_words(supervisor.get(page("incidentes/")))
    found = Incident.objects.get()
    for sentence in ("The incident is closed.", "The incident was closed before."):
        done = supervisor.post(page(f"incidentes/{found.pk}/"), follow=True)
        assert said(sentence) in words(done)
    assert desk(ADMIN).get(page(f"incidentes/{found.pk}/")).status_code == 404


def test_an_incident_may_name_an_account_of_ones_own(desk):
    admin = desk(ADMIN)
    user = User.objects.get(username="demo-albergue")
    told = {"since": "2020-11-19", "until": "2020-11-20", "text": "Clave compartida"}

    response = admin.post(page("incidentes/"), {**told, "suspect": str(user.pk)}, follow=True)

    assert user.username in main_words(response)


def test_whoever_left_can_still_be_the_account_in_question(desk):
    form = page("incidentes/")
    user = User.objects.get(username="demo-albergue")
    Membership.objects.filter(user=user).update(ends_on=STARTS_AT.date() - timedelta(days=1))
    assert str(user.pk) in desk(ADMIN).get(form).content.decode()
    long_ago = STARTS_AT.date() - timedelta(days=4 * 365)
    Membership.objects.filter(user=user).update(
        starts_on=long_ago - timedelta(days=9), ends_on=long_ago
    )
    assert str(user.pk) not in desk(ADMIN).get(form).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"until": "2020-11-18"}, "This day lies before the first one."),
        ({"since": "2020-12-01", "until": "2020-12-02"}, "This day has not come yet."),
    ],
)
def test_an_incident_has_days_that_can_be(desk, changes, sentence):
    told = {"since": "2020-11-19", "until": "2020-11-20", "text": "x", "suspect": ""} | changes
    response = desk(ADMIN).post(page("incidentes/"), told)
    assert (response.status_code, said(sentence) in words(response)) == (422, True)


def test_a_demand_is_answered_by_two(desk):
    asked, first = registered(), desk(ADMIN)
    second = User.objects.get(username="demo-albergue")
    Membership.objects.filter(user=second).update(is_supervisor=True)
    address = page(f"requerimientos/{asked.pk}/")

    early = first.post(address, {"confirm": "1"}, follow=True)
    proposed = first.post(address, {"answer": "neither"}, follow=True)
    own = first.post(address, {"confirm": "neither"}, follow=True)
    stale = desk("demo-albergue").post(address, {"confirm": "complied"}, follow=True)
    assert 'name="confirm" value="neither"' in stale.content.decode()
    confirmed = desk("demo-albergue").post(address, {"confirm": "neither"}, follow=True)
    late = first.post(address, {"answer": "complied"}, follow=True)

    assert said("Nobody has proposed an answer yet.") in words(early)
    assert said("Proposed. A second person has to confirm it.") in words(proposed)
    assert said("Whoever proposed it cannot confirm it: another person has to.") in words(own)
    sentence = "Another answer is proposed now. Read it, then confirm it or propose yours."
    assert said(sentence) in words(stale)
    assert said("Confirmed: this is the answer.") in words(confirmed)
    assert said("This demand was answered before.") in words(late)
    assert LegalRequest.objects.get().answer == "neither"
    listed = main_words(first.get(page("requerimientos/")))
    assert said("Neither confirmed nor denied that we know the person") in listed


def test_a_demand_of_a_day_to_come_is_not_registered(desk):
    told = {"kind": "court", "country": "GT", "received_on": "2020-12-01", "text": "Oficio"}
    response = desk(ADMIN).post(page("requerimientos/"), told)
    assert (response.status_code, LegalRequest.objects.count()) == (422, 0)


def test_the_register_tells_every_table(desk):
    text = main_words(desk(ADMIN).get(page("custodia/registro/")))
    assert "cases.SealedGroup" in text
    assert said("Can cost a life: sealed, opened by the team of a case only") in text
