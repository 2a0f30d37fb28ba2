"""Pages of exclusions, emergencies, reviews and the supervisor."""

import re
from uuid import uuid4

import pytest
from tests.factories.desk import open_case
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock

from relevo.accounts.models import User
from relevo.cases import actions
from relevo.cases.models import BreakGlass, Exclusion, TeamMember
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution
from relevo.kernel.ids import group_code, new_code, short_code

TEAM, TURN = "demo-copan", "demo-turno-copan"
WHY = "La llamada se cortó; contesta solo el buzón"
pytestmark = pytest.mark.usefixtures("instance")


def without_token(response):
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", response.content)


def nothing_at(client, address):
    """Whether an address answers with the bytes of a page that does not exist."""
    path, nowhere = address.partition("/es/")[2], f"mesa/casos/{uuid4()}/"
    answer, other = client.get(address), client.get(f"/es/{nowhere}")
    assert (answer.status_code, other.status_code) == (404, 404)
    return answer.content.replace(path.encode(), b"") == other.content.replace(
        nowhere.encode(), b""
    )


def test_list_of_who_must_not_know(desk):
    case = open_case(by=TEAM)
    address = f"/es/mesa/casos/{case.pk}/exclusiones/"
    team = desk(TEAM)
    assert address in team.get(f"/es/mesa/casos/{case.pk}/").content.decode()
    institution = Institution.objects.get(key="SV-MUN-LU")
    colleague = User.objects.get(username=TURN)
    for told, sentence in (
        ({}, "Choose one: an institution, a colleague, or a user name."),
        (
            {"institution": str(institution.pk), "user_name": TURN},
            "Choose one: an institution, a colleague, or a user name.",
        ),
        (
            {"user_name": "nobody-here"},
            "Nobody has this user name. Write it exactly, or exclude the institution.",
        ),
        (
            {"user_name": TEAM},
            "You cannot exclude yourself. Hand the case to a colleague first.",
        ),
    ):
        refused = team.post(address, told)
        assert (refused.status_code, said(sentence) in words(refused)) == (422, True)
    assert not Exclusion.objects.exists()
    for told in (
        {"institution": str(institution.pk)},
        {"colleague": str(colleague.pk)},
        {"user_name": "demo-salud"},
    ):
        assert team.post(address, told).status_code == 302
    shown = main_words(team.get(address))
    for name in (institution.name_es, TURN, "demo-salud"):
        assert name in shown
    for row in Exclusion.objects.filter(case=case):
        gone = team.post(f"{address}{row.pk}/quitar/")
        assert gone["Location"] == address
    team.post(f"{address}{uuid4()}/quitar/")
    assert said("This is not on the list any more.") in words(team.get(address))
    assert nothing_at(desk(TURN), address)
    actions.close_case(case_id=case.pk, reason="helped", by=actor_of(TEAM), at=STARTS_AT)
    closed = team.post(address, {"user_name": "demo-salud"})
    assert said("The case is closed.") in words(closed)
    team.post(f"{address}{uuid4()}/quitar/")
    assert said("The case is closed.") in words(team.get(address))


def test_nobody_else_would_be_left(desk):
    case = open_case(by=TEAM)
    actions.add_to_team(case_id=case.pk, user_id=actor_of(TURN).id, by=actor_of(TEAM), at=STARTS_AT)
    actions.remove_from_team(
        case_id=case.pk, user_id=actor_of(TURN).id, by=actor_of(TEAM), at=STARTS_AT
    )
    member = User.objects.get(username=TEAM)
    salud = Institution.objects.get(key="DEMO-SALUD")
    member.memberships.create(institution=salud, role="analyst", starts_on=STARTS_AT.date())
    address = f"/es/mesa/casos/{case.pk}/exclusiones/"
    team = desk(TEAM)
    refused = team.post(address, {"institution": str(salud.pk)})
    assert refused.status_code == 422
    assert not Exclusion.objects.exists()


def test_emergency_from_code_to_review(desk):
    case = open_case(by=TEAM, safe_contact="Doña Nelda, la vecina", health="asma")
    turn, team = desk(TURN), desk(TEAM)
    for link in ("/es/mesa/emergencia/", "/es/mesa/equipo/"):
        assert link in turn.get("/es/mesa/casos/").content.decode()
        assert nothing_at(team, link)
    told = {"code": case.code, "reason": "child_missing", "why": WHY}
    opened = turn.post("/es/mesa/emergencia/", told)
    page = turn.get(opened["Location"])
    for text in ("Doña Nelda, la vecina", "asma", short_code(User.objects.get(username=TURN).pk)):
        assert text in main_words(page)
    banner = main_words(team.get(f"/es/mesa/casos/{case.pk}/"))
    assert said("Opened in an emergency") in banner
    reviews = "/es/mesa/emergencia/revisiones/"
    seen = main_words(team.get(reviews))
    assert (WHY in seen, TURN in seen) == (True, True)
    glass = BreakGlass.objects.get()
    assert team.post(f"{reviews}{glass.pk}/", {"verdict": "justified"}).status_code == 404
    assert desk("demo-salud").get(reviews).status_code == 404
    colleague = User.objects.get(username=TEAM)
    colleague.memberships.update(is_supervisor=True)
    assert said("Keep the review") in words(team.get(reviews))
    for verdict, sentence in (
        ("", "Choose whether it was right."),
        ("unjustified", "Reviewed."),
        ("justified", "This was reviewed already."),
    ):
        answer = team.post(f"{reviews}{glass.pk}/", {"verdict": verdict}, follow=True)
        assert said(sentence) in words(answer)
    assert turn.get(opened["Location"]).status_code == 404
    assert turn.get("/es/mesa/emergencia/").status_code == 404


def test_wrong_code_and_excluded_are_one_answer(desk):
    case = open_case(by=TEAM)
    turn = actor_of(TURN)
    actions.add_exclusion(
        case_id=case.pk, kind="user", who=turn.id, by=actor_of(TEAM), at=STARTS_AT
    )
    told = {"reason": "child_missing", "why": WHY}
    answers = {
        without_token(desk(TURN).post("/es/mesa/emergencia/", told | {"code": code})).replace(
            code.encode(), b""
        )
        for code in (case.code, new_code())
    }
    assert len(answers) == 1
    assert said("Nothing was opened this way.") in words(
        desk(TURN).get("/es/mesa/emergencia/revisiones/")
    )


def test_supervisor_sees_codes_and_readers(desk):
    cases = [open_case(by=TEAM, name="Xiomara Canaria") for _ in range(2)]
    desk(TEAM).get(f"/es/mesa/casos/{cases[0].pk}/")
    page = desk(TURN).get("/es/mesa/equipo/")
    shown = main_words(page)
    assert cases[0].code[:4] in shown
    assert TEAM in shown
    assert "Xiomara" not in page.content.decode()
    assert str(cases[0].pk) not in page.content.decode()


def test_supervisor_puts_a_colleague_on_a_case_that_nobody_works_on(desk):
    case, kept = (open_case(by=TEAM, name="Xiomara Canaria") for _ in range(2))
    actions.close_case(case_id=case.pk, reason="helped", by=actor_of(TEAM), at=STARTS_AT)
    turn, address = desk(TURN), "/es/mesa/equipo/"
    sentence = said("Nobody works on these cases")
    assert sentence not in words(turn.get(address))
    TeamMember.objects.filter(case=case).update(until=STARTS_AT)
    shown = turn.get(address)
    assert (sentence in words(shown), group_code(case.code) in main_words(shown)) == (True, True)
    colleague = str(actor_of(TEAM).id)
    for told in (
        {},
        {"code": kept.code, "colleague": colleague},
        {"code": case.code, "colleague": str(actor_of(TURN).id)},
        {"code": new_code(), "colleague": colleague},
    ):
        assert turn.post(address, told).status_code == 422
        assert desk("demo-salud").post(address, told).status_code == 404
    put = turn.post(address, {"code": case.code, "colleague": colleague}, follow=True)
    assert said("Your colleague can open the case now.") in words(put)
    assert sentence not in words(put)
    assert turn.get(f"/es/mesa/casos/{case.pk}/").status_code == 404
    assert desk(TEAM).get(f"/es/mesa/casos/{case.pk}/?para=follow_up").status_code == 200


def test_who_opens_too_many_cases_is_told_to_stop(desk, settings):
    settings.RELEVO_CASES_AN_HOUR = 1
    cases = [open_case(by=TEAM) for _ in range(2)]
    team = desk(TEAM)
    assert team.get(f"/es/mesa/casos/{cases[0].pk}/").status_code == 200
    stopped = team.get(f"/es/mesa/casos/{cases[1].pk}/")
    assert (stopped.status_code, said("Stop for a moment") in words(stopped)) == (429, True)
    assert team.get(f"/es/mesa/casos/{uuid4()}/").status_code == 404
    move_clock(STARTS_AT.replace(hour=23))
    assert team.get(f"/es/mesa/casos/{cases[1].pk}/").status_code == 200
