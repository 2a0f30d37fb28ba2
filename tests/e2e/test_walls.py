"""Who must never know, and an emergency, by thumb on a telephone."""

from tests.e2e.conftest import PHONE
from tests.e2e.desks import Desk, rows

CONTACT = "vecina Nelda"


def test_emergency_is_seen_by_the_team_and_ends_for_whom_the_person_names(
    visitors, server, picture
):
    team = Desk(visitors.open(viewport=PHONE, language="es"), "es").sign_in("demo-copan")
    case_id = team.record_mother_and_boy(safe_contact=CONTACT)
    codes = dict(rows(server, "SELECT id, code FROM cases_case"))
    code = codes[case_id.replace("-", "")]

    turn = Desk(visitors.open(viewport=PHONE, language="es"), "es").sign_in("demo-turno-copan")
    turn.go("mesa/emergencia/")
    picture(turn.page, "walls-1-emergency-es")
    turn.write("code", code.lower())
    turn.tick("reason", "child_missing")
    turn.write("why", "Nadie del equipo contesta")
    turn.follow(turn.main.locator("form:has([name=code]) button.button"))
    opened = turn.page.url
    assert CONTACT in turn.main.inner_text()
    picture(turn.page, "walls-2-opened-es")

    team.go(f"mesa/casos/{case_id}/")
    assert team.words("Opened in an emergency") in team.main.inner_text()
    team.go(f"mesa/casos/{case_id}/exclusiones/")
    team.write("user_name", "demo-turno-copan")
    team.follow(team.main.locator("form:has([name=user_name]) button.button"))
    assert "demo-turno-copan" in team.main.inner_text()
    picture(team.page, "walls-3-excluded-es")

    answer = turn.page.request.get(opened)
    assert (answer.status, CONTACT in answer.text()) == (404, False)
    turn.go("mesa/equipo/")
    assert code[:4] not in turn.main.inner_text()
