"""Changed routes: the worker makes them anew, the desk of their own team shows why."""

from datetime import timedelta

import pytest
from tests.factories.desk import LA_UNION, NACAOME, choose_route, open_case
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock

from relevo.borders.actions import Sighting, report_status
from relevo.borders.models import StatusReport
from relevo.cli.worker import HANDLERS
from relevo.demo.story import actor_of
from relevo.directory.models import Service
from relevo.journeys.models import Replan
from relevo.journeys.queries import open_plan
from relevo.outbox.models import Message
from relevo.outbox.tasks import drain
from relevo.plumbing import clock

HERE = "/es/mesa/situacion/rutas/"
INBOX = "/es/mesa/bandeja/"
COLLEAGUE = "demo-secretaria"


@pytest.fixture
def case(instance, nacaome):
    """A case that follows the first route of its plan, over El Amatillo."""
    found = open_case()
    choose_route(nacaome, found)
    return found


def close(crossing="HNSV-AMA", *, state="closed"):
    at = clock.now()
    return report_status(
        crossing_key=crossing,
        sighting=Sighting(
            country="",
            direction="both",
            state=state,
            basis="announced",
            source="Migración de la prueba",
            from_at=at,
        ),
        by=actor_of("demo-monitor"),
        at=at,
    )


def main_of(page):
    return page.content.decode().split("<main")[1].split("</main>")[0]


def told():
    """The worker's outbox, with the handlers of the worker, until nothing waits."""
    while drain(HANDLERS, at=clock.now()).told:
        pass
    assert not Message.objects.filter(done_at=None, due_at__lte=clock.now()).exists()


def test_a_closure_reaches_the_holder_through_the_worker(nacaome, case):
    assert said("No route of your cases has changed") in main_words(nacaome.get(HERE))
    close()
    told()
    replan = Replan.objects.get()
    assert [reason["now"] for reason in replan.reasons] == ["closed"]
    page = f"{HERE}{case.pk}/"
    listed = nacaome.get(HERE)
    (line,) = listed.context["unread"]
    assert (line.case_id, line.has_way) == (case.pk, replan.result_id is not None)
    reason = said(
        "%(name)s is now: %(state)s. When the route was chosen it was: %(before)s.",
        name="El Amatillo",
        state="",
        before="",
    ).split(":")[0]
    for shown in (listed, nacaome.get(page), nacaome.get(f"/es/mesa/casos/{case.pk}/")):
        assert reason in main_words(shown)
    for shown in (nacaome.get(page), nacaome.get(page.replace("/es/", "/en/"))):
        assert shown.status_code == 200
        assert (shown.context["told"] is None) == (replan.result_id is None)


def services_of(replan):
    plan = open_plan(replan.result).plan
    return [step.service_id for step in plan.itineraries[0].steps if step.service_id]


def no_longer_offer(key):
    yesterday = (clock.now() - timedelta(days=1)).date()
    Service.objects.filter(key=key).update(
        status="closed", valid_until=yesterday, valid_until_precision="day"
    )


def test_a_new_route_over_what_closed_since_is_still_shown_and_says_so(nacaome, case):
    close()
    told()
    key = services_of(Replan.objects.get())[0]
    no_longer_offer(key)
    page = nacaome.get(f"{HERE}{case.pk}/")
    assert page.status_code == 200
    assert key in [step.service_key for step in page.context["told"].steps]
    name = Service.objects.get(key=key).name_es
    assert page.context["since"] == [said("%(name)s does not work any more as planned.", name=name)]
    assert page.context["since"][0] in main_words(page)


def test_a_new_route_over_what_is_gone_leads_to_the_plan_of_now(nacaome, case):
    close()
    told()
    Service.objects.filter(key=services_of(Replan.objects.get())[0]).update(key="SP-GONE")
    page = nacaome.get(f"{HERE}{case.pk}/")
    assert page.context["told"] is None
    assert said("No other way is known") not in main_words(page)
    assert said("The new route cannot be shown any more") in main_words(page)


def test_told_twice_it_is_one_change(nacaome, case):
    close()
    told()
    news = Message.objects.filter(topic="border.reported")
    assert news.update(done_at=None, leased_until=None) >= 1
    told()
    assert Replan.objects.count() == 1


def test_read_it_is_folded_away_and_no_longer_on_the_case(nacaome, case):
    close()
    told()
    response = nacaome.post(f"{HERE}{case.pk}/leido/", follow=True)
    assert response.redirect_chain == [(f"/es/mesa/casos/{case.pk}/", 302)]
    assert said("The change is noted as read.") in words(response)
    assert response.context["route_changes"] == []
    replan = Replan.objects.get()
    assert replan.read_by == actor_of(NACAOME).id
    after = nacaome.get(HERE)
    assert after.context["unread"] == []
    assert [line.case_id for line in after.context["read"]] == [case.pk]
    again = nacaome.post(f"{HERE}{case.pk}/leido/", follow=True)
    assert said("The change is noted as read.") not in words(again)


def test_what_is_over_is_told_too_and_what_closes_again_once_more(nacaome, case):
    first = clock.now()
    close()
    told()
    nacaome.post(f"{HERE}{case.pk}/leido/")
    move_clock(first + timedelta(hours=1))
    close(state="restricted")
    told()
    page, title = f"{HERE}{case.pk}/", said("Your route stands again")
    for address in (page, f"/es/mesa/casos/{case.pk}/"):
        shown = main_words(nacaome.get(address))
        assert title in shown
        assert said("No other way is known") not in shown
    listed = nacaome.get(HERE)
    assert [line.is_over for line in listed.context["unread"]] == [True]
    assert said("As it was told then:", context="changed route") in main_words(listed)
    move_clock(first + timedelta(hours=2))
    close()
    told()
    assert Replan.objects.count() == 3
    assert title not in main_words(nacaome.get(page))
    assert nacaome.get(INBOX).context["routes_changed"] == 2


def test_holders_inbox_tells_it_until_it_is_read(nacaome, desk, case):
    assert f'href="{HERE}"' not in main_of(nacaome.get(INBOX))
    close()
    told()
    page = nacaome.get(INBOX)
    assert page.context["routes_changed"] == 1
    above = main_of(page).split('id="received"')[0]
    assert f'href="{HERE}"' in above
    for language, counted in {"es": "1 cambio espera", "en": "1 change waits to be read"}.items():
        assert counted in main_words(nacaome.get(INBOX.replace("/es/", f"/{language}/")))
    assert desk(LA_UNION).get(INBOX).context["routes_changed"] == 0
    nacaome.post(f"{HERE}{case.pk}/leido/")
    assert f'href="{HERE}"' not in main_of(nacaome.get(INBOX))


def test_inbox_asks_the_same_for_one_change_and_for_three(nacaome, case, count_queries):
    close()
    told()
    one = count_queries(lambda: nacaome.get(INBOX))
    first = Replan.objects.get()
    for _number in range(2):
        Replan.objects.create(
            plan=first.plan, result=first.result, reasons=first.reasons, at=first.at
        )
    assert count_queries(lambda: nacaome.get(INBOX)) == one
    assert "3 cambios esperan" in main_words(nacaome.get(INBOX))


@pytest.mark.parametrize("username", [LA_UNION, COLLEAGUE, "demo-monitor"])
def test_nobody_else_is_told_anything(desk, case, username):
    close()
    told()
    client = desk(username)
    listed = client.get(HERE)
    assert listed.context["unread"] == listed.context["read"] == []
    assert client.get(f"{HERE}{case.pk}/").status_code == 404
    assert client.post(f"{HERE}{case.pk}/leido/").status_code == 404
    assert Replan.objects.get().read_at is None


def test_a_case_whose_route_did_not_change_has_no_page(nacaome, case):
    assert nacaome.get(f"{HERE}{case.pk}/").status_code == 404


def test_what_was_told_cannot_be_read_by_getting(nacaome, case):
    assert nacaome.get(f"{HERE}{case.pk}/leido/").status_code == 405
    assert StatusReport.objects.exists()


def test_list_asks_the_same_for_one_change_and_for_three(nacaome, case, count_queries):
    close()
    told()
    one = count_queries(lambda: nacaome.get(HERE))
    first = Replan.objects.get()
    for _number in range(2):
        Replan.objects.create(
            plan=first.plan, result=first.result, reasons=first.reasons, at=first.at
        )
    assert count_queries(lambda: nacaome.get(HERE)) == one
