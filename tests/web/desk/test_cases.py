from datetime import timedelta

import pytest
from tests.factories.added_only import changeable
from tests.factories.desk import NACAOME, choose_route, offer, open_case
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock, nothing_written

from relevo.audit.models import Event
from relevo.borders.actions import Sighting, report_status
from relevo.cases import access, actions
from relevo.cases.models import Case
from relevo.cases.rules.facts import Person
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.journeys.models import StoredPlan
from relevo.web.phrases import CASE_CLOSINGS

NOBODY = "00000000-0000-4000-8000-000000000000"


def page(case, rest=""):
    return f"/es/mesa/casos/{case.pk}/{rest}"


def group(code):
    return "-".join((code[:4], code[4:8], code[8:12], code[12:]))


@pytest.mark.parametrize("language", ["es", "en"])
def test_list_shows_the_cases_of_ones_team_by_code(nacaome, language):
    case = open_case()
    text = main_words(nacaome.get(f"/{language}/mesa/casos/"))
    assert group(case.code) in text
    others = Case.objects.exclude(pk=case.pk)
    assert others
    for other in others:
        assert group(other.code) not in text


def test_closed_case_is_in_the_longer_list_only(nacaome):
    case = open_case()
    actions.close_case(case_id=case.pk, reason="helped", by=actor_of(NACAOME), at=STARTS_AT)
    assert group(case.code) not in main_words(nacaome.get("/es/mesa/casos/"))
    assert group(case.code) in main_words(nacaome.get("/es/mesa/casos/?all=1"))


def test_list_without_cases_points_to_quick_attention(desk):
    response = desk("demo-monitor").get("/es/mesa/casos/")
    assert said("No case of your team is open") in words(response)
    assert 'href="/es/mesa/casos/nuevo/"' not in response.content.decode()


def test_list_takes_the_same_queries_for_one_case_and_for_fifty(nacaome, count_queries):
    open_case()
    one = count_queries(lambda: nacaome.get("/es/mesa/casos/"))
    for _number in range(49):
        open_case()
    assert count_queries(lambda: nacaome.get("/es/mesa/casos/")) == one
    assert len(nacaome.get("/es/mesa/casos/").context["rows"]) == 50


@pytest.mark.parametrize("language", ["es", "en"])
def test_page_tells_what_is_known(nacaome, language):
    case = open_case()
    text = main_words(nacaome.get(f"/{language}/mesa/casos/{case.pk}/"))
    assert group(case.code) in text
    assert "El Amatillo" in text
    assert "El Salvador" in text
    assert "por la ventanilla" in text
    assert said("Nothing has been offered yet.", language=language) in text
    assert said("None yet.", language=language) in text


def test_page_shows_offers_and_consents_with_their_receipt(nacaome):
    case = open_case()
    referral = offer(case)
    response = nacaome.get(page(case))
    text = main_words(response)
    assert group(referral.code) in text
    assert said("receipt") in text
    consent = access.read_case(actor_of(NACAOME), case_id=case.pk, at=STARTS_AT).consents[0]
    assert group(consent.receipt_code) in text
    assert f"/es/mesa/referencias/{referral.pk}/" in response.content.decode()


def test_consent_that_has_ended_says_so(nacaome):
    case = open_case()
    offer(case)
    assert said("ended") not in main_words(nacaome.get(page(case)))
    move_clock(STARTS_AT + timedelta(days=31))
    assert said("ended") in main_words(nacaome.get(page(case)))


@pytest.mark.parametrize("rest", ["", "plan/", "oferta/SP-058/", "cerrar/"])
@pytest.mark.parametrize("who", ["demo-la-union", "demo-copan", "demo-secretaria"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_case_of_others_is_no_case_down_to_the_last_byte(desk, who, rest, language):
    case = open_case()
    client = desk(who)
    verb = client.post if rest == "cerrar/" else client.get
    told = {"reason": "helped"}
    hidden = verb(f"/{language}/mesa/casos/{case.pk}/{rest}", told)
    absent = verb(f"/{language}/mesa/casos/{NOBODY}/{rest}", told)
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content.replace(str(case.pk).encode(), NOBODY.encode()) == absent.content
    assert hidden.headers == absent.headers
    assert said("This page does not exist", language=language) in words(hidden)


@pytest.mark.parametrize("language", ["es", "en"])
def test_page_that_is_none_leads_back_to_the_desk_whatever_the_reason(desk, language):
    client = desk("demo-la-union")
    reasons = (f"casos/{open_case().pk}/", f"casos/{NOBODY}/", f"referencias/{NOBODY}/")
    pages = set()
    for reason in reasons:
        response = client.get(f"/{language}/mesa/{reason}")
        assert response.status_code == 404
        pages.add(response.content.decode().replace(reason, ""))
    (shown,) = pages
    assert f'href="/{language}/mesa/bandeja/"' in shown
    assert "data-back" in shown
    assert said("Go to the start page", language=language) not in shown


@pytest.mark.parametrize("address", ["/es/mesa/nada/", "/es/nada/"])
def test_only_at_the_desk_does_a_page_that_is_none_lead_there(nacaome, address):
    shown = nacaome.get(address).content.decode()
    assert ("/es/mesa/bandeja/" in shown) == ("mesa" in address)
    assert (said("Go to the start page") in shown) == ("mesa" not in address)


def test_case_of_others_in_the_address_of_the_directory_is_none(desk):
    case = open_case()
    client = desk("demo-la-union")
    assert client.get(f"/es/mesa/directorio/?case={case.pk}").status_code == 404
    assert client.get(f"/es/mesa/directorio/?case={NOBODY}").status_code == 404
    assert client.get("/es/mesa/directorio/?case=x").status_code == 404


def choose_plan(client, case):
    chosen = choose_route(client, case)
    assert chosen.headers["Location"] == page(case)


def monitor_says(state, *, minutes):
    at = STARTS_AT + timedelta(minutes=minutes)
    sighting = Sighting("", "both", state, "observed", "Monitoreo", from_at=at)
    report_status(crossing_key="HNSV-AMA", sighting=sighting, by=actor_of("demo-monitor"), at=at)
    move_clock(at)


def test_case_whose_crossing_closed_warns_at_once_and_reopening_undoes_it(nacaome):
    case = open_case()
    choose_plan(nacaome, case)
    assert nacaome.get(page(case)).context["warnings"] == []
    monitor_says("closed", minutes=5)
    (warning,) = nacaome.get(page(case)).context["warnings"]
    assert "El Amatillo" in warning
    assert warning in words(nacaome.get(page(case)))
    monitor_says("open", minutes=10)
    assert nacaome.get(page(case)).context["warnings"] == []


def test_hours_that_leave_out_the_crossing_warn_in_a_sentence(nacaome):
    case = open_case()
    choose_plan(nacaome, case)
    at = STARTS_AT + timedelta(minutes=1)
    hours = Sighting(
        "", "both", "restricted", "observed", "M", from_at=at, opening_hours="06:00-12:00"
    )
    report_status(crossing_key="HNSV-AMA", sighting=hours, by=actor_of("demo-monitor"), at=at)
    move_clock(at)
    (warning,) = nacaome.get(page(case)).context["warnings"]
    assert warning == said(
        "%(name)s has other hours now: when the route passes there, it is shut.",
        name="El Amatillo",
    )


def test_safe_house_of_a_route_warns_without_its_name(nacaome):
    case = open_case()
    choose_plan(nacaome, case)
    key = nacaome.get(page(case)).context["route_services"][0].key
    Service.objects.filter(key=key).update(
        valid_until=STARTS_AT.date(), visibility="restricted", location=None, name_es="Casa Zot"
    )
    response = nacaome.get(page(case))
    assert len(response.context["warnings"]) == 1
    assert "Casa Zot" not in response.content.decode()
    assert "Albergue protegido" in response.content.decode()


def test_closed_case_warns_of_nothing(nacaome):
    case = open_case()
    choose_plan(nacaome, case)
    monitor_says("closed", minutes=5)
    actions.close_case(case_id=case.pk, reason="moved_on", by=actor_of(NACAOME), at=STARTS_AT)
    assert nacaome.get(page(case, "?para=review")).context["warnings"] == []


def test_service_that_ends_warns_by_its_name(nacaome):
    case = open_case()
    choose_plan(nacaome, case)
    key = nacaome.get(page(case)).context["route_services"][0].key
    Service.objects.filter(key=key).update(valid_until=STARTS_AT.date())
    (warning,) = nacaome.get(page(case)).context["warnings"]
    assert Service.objects.get(key=key).name_es in warning


def test_route_of_an_earlier_engine_is_told_to_be_unwatched(nacaome):
    case = open_case()
    choose_plan(nacaome, case)
    with changeable(StoredPlan):
        StoredPlan.objects.update(engine_version="earlier")
    response = nacaome.get(page(case))
    sentence = said("This route was computed by an earlier version and is not watched.")
    assert response.context["warnings"] == [sentence]
    assert sentence in words(response)


@pytest.mark.parametrize("reason", list(CASE_CLOSINGS))
def test_case_is_closed_with_a_reason(nacaome, reason):
    case = open_case()
    response = nacaome.post(page(case, "cerrar/"), {"reason": reason}, follow=True)
    assert said("The case is closed.") in words(response)
    assert str(CASE_CLOSINGS[reason]) in words(response)
    case.refresh_from_db()
    assert (case.status, case.closing_reason) == ("closed", reason)


def test_case_with_an_open_offer_stays_open(nacaome):
    case = open_case()
    offer(case)
    with nothing_written():
        response = nacaome.post(page(case, "cerrar/"), {"reason": "helped"})
    text = words(nacaome.get(response.headers["Location"]))
    assert said("A referral is still open. Withdraw it or wait for its end first.") in text


@pytest.mark.parametrize("reason", ["", "nothing", "x" * 500])
def test_reason_that_is_none_of_the_list_closes_nothing(nacaome, reason):
    case = open_case()
    with nothing_written():
        response = nacaome.post(page(case, "cerrar/"), {"reason": reason})
    assert said("Choose why the case ends.") in words(nacaome.get(response.headers["Location"]))


def test_closed_case_is_not_closed_again(nacaome):
    case = open_case()
    nacaome.post(page(case, "cerrar/"), {"reason": "helped"})
    with nothing_written():
        response = nacaome.post(page(case, "cerrar/"), {"reason": "moved_on"})
    assert response.headers["Location"] == page(case)
    case.refresh_from_db()
    assert case.closing_reason == "helped"


def test_closing_is_not_a_link(nacaome):
    assert nacaome.get(page(open_case(), "cerrar/")).status_code == 405


def test_opening_a_case_is_recorded(nacaome):
    case = open_case()
    nacaome.get(page(case))
    events = Event.objects.filter(subject=str(case.pk)).order_by("number")
    assert [event.verb for event in events] == ["case.opened", "case.read"]


ALONE = "Niña, niño o adolescente sin madre, padre ni tutor"


@pytest.mark.parametrize(
    ("people", "accompanied", "told"),
    [
        ((Person("12-17", "f"),), False, "sí"),
        ((Person("21-59", "f"), Person("0-4", "m")), False, "sí"),
        ((Person("21-59", "f"), Person("0-4", "m")), True, "no"),
        ((Person("21-59", "f"),), True, None),
    ],
)
@pytest.mark.parametrize("end", ["", "plan/"])
def test_what_is_known_says_whether_a_child_is_alone(nacaome, people, accompanied, told, end):
    case = open_case(people=people, accompanied=accompanied)
    response = nacaome.get(f"/es/mesa/casos/{case.pk}/{end}")
    summary = {row["term"]: row["text"] for row in response.context["summary"]}
    assert summary.get(ALONE) == told
