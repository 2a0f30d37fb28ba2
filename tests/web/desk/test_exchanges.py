"""Exchanges at the desk: what each reader sees, what each may do, what the report says."""

import io

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation
from docx import Document as WordFile
from tests.factories.pages import main_words, said
from tests.web.filled.exchanges import STEP, demo, record_acta, table, waiting

from relevo.demo.story import actor_of
from relevo.exchange.models import Commitment, Exchange, Participation, ProposedRoute, WorkingTable
from relevo.kernel.countries import REGION
from relevo.networks.models import Network
from relevo.web.desk.exchanges import tables as table_pages
from relevo.web.desk.exchanges.route_forms import RouteForm, TableForm, in_largest_unit
from relevo.web.exchange_lines import exchange_dates, within
from relevo.web.exchange_phrases import EXCHANGE_STATES

HERE = "/es/mesa/intercambios/"
ROUTE = {
    "shown": "3",
    "title_es": "Ruta de prueba",
    "problem_es": "Nadie responde",
    **STEP,
}
TABS = ("", "participantes/", "mesas/", "practicas/", "compromisos/", "cierre/")


@pytest.fixture
def secretary(desk):
    return desk("demo-secretaria")


@pytest.fixture
def corinto(desk):
    return desk("demo-red-gt")


def taken_up():
    return ProposedRoute.objects.get(state="taken_up")


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_list_tells_every_exchange_with_its_number_and_date(nacaome, language):
    text = main_words(nacaome.get(f"/{language}/mesa/intercambios/"))
    with translation.override(language):
        assert str(EXCHANGE_STATES["open"]) in text
    for told in {
        "es": ("II · Protección en emergencias", "2021, fecha sin confirmar", "DEMO"),
        "en": ("II · Protection in emergencies", "2021, date not confirmed", "DEMO"),
    }[language]:
        assert told in text
    assert ("abril de 2017" if language == "es" else "April 2017") in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"series": "SER-REDES"}, ["EXC-REDES-2", "EXC-REDES-1"]),
        ({"q": "puerto cortes"}, ["EXC-CORINTO-5"]),
        ({"state": "open"}, ["intercambio-de-demostracion-1"]),
        ({"country": "SV", "state": "closed"}, ["EXC-REDES-2", "EXC-SVHN-3"]),
        ({"q": "nada que haya"}, []),
        ({"series": "nadie", "country": "ZZ", "state": "x", "page": "99"}, None),
    ],
)
def test_the_list_is_filtered(nacaome, asked, found):
    rows = nacaome.get(HERE, asked).context["exchanges"]
    if found is None:
        assert rows == [] or len(rows) == Exchange.objects.count()
        return
    assert [row.key for row in rows] == found


def test_the_list_takes_the_same_queries_for_one_and_for_all(nacaome, count_queries):
    many = count_queries(lambda: nacaome.get(HERE))
    Exchange.objects.filter(key__startswith="EXC-").exclude(key="EXC-REDES-2").delete()
    assert count_queries(lambda: nacaome.get(HERE)) == many


def test_a_real_exchange_says_what_no_source_says(nacaome):
    text = main_words(nacaome.get(f"{HERE}EXC-REDES-2/"))
    assert "2021, fecha sin confirmar" in text
    assert text.count(said("no source says it")) == 2  # place and how people met
    assert "iom.int" in text
    people = main_words(nacaome.get(f"{HERE}EXC-REDES-2/participantes/"))
    for key in ("NET-SUR", "NET-COR"):
        assert Network.objects.get(key=key).name_es in people
    nobody = main_words(nacaome.get(f"{HERE}EXC-REDES-1/participantes/"))
    assert said("no source says it") in nobody


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_tab_is_read_by_whoever_is_signed_in_and_keeps_its_forms_to_the_keeper(
    desk, tab, language
):
    address = f"/{language}/mesa/intercambios/{demo().key}/{tab}"
    forms = {who: desk(who).get(address).content.count(b"<form") for who in ("demo-nacaome",)}
    keeper = desk("demo-secretaria").get(address)
    assert keeper.status_code == 200
    extra = {"": 1, "participantes/": Participation.objects.filter(exchange=demo()).count() + 1}
    assert keeper.content.count(b"<form") - forms["demo-nacaome"] == extra.get(
        tab, 1 if tab == "mesas/" else 0
    )


@pytest.mark.parametrize(
    "address",
    ["nada/", "nada/cierre/", "EXC-REDES-2/cierre/fr/documento/", "EXC-REDES-2/sesiones/9/"]
    + ["series/nada/siguiente/"]
    + [f"{kind}/00000000-0000-0000-0000-000000000001/" for kind in ("mesas", "propuestas")],
)
def test_what_is_not_there_is_a_page_that_does_not_exist(secretary, address):
    assert secretary.get(f"{HERE}{address}").status_code == 404


def test_an_exchange_is_founded_planned_opened_and_closed(secretary):
    told = {"name_es": "Serie nueva", "convener_es": "Secretaría", "network": ""}
    secretary.post(f"{HERE}serie-nueva/", told)
    planned = secretary.post(
        f"{HERE}series/serie-nueva/siguiente/", {"title_es": "Primero", "starts_on": "2021-03-01"}
    )
    assert planned.headers["Location"] == f"{HERE}serie-nueva-1/"
    here = f"{HERE}serie-nueva-1/"
    secretary.post(f"{here}cambiar/", {"title_es": "Primero, cambiado"})
    secretary.post(f"{here}sesion-nueva/", {"title_es": "Apertura"})
    secretary.post(
        f"{here}sesiones/1/",
        {"title_es": "Apertura", "on": "2021-03-01", "hour": "9:30", "summary_es": "Se abrió."},
    )
    secretary.post(f"{here}abrir/")
    secretary.post(f"{here}cerrar/")
    row = Exchange.objects.get(key="serie-nueva-1")
    session = row.sessions.get()
    assert (row.title_es, row.starts_on, row.state, row.is_demo) == (
        "Primero, cambiado",
        None,
        "closed",
        True,
    )
    assert (session.summary_es, session.starts_at.isoformat()) == (
        "Se abrió.",
        "2021-03-01T15:30:00+00:00",
    )
    assert "Apertura" in main_words(secretary.get(here))


def test_a_session_is_shown_as_it_was_written(secretary):
    form = secretary.get(f"{HERE}{demo().key}/sesiones/1/").context["form"]
    assert (str(form.initial["on"]), form.initial["hour"]) == ("2020-11-19", "15:40")
    told = secretary.post(f"{HERE}{demo().key}/sesion-nueva/", {"title_es": "X", "hour": "10:00"})
    assert told.status_code == 422
    Exchange.objects.get(pk=demo().pk).sessions.update(starts_at=None)
    form = secretary.get(f"{HERE}{demo().key}/sesiones/1/").context["form"]
    assert "on" not in form.initial


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("cambiar/", {"title_es": "X"}),
        ("participantes/", {"stated_name": "X"}),
        ("sesion-nueva/", {"title_es": "X"}),
        ("sesiones/1/", {"title_es": "X"}),
        ("mesas/", {"profile": "nna", "networks": ["NET-SUR", "NET-COR"]}),
        ("abrir/", {}),
        ("cerrar/", {}),
    ],
)
def test_who_does_not_keep_an_exchange_is_told_so_and_changes_nothing(corinto, address, told):
    before = list(Exchange.objects.values_list("state", "title_es").order_by("key"))
    response = corinto.post(f"{HERE}{demo().key}/{address}", told, follow=True)
    refused = said("Only the institution that hosts the exchange changes it.")
    assert refused in main_words(response)
    assert list(Exchange.objects.values_list("state", "title_es").order_by("key")) == before


def test_who_convenes_another_series_plans_nothing_here(corinto):
    response = corinto.post(
        f"{HERE}series/{demo().series.key}/siguiente/", {"title_es": "X"}, follow=True
    )
    assert said("Only who convenes this series plans its next exchange.") in main_words(response)
    response = corinto.post(
        f"{HERE}serie-nueva/", {"name_es": "X", "convener_es": "X", "network": "NET-SUR"}
    )
    assert response.status_code == 422


def test_a_keeper_found_out_between_page_and_answer_is_refused(desk):
    officer = desk("demo-nacaome")
    response = officer.post(f"{HERE}serie-nueva/", {"name_es": "X", "convener_es": "X"})
    assert said("Only who convenes this series plans its next exchange.") in main_words(response)


def test_participants_come_and_go(secretary):
    here = f"{HERE}{demo().key}/participantes/"
    secretary.post(here, {"stated_name": "Alcaldía de prueba", "women": "1"})
    row = Participation.objects.get(stated_name="Alcaldía de prueba")
    assert "Alcaldía de prueba" in main_words(secretary.get(here))
    twice = secretary.post(here, {"stated_name": "Alcaldía de prueba"})
    assert said("They already are among the participants.") in main_words(twice)
    secretary.post(f"{here}{row.pk}/quitar/")
    assert not Participation.objects.filter(pk=row.pk).exists()
    sits = Participation.objects.get(exchange=demo(), network__key="NET-SUR")
    kept = secretary.post(f"{here}{sits.pk}/quitar/", follow=True)
    stays = said("This network sits at a working table, so it stays on the list.")
    assert stays in main_words(kept)
    assert secretary.post(here, {}).status_code == 422


@pytest.mark.parametrize(
    "told",
    [
        {"profile": "nna", "networks": ["NET-SUR"]},
        {"networks": ["NET-SUR", "NET-COR"]},
        {"profile": "nna", "networks": ["NET-SUR", "NET-CHIQ"]},
    ],
)
def test_a_table_without_a_subject_or_two_networks_is_refused(secretary, told):
    before = WorkingTable.objects.count()
    assert secretary.post(f"{HERE}{demo().key}/mesas/", told).status_code == 422
    assert WorkingTable.objects.count() == before


def test_a_table_is_set_up_by_who_keeps_the_exchange(secretary):
    told = {"profile": "family", "crossing": "GTHN-COR", "networks": ["NET-SUR", "NET-COR"]}
    response = secretary.post(f"{HERE}{demo().key}/mesas/", told)
    assert response.headers["Location"] == f"{HERE}{demo().key}/mesas/"
    row = WorkingTable.objects.order_by("position").last()
    assert (row.position, row.profile, row.crossing.key) == (3, "family", "GTHN-COR")


@pytest.mark.parametrize("address", ["cambiar/", "siguiente"])
@pytest.mark.parametrize("days", [{"ends_on": "2021-01-01"}, {"starts_on": "2021-02-01"}])
def test_a_last_day_before_the_first_is_refused(secretary, address, days):
    told = {"title_es": "X", "ends_on": "2021-01-01"} | days
    series = f"series/{demo().series.key}/siguiente/"
    target = series if address == "siguiente" else f"{demo().key}/{address}"
    response = secretary.post(f"{HERE}{target}", told)
    assert response.status_code == 422
    assert said("The last day must not lie before the first.") in main_words(response)


def test_an_hour_is_written_as_people_write_it(secretary):
    told = {"title_es": "X", "on": "2020-11-20", "hour": "25:00"}
    response = secretary.post(f"{HERE}{demo().key}/sesion-nueva/", told)
    assert said("Write the hour as 09:30.") in main_words(response)


def test_a_network_that_left_meanwhile_is_refused_at_the_form(instance):
    """The page offered it, and then it was taken off the list of participants."""
    request = RequestFactory().post("/")
    request.actor = actor_of("demo-secretaria")
    names = [("NET-SUR", "Sur"), ("NET-CHIQ", "Chiquimula")]
    told = QueryDict("profile=nna&networks=NET-SUR&networks=NET-CHIQ")
    form = TableForm(told, networks=names, crossings=[], profiles=[("nna", "Niñez")])
    assert form.is_valid()
    assert not table_pages._add(request, demo(), form)
    assert list(form.errors) == ["networks"]


def test_a_table_shows_its_networks_and_routes(secretary, nacaome):
    address = f"{HERE}mesas/{table().pk}/"
    text = main_words(secretary.get(address))
    assert said("Propose a route") in text
    assert "niñez no acompañada" in text
    assert said("Propose a route") not in main_words(nacaome.get(address))


def test_one_more_step_keeps_what_was_written_up_to_twelve(secretary):
    address = f"{HERE}mesas/{table().pk}/proponer/"
    form = secretary.post(address, ROUTE | {"more": "1"}).context["form"]
    assert (form.shown, form["action_es_0"].value(), form["side_0"].value()) == (
        4,
        "Atender",
        "HN",
    )
    assert form.errors == {}
    last = secretary.post(address, ROUTE | {"shown": "12", "more": "1"}).context["form"]
    assert (last.shown, last.can_grow) == (12, False)
    assert secretary.get(address).context["form"].shown == 3
    wrong = secretary.post(address, ROUTE | {"shown": "x"})
    assert wrong.status_code == 302


def test_a_route_is_proposed_and_changed_by_the_other_side_of_the_table(secretary, corinto):
    response = secretary.post(
        f"{HERE}mesas/{table().pk}/proponer/",
        ROUTE
        | {"action_es_2": "Recibir", "role_2": "Coordinación", "side_2": "SV", "within_2": "3"}
        | {"unit_2": "days"},
    )
    route = ProposedRoute.objects.get(title_es="Ruta de prueba")
    assert response.headers["Location"] == f"{HERE}propuestas/{route.pk}/"
    assert [(step.position, step.action_es, step.within_minutes) for step in route.steps.all()] == [
        (1, "Atender", 120),
        (2, "Recibir", 3 * 24 * 60),
    ]
    address = f"{HERE}propuestas/{route.pk}/escribir/"
    form = corinto.get(address).context["form"]
    assert (form.shown, form["within_1"].value(), form["unit_1"].value()) == (2, 3, "days")
    corinto.post(address, ROUTE | {"shown": "2", "title_es": "Ruta corregida"})
    assert [r.title_es for r in ProposedRoute.objects.filter(pk=route.pk)] == ["Ruta corregida"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (dict.fromkeys(STEP, "") | {"unit_0": "hours"}, "action_es_0"),
        ({"role_0": ""}, "role_0"),
        ({"side_0": ""}, "side_0"),
        ({"action_es_0": ""}, "action_es_0"),
        ({"within_0": "61", "unit_0": "days"}, "within_0"),
    ],
)
def test_a_step_is_told_whole_or_not_at_all(change, field):
    institutions = [("DEMO-RED-SUR", "Secretaría")]
    form = RouteForm(ROUTE | change, institutions=institutions)
    assert list(form.errors) == [field]


def test_a_route_that_is_written_at_a_closed_exchange_is_refused(secretary):
    Exchange.objects.filter(pk=demo().pk).update(state="closed")
    response = secretary.post(f"{HERE}mesas/{table().pk}/proponer/", ROUTE)
    assert response.status_code == 422
    assert said("Routes are proposed while the exchange is under way.") in main_words(response)


def test_a_network_takes_a_route_up_and_its_acta_adopts_it(secretary, nacaome):
    route = waiting()
    here = f"{HERE}propuestas/{route.pk}/"
    assert said("Networks decide about it; you read along.") in main_words(nacaome.get(here))
    secretary.post(f"{here}retomar/", {"network": "NET-SUR"})
    assert said("To adopt it, record an acta of the network first.") in main_words(
        secretary.get(here)
    )
    record_acta("NET-SUR")
    secretary.post(f"{here}adoptar/", {"acta": "DEMO-77"})
    row = ProposedRoute.objects.get(pk=route.pk)
    assert (row.state, row.acta.number) == ("adopted", "DEMO-77")
    assert "DEMO-77" in main_words(nacaome.get(here))


def test_a_route_is_set_aside_and_says_why(secretary):
    here = f"{HERE}propuestas/{waiting().pk}/"
    assert secretary.post(f"{here}apartar/", {}).status_code == 422
    route = waiting()
    secretary.post(f"{here}apartar/", {"reason": "Ya hay otra"})
    assert "Apartada: Ya hay otra" in main_words(secretary.get(here))
    again = secretary.post(f"{here}apartar/", {"reason": "Otra vez"}, follow=True)
    gone = said("The route is no longer in the state that this page showed.")
    assert gone in main_words(again)
    assert ProposedRoute.objects.get(pk=route.pk).set_aside_reason == "Ya hay otra"


@pytest.mark.parametrize(
    ("verb", "told"), [("retomar", {"network": "NADA"}), ("adoptar", {"acta": "NADA"})]
)
def test_what_is_not_on_offer_is_refused(secretary, verb, told):
    route = waiting()
    response = secretary.post(f"{HERE}propuestas/{route.pk}/{verb}/", told)
    assert response.status_code == 422
    assert ProposedRoute.objects.get(pk=route.pk).state == "proposed"


def test_one_click_makes_a_draft_pathway_and_no_second_one(secretary, nacaome):
    here = f"{HERE}propuestas/{taken_up().pk}/"
    refused = nacaome.post(f"{here}borrador/", follow=True)
    assert said("Only who keeps the network decides for it.") in main_words(refused)
    secretary.post(f"{here}borrador/")
    key = taken_up().pathway_key
    assert key != ""
    text = main_words(secretary.get(here))
    assert said("A pathway was drafted from it.") in text
    assert said("Make a draft pathway of it") not in text
    secretary.post(f"{here}borrador/")
    assert taken_up().pathway_key == key


def test_a_route_nobody_took_up_makes_no_pathway(secretary):
    route = waiting()
    response = secretary.post(f"{HERE}propuestas/{route.pk}/borrador/", follow=True)
    assert response.status_code == 200
    assert ProposedRoute.objects.get(pk=route.pk).pathway_key == ""


def word_text(response):
    document = WordFile(io.BytesIO(response.content))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_report_says_what_the_closing_page_says(secretary, language):
    here = f"/es/mesa/intercambios/{demo().key}/cierre/"
    told = word_text(secretary.get(f"{here}{language}/documento/"))
    pasted = secretary.get(f"{here}{language}/texto/").content.decode()
    page = main_words(secretary.get(here.replace("/es/", f"/{language}/", 1)))
    route = taken_up()
    promise = Commitment.objects.get(exchange=demo())
    for text in (getattr(row, f"{name}_{language}") for row, name in (
        (route, "title"), (route, "problem"), (promise, "text"),
    )):  # fmt: skip
        assert text in told
        assert text in pasted
        assert text in page
    with translation.override(language):
        assert str(EXCHANGE_STATES["open"]) in told
    assert {"es": "DEMOSTRACIÓN", "en": "DEMONSTRATION"}[language] in told


def test_the_report_of_a_real_exchange_invents_nothing(nacaome):
    told = word_text(nacaome.get(f"{HERE}EXC-REDES-2/cierre/es/documento/"))
    for words in (
        "No route was proposed at this exchange.",
        "No practice was published at this exchange.",
        "No commitment of this exchange is shown to you.",
        "no source says it",
    ):
        assert said(words) in told
    assert "iom.int" in told
    assert "DEMO" not in told


def test_commitments_are_read_by_the_network_that_follows_them(desk):
    address = f"{HERE}{demo().key}/compromisos/"
    promise = Commitment.objects.get(exchange=demo()).text_es
    assert promise in main_words(desk("demo-secretaria").get(address))
    assert promise in main_words(desk("demo-red-sv").get(address))
    assert promise not in main_words(desk("demo-red-gt").get(address))


@pytest.mark.parametrize(
    ("minutes", "amount", "unit", "words"),
    [
        (None, None, "hours", ""),
        (45, 45, "minutes", "en 45 minutos"),
        (60, 1, "hours", "en 1 hora"),
        (72 * 60, 3, "days", "en 3 días"),
    ],
)
def test_time_limits_are_told_in_their_largest_unit(minutes, amount, unit, words):
    assert in_largest_unit(minutes) == (amount, unit)
    assert within(minutes) == words


def test_dates_are_told_as_exactly_as_they_are_known():
    told = {row.key: exchange_dates(row) for row in Exchange.objects.filter(key__startswith="EXC")}
    assert told == {
        "EXC-REDES-1": "2020, fecha sin confirmar",
        "EXC-REDES-2": "2021, fecha sin confirmar",
        "EXC-SVHN-3": "abril de 2017, día sin confirmar",
        "EXC-GTHN-2": "5 de mayo de 2017",
        "EXC-CORINTO-5": "29 de julio de 2019 a 30 de julio de 2019",
    }
    assert exchange_dates(Exchange()) == "ninguna fuente lo dice"


def test_steps_are_on_a_side_of_the_region():
    form = RouteForm(institutions=[])
    choices = [code for code, _words in form.fields["side_0"].choices]
    assert choices == ["", *REGION]
