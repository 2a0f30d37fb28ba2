"""The pages on which routes are found, read, compared and taken along."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from django.utils import translation
from tests.factories import routes
from tests.factories.pages import main_words, said
from tests.factories.routes import OTHER_SIDE, SECRETARY, address
from tests.factories.world import nothing_written

from relevo.cases.rules.views import ShownStep
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.kernel.text import LocalisedText
from relevo.pathways.actions import drafts, endorsements, states
from relevo.pathways.models import Pathway, PathwayVersion
from relevo.pathways.queries import versions
from relevo.pathways.rules.content import Branch, Step
from relevo.web.desk.pathways import conformance, reading
from relevo.web.pathway_phrases import (
    FINDING_KINDS,
    SEED_MARK,
    STANCES,
    STEP_OUTCOMES,
    VERSION_STATES,
)

LIST = "/es/mesa/rutas/"
TITLE = routes.HEAD.title_es


@pytest.fixture
def secretary(desk):
    return desk(SECRETARY)


def hits(response):
    return re.findall(r'<h3><a href="/es/mesa/rutas/([^/]+)/">', response.content.decode())


def own_keys(response):
    return [key for key in hits(response) if key.startswith(routes.NETWORK)]


# The list.


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("", True),
        ("?profile=family", True),
        ("?profile=nna", False),
        ("?pair=HN-SV", True),
        ("?pair=GT-HN", False),
        ("?pair=HN", False),
        ("?crossing=HNSV-AMA", True),
        ("?crossing=GTHN-COR", False),
        ("?network=NET-SUR", True),
        ("?network=NET-X", False),
        ("?state=validated", True),
        ("?state=draft", False),
        ("?state=seed", False),
        ("?state=no_such_state", True),
        ("?q=fámilias+AMATILLO", True),
        ("?q=amatillo+zzz", False),
        ("?q=returns", False),
        ("?q=return", True),
    ],
)
def test_routes_are_found_by_what_they_are(secretary, query, is_found):
    routes.agreed()
    Pathway.objects.filter(is_seed=True).delete()
    assert own_keys(secretary.get(LIST + query)) == ([f"{routes.NETWORK}-R1"] if is_found else [])


def test_list_takes_as_many_queries_for_one_route_as_for_three(secretary, count_queries):
    routes.agreed()
    one = count_queries(lambda: secretary.get(f"{LIST}?network=NET-SUR"))
    for number in (2, 3):
        head = replace(routes.HEAD, title_es=f"Ruta {number}")
        version = routes.draft(head=head)
        states.propose_version(version_id=version.pk, by=actor_of(SECRETARY), at=STARTS_AT)
    assert count_queries(lambda: secretary.get(f"{LIST}?network=NET-SUR")) == one


def test_seeds_say_that_nobody_agreed_to_them(secretary):
    seed = Pathway.objects.filter(is_seed=True).order_by("key").first()
    told = main_words(secretary.get(f"{LIST}{seed.key}/"))
    assert str(SEED_MARK) in told
    assert said("Take it up as a draft of this network") in told
    assert said("How institutions stand to it") not in told


def test_list_without_a_hit_says_so(secretary):
    assert said("No route fits") in main_words(secretary.get(f"{LIST}?q=zzzz"))


def test_coverage_shows_for_whom_a_route_is_agreed(secretary, count_queries):
    cover = f"{LIST}cobertura/"
    routes.agreed()
    found = secretary.get(cover)
    rows = {
        code: {pair: how for pair, _w, how in cells} for code, _n, cells in found.context["rows"]
    }
    assert rows["family"]["HN-SV"] == "agreed"
    assert rows["family"]["GT-SV"] == "none"
    before = count_queries(lambda: secretary.get(cover))
    routes.draft(head=replace(routes.HEAD, profiles=("nna",), countries=("HN",), crossing_key=""))
    found = secretary.get(cover)
    rows = {
        code: {pair: how for pair, _w, how in cells} for code, _n, cells in found.context["rows"]
    }
    assert rows["nna"]["HN"] == "in_work"
    assert count_queries(lambda: secretary.get(cover)) == before


# One route.


def test_page_of_a_draft_shows_steps_chart_and_findings(secretary):
    version = routes.draft()
    response = secretary.get(address(version))
    told = main_words(response)
    assert TITLE in told
    assert "Identificar sin interrogar" in told
    assert str(VERSION_STATES["draft"]) in told
    assert said("The check finds nothing that does not hold.") not in told
    assert response.content.count(b"<svg xmlns") == 2
    assert said("Write on this draft") in told
    assert [row.stance for row in response.context["steps"]] == ["", "", ""]


def test_page_shows_the_version_that_works_unless_another_is_asked_for(secretary):
    version = routes.agreed()
    drafts.new_version(key=version.pathway.key, by=actor_of(OTHER_SIDE), at=STARTS_AT)
    key = version.pathway.key
    assert secretary.get(f"{LIST}{key}/").context["version"].number == 1
    assert secretary.get(f"{LIST}{key}/v2/").context["version"].number == 2
    assert secretary.get(f"{LIST}{key}/v3/").status_code == 404
    assert secretary.get(f"{LIST}NADA/").status_code == 404


def test_steps_say_on_whose_endorsement_they_stand(secretary):
    version = routes.agreed()
    endorsements.endorse(
        version_id=version.pk,
        document="Oficio 1",
        on=STARTS_AT.date(),
        by=actor_of(SECRETARY),
        at=STARTS_AT,
    )
    endorsements.reserve(
        version_id=version.pk,
        text=LocalisedText("Falta personal", "No staff"),
        on=STARTS_AT.date(),
        step_keys=["s1", "s3"],
        by=actor_of(OTHER_SIDE),
        at=STARTS_AT,
    )
    response = secretary.get(address(version))
    steps = response.context["steps"]
    assert [row.stance for row in steps] == ["endorsed", "endorsed", "reserved"]
    assert [len(row.reserved_by) for row in steps] == [1, 0, 1]
    stands = {row.name: row for row in response.context["stands"]}
    assert {row.stance for row in stands.values()} == {"endorsed", "reserved"}
    assert sorted(row.numbers for row in stands.values()) == [[1, 2], [3]]
    assert response.context["silent"] > 0
    told = main_words(response)
    assert "Falta personal" in told
    assert "Oficio 1" in told
    assert str(STANCES["reserved"]) in told
    with translation.override("en"):
        assert "No staff" in main_words(secretary.get(address(version).replace("/es/", "/en/")))


def test_service_that_closes_flags_the_route(secretary):
    service = Service.objects.get(key="DEMO-SP-ALBERGUE")
    first, *rest = routes.steps()
    version = routes.agreed(steps=(replace(first, service_key=service.key), *rest))
    words = str(FINDING_KINDS["no_active_service"])
    assert words not in main_words(secretary.get(address(version)))
    Service.objects.filter(pk=service.pk).update(status="closed")
    assert words in main_words(secretary.get(address(version)))
    (row,) = [
        row for row in secretary.get(LIST).context["rows"] if row.pathway.pk == version.pathway.pk
    ]
    assert row.broken == 1


def test_disclosure_that_the_rules_forbid_is_found_and_named(secretary):
    first, second, last = routes.steps()
    version = routes.draft(steps=(first, replace(second, fields=("narrative",)), last))
    found = secretary.get(address(version)).context["findings"]
    told = [finding for finding in found.broken if finding.step_key == "s2"]
    assert [finding.number for finding in told] == [2]
    assert told[0].words.startswith(str(FINDING_KINDS["forbidden_disclosure"]))
    assert said("What happened", context="packet") in told[0].words


def test_route_without_steps_is_a_page_too(secretary):
    version = routes.draft(steps=(), branches=())
    told = main_words(secretary.get(address(version)))
    assert said("It has no steps yet.") in told
    assert secretary.get(address(version, "archivo/svg/")).status_code == 200


def test_day_of_review_is_told_when_it_has_come(secretary):
    version = routes.agreed()
    due = said("The day of its review has come.")
    assert due not in main_words(secretary.get(address(version)))
    PathwayVersion.objects.filter(pk=version.pk).update(review_on=STARTS_AT.date())
    assert due in main_words(secretary.get(address(version)))


def test_page_takes_as_many_queries_for_one_step_as_for_three(secretary, count_queries):
    one = routes.draft(steps=routes.steps()[:1], branches=())
    three = routes.draft(head=replace(routes.HEAD, title_es="Otra"))
    counts = {count_queries(lambda v=v: secretary.get(address(v))) for v in (one, three)}
    assert len(counts) == 1


# Two versions.


def test_comparison_tells_every_change_in_both_languages(secretary):
    version = routes.agreed()
    new = drafts.new_version(key=version.pathway.key, by=actor_of(SECRETARY), at=STARTS_AT)
    before = versions.content_of(new)
    first, second, last = before.steps
    changed = replace(
        before,
        trigger=LocalisedText("Otra cosa", "Something else"),
        steps=(
            second,
            replace(
                first,
                action=LocalisedText(first.action.es, "Identify calmly"),
                within_minutes=45,
                need="shelter",
                fields=("needs",),
                consent="consent",
                is_exit=True,
                alternates=(),
            ),
            Step(key="s4", side="SV", action=LocalisedText("Cerrar", "Close")),
        ),
        branches=(replace(before.branches[0], condition=LocalisedText("se niega", "they refuse")),),
    )
    routes.edit(new, changed, base=1)
    assert last.key == "s3"
    response = secretary.get(f"{LIST}{version.pathway.key}/comparar/?from=1&to=2")
    told = {
        (change.what, change.language): (change.before, change.after)
        for change in response.context["changes"]
    }
    action = "«Identificar sin interrogar»"
    assert told[("Qué la activa", "es")] == ("Una familia pide ayuda en el puesto", "Otra cosa")
    assert told[("Qué la activa", "en")] == ("A family asks for help at the post", "Something else")
    assert told[(f"Paso 2 {action}, Qué se hace", "en")] == (
        "Identify without questioning",
        "Identify calmly",
    )
    assert told[(f"Paso 2 {action}, Plazo", "")] == ("en 30 min", "en 45 min")
    assert told[(f"Paso 2 {action}, Necesidad que atiende", "")][1] == "Albergue"
    assert told[(f"Paso 2 {action}, La ruta termina aquí", "")] == ("no", "sí")
    assert told[(f"Paso 2 {action}, Suplentes", "")] == ("Monitoreo fronterizo (DEMO)", "")
    assert told[(f"Paso 2 {action}, Qué puede decirse", "")] == ("", "Necesidades")
    assert ("Sin el paso 3 «Recibir con acta de entrega»", "") in told
    assert any(what.startswith("Paso nuevo 3 «Cerrar»") for what, _language in told)
    assert any(" va ahora " in what for what, _language in told)
    assert told[("Sin la rama del paso 3 al paso 1", "")] == ("vuelve a faltar alguien", "")
    assert told[("Condición de la rama del paso 1 hacia fuera de la ruta", "es")] == (
        "no consiente",
        "se niega",
    )
    same = secretary.get(f"{LIST}{version.pathway.key}/comparar/?from=1&to=1")
    assert said("Both say the same.") in main_words(same)


@pytest.mark.parametrize("query", ["", "?from=x&to=y", "?from=99999&to=1"])
def test_comparison_of_what_is_no_version_is_no_failure(secretary, query):
    version = routes.draft()
    response = secretary.get(f"{LIST}{version.pathway.key}/comparar/{query}")
    assert response.status_code == 200


# What is taken along.


@pytest.mark.parametrize(
    ("kind", "content_type", "start"),
    [
        ("svg", "image/svg+xml; charset=utf-8", b"<svg"),
        ("png", "image/png", b"\x89PNG"),
        ("bpmn", "application/xml; charset=utf-8", b"<?xml"),
        ("chat", "text/plain; charset=utf-8", b"*Familias"),
    ],
)
def test_files_are_of_their_kind(secretary, kind, content_type, start):
    version = routes.agreed()
    with nothing_written():
        response = secretary.get(address(version, f"archivo/{kind}/"))
    assert response.headers["Content-Type"] == content_type
    assert response.content.startswith(start)


def test_word_file_has_steps_forms_stances_and_lines_to_sign(secretary):
    version = routes.agreed()
    endorsements.endorse(
        version_id=version.pk,
        document="Oficio 1",
        on=STARTS_AT.date(),
        by=actor_of(SECRETARY),
        at=STARTS_AT,
    )
    response = secretary.get(address(version, "archivo/docx/"))
    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        text = re.sub(r"<[^>]+>", " ", packed.read("word/document.xml").decode())
    for words in (
        "Identificar sin interrogar",
        "Ficha de activación de la red",
        "Oficio 1",
        "7-2020",
        said("Directory of this route"),
        said("For the network"),
    ):
        assert words in text


@pytest.mark.parametrize("kind", ["svg", "chat"])
def test_what_leaves_a_demonstration_says_that_it_is_invented(secretary, kind):
    mark = said("DEMO: an invented route, agreed by nobody.")
    mine = secretary.get(address(routes.agreed(), f"archivo/{kind}/")).content.decode()
    seed = Pathway.objects.filter(is_seed=True).order_by("key").first()
    theirs = secretary.get(f"{LIST}{seed.key}/v1/archivo/{kind}/").content.decode()
    squeezed = " ".join(re.sub(r"<[^>]*>", " ", mine).split())
    assert (mark in squeezed, mark in theirs) == (True, False)


def test_unknown_kind_of_file_is_a_page_that_does_not_exist(secretary):
    assert secretary.get(address(routes.draft(), "archivo/exe/")).status_code == 404


def test_chat_text_says_who_does_what_within_how_long(secretary):
    text = secretary.get(address(routes.draft(), "archivo/chat/")).content.decode()
    assert (
        "1. Identificar sin interrogar (Secretaría de red (DEMO), lado hondureño). en 30 min."
        in text
    )
    assert "Si no consiente: sale de la ruta." in text
    assert "Sin respuesta" not in text


def test_wall_sheet_has_the_drawing_and_the_lines_to_call(secretary):
    response = secretary.get(address(routes.agreed(), "mural/"))
    assert response.content.count(b"<svg xmlns") == 1
    assert response.context["lines"] == [(3, "Coordinación de red, El Salvador (DEMO)", "132")]
    assert "Acta 7-2020" in main_words(response)


# How it is followed.


def test_figures_stand_step_by_step_and_nobody_is_in_them(secretary):
    version = routes.agreed()
    response = secretary.get(address(version, "cumplimiento/"))
    nothing = ["0"] * len(STEP_OUTCOMES)
    assert response.context["own"][0] == ["1. Identificar sin interrogar", *nothing, "–"]
    assert len(response.context["others"]) == 3


def test_counts_of_few_people_are_not_told(secretary):
    read = reading.read(routes.agreed())
    few = ShownStep("s1", dict.fromkeys(STEP_OUTCOMES), 75.4)
    (row,) = conformance._rows(read, [few])
    hidden = said("fewer than 5, or hidden with them")
    assert row == ["1. Identificar sin interrogar", *[hidden] * len(STEP_OUTCOMES), "1 h 15 min"]


def test_comparison_tells_new_branches_and_steps_that_became_the_first(secretary):
    version = routes.agreed(steps=routes.steps()[:2], branches=())
    new = drafts.new_version(key=version.pathway.key, by=actor_of(SECRETARY), at=STARTS_AT)
    first, second = versions.content_of(new).steps
    added = Step(key="s3", side="SV", action=LocalisedText("Avisar", "Warn"))
    branch = Branch("s1", "s2", LocalisedText("si llueve", "if it rains"))
    routes.edit(
        new,
        replace(versions.content_of(new), steps=(added, first, second), branches=(branch,)),
        base=1,
    )
    response = secretary.get(f"{LIST}{version.pathway.key}/comparar/")
    told = {change.what: change.after for change in response.context["changes"]}
    assert told == {
        "Paso nuevo 1 «Avisar», en primer lugar": "",
        "Rama nueva del paso 2 al paso 3": "si llueve",
    }
