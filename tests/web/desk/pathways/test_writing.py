"""Writing a route together at the desk: every form, what it refuses, what two people do at once."""

from dataclasses import replace

import pytest
from django.contrib.messages import get_messages
from tests.factories import routes
from tests.factories.pages import main_words, said
from tests.factories.routes import OTHER_SIDE, SECRETARY, address
from tests.factories.world import nothing_written
from tests.web.filled.pathways import STEP, beside

from relevo.demo.story import STARTS_AT, actor_of
from relevo.kernel.text import LocalisedText
from relevo.pathways.actions import states
from relevo.pathways.enums import ConsentKind, VersionState
from relevo.pathways.models import Endorsement, Pathway, PathwayVersion
from relevo.pathways.queries import versions
from relevo.pathways.rules.content import Alternate, Branch, Step


@pytest.fixture
def secretary(desk):
    return desk(SECRETARY)


@pytest.fixture
def other_side(desk):
    return desk(OTHER_SIDE)


def now(version):
    return versions.content_of(PathwayVersion.objects.get(pk=version.pk))


def levels(response):
    return [message.level_tag for message in get_messages(response.wsgi_request)]


def begun(client):
    """The address to which a page redirects."""
    return client.headers["Location"]


# Beginning.


def test_a_route_is_begun_in_a_network_of_ones_own(secretary):
    values = {
        "network": "NET-SUR",
        "title_es": "Ruta nueva",
        "title_en": "",
        "profiles": ["family", "medical"],
        "countries": ["HN", "SV"],
        "crossing": "",
    }
    response = secretary.post("/es/mesa/rutas/nueva/", values)
    pathway = Pathway.objects.get(title_es="Ruta nueva")
    assert begun(response) == f"/es/mesa/rutas/{pathway.key}/v1/borrador/"
    assert pathway.countries == "HN|SV"
    assert [row.code for row in pathway.profiles.order_by("code")] == ["family", "medical"]


def test_who_coordinates_nothing_is_told_so(desk):
    client = desk("demo-nacaome")
    told = main_words(client.get("/es/mesa/rutas/nueva/"))
    assert said("Only coordinators of institutions that sit in a network begin a route.") in told
    with nothing_written():
        response = client.post("/es/mesa/rutas/nueva/", {"network": "NET-SUR", "title_es": "X"})
    assert response.status_code == 422


def test_a_network_takes_a_seed_up_as_its_own_draft(secretary):
    seed = Pathway.objects.filter(is_seed=True).order_by("key").first()
    response = secretary.post(f"/es/mesa/rutas/{seed.key}/tomar/", {"network": "NET-SUR"})
    taken = Pathway.objects.get(network__key="NET-SUR")
    assert begun(response) == f"/es/mesa/rutas/{taken.key}/v1/borrador/"
    assert not taken.is_seed
    assert Pathway.objects.filter(pk=seed.pk, is_seed=True).exists()


def test_what_is_no_seed_cannot_be_taken_up(secretary):
    version = routes.draft()
    response = secretary.post(
        f"/es/mesa/rutas/{version.pathway.key}/tomar/", {"network": "NET-SUR"}
    )
    assert levels(response) == ["error"]
    assert Pathway.objects.filter(network__key="NET-SUR").count() == 1


def test_the_next_version_begins_once(secretary, other_side):
    version = routes.agreed()
    address_of_next = f"/es/mesa/rutas/{version.pathway.key}/siguiente/"
    assert begun(secretary.post(address_of_next)).endswith("/v2/borrador/")
    again = other_side.post(address_of_next)
    assert begun(again).endswith(f"/rutas/{version.pathway.key}/")
    assert levels(again) == ["error"]


# Steps.


def test_a_step_is_added_where_it_was_put(secretary):
    version = routes.draft()
    response = secretary.post(address(version, "pasos/"), STEP | {"after": "s1", "is_exit": ""})
    content = now(version)
    assert content.keys == ("s1", "s4", "s2", "s3")
    assert content.step("s4") == Step(
        key="s4",
        side="HN",
        action=LocalisedText("Orientar", "Tell where to go"),
        institution_key="DEMO-RED-SUR",
        within_minutes=120,
    )
    assert begun(response).endswith("/borrador/")


def test_a_step_is_changed_and_what_the_form_does_not_show_stays(secretary):
    first, *rest = routes.steps()
    roles = (
        Alternate(LocalisedText("Guardia", "Guard"), "DEMO-MONITOREO"),
        Alternate(LocalisedText("Suplente", "Deputy")),
    )
    version = routes.draft(steps=(replace(first, alternates=roles), *rest))
    page = secretary.get(address(version, "pasos/s1/"))
    shown = page.context["form"].initial
    assert (shown["limit"], shown["limit_unit"]) == (30, "minutes")
    values = STEP | {
        "action_es": "Identificar",
        "told": ["needs", "urgency"],
        "consent": "consent",
        "feedback": "3",
        "feedback_unit": "days",
        "alternate_1": "DEMO-MONITOREO",
        "alternate_2": "DEMO-RED-SV",
        "line": " 132 ",
        "is_exit": "on",
    }
    response = secretary.post(address(version, "pasos/s1/"), values)
    assert begun(response).endswith("/borrador/#s1")
    step = now(version).step("s1")
    assert step.action.es == "Identificar"
    assert (step.consent, step.fields) == (ConsentKind.CONSENT, ("needs", "urgency"))
    assert (step.within_minutes, step.feedback_minutes) == (120, 4320)
    assert (step.line, step.is_exit) == ("132", True)
    assert step.alternates == (roles[0], Alternate(institution_key="DEMO-RED-SV"), roles[1])


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(None, (None, "hours")), (90, (90, "minutes")), (120, (2, "hours")), (2880, (2, "days"))],
)
def test_limits_are_shown_in_their_largest_unit(secretary, minutes, shown):
    first, *rest = routes.steps()
    version = routes.draft(steps=(replace(first, within_minutes=minutes), *rest))
    initial = secretary.get(address(version, "pasos/s1/")).context["form"].initial
    assert (initial["limit"], initial["limit_unit"]) == shown


def test_first_step_of_an_empty_draft(secretary):
    version = routes.draft(steps=(), branches=())
    page = secretary.get(address(version, "pasos/"))
    assert page.context["form"].initial["side"] == "HN"
    assert said("It has no steps yet.") in main_words(secretary.get(address(version, "borrador/")))
    secretary.post(address(version, "pasos/"), STEP | {"after": ""})
    assert now(version).keys == ("s1",)


def test_step_that_is_gone_cannot_be_changed(secretary):
    version = routes.draft()
    response = secretary.get(address(version, "pasos/s9/"))
    assert begun(response).endswith("/borrador/")
    assert levels(response) == ["error"]


@pytest.mark.parametrize(
    ("page", "values", "keys"),
    [
        ("orden/", {"step": "s3", "after": ""}, ("s3", "s1", "s2")),
        ("orden/", {"step": "s1", "after": "s2"}, ("s2", "s1", "s3")),
        ("quitar/", {"step": "s2"}, ("s1", "s3")),
    ],
)
def test_steps_are_moved_and_taken_out(secretary, page, values, keys):
    version = routes.draft()
    response = secretary.post(address(version, page), {"base": "1"} | values)
    assert levels(response) == ["success"]
    assert now(version).keys == keys


def test_a_step_is_given_to_another_lane(secretary):
    version = routes.draft()
    values = {"base": "1", "step": "s1", "side": "SV", "institution": "DEMO-RED-SV"}
    assert levels(secretary.post(address(version, "carril/"), values)) == ["success"]
    step = now(version).step("s1")
    assert (step.side, step.institution_key) == ("SV", "DEMO-RED-SV")


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("orden/", {"base": "1", "step": "s9", "after": ""}),
        ("orden/", {"base": "7", "step": "s1", "after": ""}),
        ("orden/", {"base": "1", "step": "s1", "after": "s9"}),
        ("orden/", {"step": "s1"}),
        ("quitar/", {"base": "1", "step": "s9"}),
        ("carril/", {"base": "1", "step": "s9", "side": "HN", "institution": "DEMO-RED-SUR"}),
        ("carril/", {"base": "1", "step": "s1", "side": "HN", "institution": "NADA"}),
        ("ramas/", {"base": "1", "from_key": "s1", "to_key": "s1", "condition_es": "x"}),
    ],
)
def test_what_cannot_be_is_a_sentence_and_changes_nothing(secretary, page, values):
    version = routes.draft()
    with nothing_written():
        response = secretary.post(address(version, page), values)
        assert levels(response) == ["error"]


# Branches and guide.


def test_branches_are_put_and_taken_out(secretary):
    version = routes.draft()
    values = {"base": "1", "from_key": "s1", "to_key": "s3", "condition_es": "ya viene referida"}
    secretary.post(address(version, "ramas/"), values | {"condition_en": "already referred"})
    text = LocalisedText("ya viene referida", "already referred")
    assert Branch("s1", "s3", text) in now(version).branches
    secretary.post(address(version, "podar/"), {"base": "2", "from_key": "s1", "to_key": "s3"})
    assert now(version).branches == routes.content().branches


def test_guide_is_written_in_both_languages(secretary):
    version = routes.draft()
    page = secretary.get(address(version, "guia/"))
    assert page.context["form"].initial["trigger_en"] == "A family asks for help at the post"
    names = [field.name for pair in page.context["pairs"] for field in pair]
    values = dict.fromkeys(names, "") | {
        "base": "1",
        "children_heard": "heard",
        "children_how_es": "En un taller",
        "children_how_en": "In a workshop",
    }
    assert begun(secretary.post(address(version, "guia/"), values)).endswith("/borrador/")
    content = now(version)
    assert content.children_how == LocalisedText("En un taller", "In a workshop")
    assert content.children_heard == "heard"
    assert content.trigger == LocalisedText("", "")
    assert content.steps == routes.steps()


# Two at once.


def test_two_who_change_different_steps_are_put_together(secretary, other_side):
    version = routes.draft()
    mine = STEP | {"base": "1", "action_es": "Escuchar", "told": []}
    assert levels(secretary.post(address(version, "pasos/s1/"), mine)) == ["success"]
    response = other_side.post(address(version, "quitar/"), {"base": "1", "step": "s3"})
    assert levels(response) == ["success"]
    content = now(version)
    assert content.keys == ("s1", "s2")
    assert content.step("s1").action.es == "Escuchar"


def test_two_who_change_the_same_step_decide_together(secretary, other_side):
    version = routes.draft()
    secretary.post(address(version, "pasos/s1/"), STEP | {"action_es": "Escuchar"})
    response = other_side.post(address(version, "pasos/s1/"), STEP | {"action_es": "Oír"})
    assert levels(response) == ["warning"]
    assert now(version).step("s1").action.es == "Escuchar"
    page = secretary.get(address(version, "borrador/"))
    assert said("A text is kept beside") in main_words(page)
    ((row, theirs),) = versions.beside_of(version)
    assert theirs.step("s1").action.es == "Oír"
    told = main_words(secretary.get(address(version, f"aparte/{row.pk}/")))
    assert "Oír" in told
    assert "Escuchar" in told


@pytest.mark.parametrize(("units", "minutes"), [(["step s1"], 45), ([], 15)])
def test_what_is_kept_beside_is_taken_in_or_set_aside(secretary, units, minutes):
    version, row = beside()
    response = secretary.post(address(version, f"aparte/{row.pk}/"), {"units": units})
    assert begun(response).endswith("/borrador/")
    assert now(version).step("s1").within_minutes == minutes
    assert versions.beside_of(version) == []
    assert secretary.get(address(version, f"aparte/{row.pk}/")).status_code == 404


def test_changes_that_do_not_hold_alone_are_not_taken_in(secretary):
    version = routes.draft()
    before = routes.content()
    one, two, three = before.steps
    routes.edit(version, replace(before, steps=(replace(one, within_minutes=9), two, three)))
    new = Step(key="s4", side="HN", action=LocalisedText("Nuevo", "New"))
    changed = replace(
        before,
        steps=(replace(one, within_minutes=8), new, two, three),
        branches=(*before.branches, Branch("s4", "s3", LocalisedText("si", "if"))),
    )
    routes.edit(version, changed, base=1)
    ((row, _theirs),) = versions.beside_of(version)
    with nothing_written():
        response = secretary.post(
            address(version, f"aparte/{row.pk}/"), {"units": ["branch s4 s3"]}
        )
    assert response.status_code == 422
    assert said(
        "These changes do not hold alone: take more of them, or set them all aside."
    ) in main_words(response)
    whole = ["branch s4 s3", "step s4", "step s1"]
    secretary.post(address(version, f"aparte/{row.pk}/"), {"units": whole})
    assert now(version).keys == ("s1", "s4", "s2", "s3")


def test_a_draft_with_texts_beside_is_not_proposed(secretary):
    version, _row = beside()
    response = secretary.post(address(version, "proponer/"))
    assert levels(response) == ["error"]
    assert PathwayVersion.objects.get(pk=version.pk).state == VersionState.DRAFT


# From draft to route.


def test_proposed_validated_and_spoken_of(secretary, other_side):
    version = routes.draft()
    assert levels(secretary.post(address(version, "proponer/"))) == ["success"]
    acta = routes.acta()
    page = secretary.get(address(version, "validar/"))
    assert "7-2020" in main_words(page)
    values = {"acta": str(acta.pk), "review_on": "2021-05-20"}
    assert levels(secretary.post(address(version, "validar/"), values)) == ["success"]
    found = PathwayVersion.objects.get(pk=version.pk)
    assert (found.state, found.acta_id) == (VersionState.VALIDATED, acta.pk)
    said_so = {"stance": "noted", "on": "2020-11-20", "document": "", "text_es": "", "text_en": ""}
    assert levels(other_side.post(address(version, "postura/"), said_so)) == ["success"]
    row = Endorsement.objects.get(version=version)
    assert (row.stance, row.institution.key) == ("noted", "DEMO-RED-SV")


def test_endorsed_by_a_document(secretary):
    version = routes.agreed()
    values = {"stance": "endorsed", "on": "2020-11-20", "document": "Oficio 3"}
    assert levels(secretary.post(address(version, "postura/"), values)) == ["success"]
    assert Endorsement.objects.get(version=version).document == "Oficio 3"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"stance": "endorsed", "on": "2020-11-20"}, "document"),
        ({"stance": "reserved", "on": "2020-11-20"}, "text_es"),
    ],
)
def test_word_without_what_it_stands_on_is_refused(secretary, values, field):
    version = routes.agreed()
    response = secretary.post(address(version, "postura/"), values)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("postura/", {"stance": "noted", "on": "2020-11-29"}),
        ("postura/", {"stance": "reserved", "on": "2020-11-29", "text_es": "x"}),
    ],
)
def test_word_of_a_day_to_come_is_refused(secretary, page, values):
    version = routes.agreed()
    with nothing_written():
        response = secretary.post(address(version, page), values)
    assert response.status_code == 422
    assert said("The day of the decision is today or before.") in main_words(response)


def test_review_in_the_past_is_refused(secretary):
    version, acta = routes.proposal(), routes.acta()
    values = {"acta": str(acta.pk), "review_on": "2020-11-20"}
    with nothing_written():
        response = secretary.post(address(version, "validar/"), values)
    assert response.status_code == 422
    assert said("The day of the review lies in the future.") in main_words(response)


def test_network_without_an_acta_is_told_to_record_one(secretary):
    told = main_words(secretary.get(address(routes.proposal(), "validar/")))
    assert (
        said("The network has no acta yet: record it first, with its number and who attended.")
        in told
    )


def test_withdrawn_versions_stay_readable(secretary):
    version = routes.draft()
    assert levels(secretary.post(address(version, "retirar/"))) == ["success"]
    assert secretary.get(address(version)).status_code == 200
    assert levels(secretary.post(address(version, "retirar/"))) == ["error"]


def test_draft_without_steps_is_not_proposed(secretary):
    version = routes.draft(steps=(), branches=())
    assert levels(secretary.post(address(version, "proponer/"))) == ["error"]


# Who may, in which state.

WRITES = {
    "guia/": {"base": "1", "children_heard": "heard"},
    "pasos/": STEP | {"after": ""},
    "pasos/s1/": STEP,
    "orden/": {"base": "1", "step": "s1", "after": "s2"},
    "carril/": {"base": "1", "step": "s1", "side": "SV", "institution": "DEMO-RED-SV"},
    "quitar/": {"base": "1", "step": "s1"},
    "ramas/": {"base": "1", "from_key": "s1", "to_key": "s3", "condition_es": "x"},
    "podar/": {"base": "1", "from_key": "s3", "to_key": "s1"},
    "proponer/": {},
    "retirar/": {},
}
NOT_DRAFTERS = ("demo-nacaome", "demo-la-union", "demo-red-gt", "demo-albergue", "demo-monitor")


@pytest.mark.no_cover  # no line that other tests do not reach
@pytest.mark.parametrize("username", NOT_DRAFTERS)
@pytest.mark.parametrize("page", list(WRITES))
def test_only_coordinators_of_the_network_write(desk, username, page):
    version = routes.draft()
    client = desk(username)
    with nothing_written():
        client.post(address(version, page), WRITES[page])
    told = main_words(client.get(address(version, "borrador/")))
    assert (
        said("Only coordinators of institutions that sit in its network write on this route.")
        in told
    )


@pytest.mark.parametrize("page", [page for page in WRITES if page not in {"proponer/", "retirar/"}])
def test_what_was_proposed_does_not_change(secretary, page):
    version = routes.proposal()
    with nothing_written():
        response = secretary.post(address(version, page), WRITES[page])
    assert begun(response) == address(version)
    assert begun(secretary.get(address(version, "borrador/"))) == address(version)


@pytest.mark.parametrize("username", ["demo-nacaome", "demo-red-gt", "demo-albergue"])
def test_only_who_keeps_the_network_validates(desk, username):
    version, acta = routes.proposal(), routes.acta()
    values = {"acta": str(acta.pk), "review_on": "2021-05-20"}
    with nothing_written():
        response = desk(username).post(address(version, "validar/"), values)
    assert response.status_code == 422
    assert said("Only who keeps the network says that its acta validated a route.") in main_words(
        response
    )


@pytest.mark.parametrize("username", ["demo-nacaome", "demo-monitor", "demo-red-gt"])
def test_only_ones_own_coordinator_speaks_for_an_institution(desk, username):
    version = routes.agreed()
    values = {"stance": "noted", "on": "2020-11-20"}
    with nothing_written():
        response = desk(username).post(address(version, "postura/"), values)
    assert response.status_code == 422


def test_nobody_speaks_of_a_route_that_does_not_work_yet(secretary):
    version = routes.proposal()
    with nothing_written():
        response = secretary.post(
            address(version, "postura/"), {"stance": "noted", "on": "2020-11-20"}
        )
    assert response.status_code == 422


def test_superseded_versions_keep_their_words(secretary):
    version = routes.agreed()
    secretary.post(f"/es/mesa/rutas/{version.pathway.key}/siguiente/")
    new = PathwayVersion.objects.get(pathway=version.pathway, number=2)
    states.propose_version(version_id=new.pk, by=actor_of(SECRETARY), at=STARTS_AT)
    values = {"acta": str(routes.acta("8-2020").pk), "review_on": "2021-05-20"}
    secretary.post(address(new, "validar/"), values)
    old = secretary.get(address(version))
    assert old.context["version"].state == VersionState.SUPERSEDED
    assert [row.stance for row in old.context["steps"]] == ["unanswered"] * 3


@pytest.mark.parametrize("page", ["guia/", "pasos/s1/"])
def test_form_written_on_a_revision_that_never_was_is_shown_again(secretary, page):
    version = routes.draft()
    with nothing_written():
        response = secretary.post(address(version, page), WRITES[page] | {"base": "77"})
    assert response.status_code == 422
    assert levels(response) == ["error"]


def test_what_is_kept_beside_a_proposal_waits_for_nobody(secretary):
    version, row = beside()
    PathwayVersion.objects.filter(pk=version.pk).update(state=VersionState.WITHDRAWN)
    with nothing_written():
        response = secretary.post(address(version, f"aparte/{row.pk}/"), {"units": []})
    assert response.status_code == 422
    assert said("This version has already moved on. Nothing was changed.") in main_words(response)
