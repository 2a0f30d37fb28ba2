"""The scenes of a demo, the closed doors of accounts, and the receipt of a consent."""

import re

import pytest
from tests.factories.desk import open_case
from tests.factories.pages import said, words

from relevo.cases import access, actions
from relevo.cases.enums import ReadPurpose
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.kernel.ids import group_code
from relevo.plumbing import clock
from relevo.web.desk.loop.asking import GROUPS
from relevo.web.desk.signin import SCENES

SHELTER = "SP-059"


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.code)
def test_scene_sets_the_clock_of_the_demo(visitor, scene):
    response = visitor.post("/es/entrar/escena/", {"scene": scene.code}, follow=True)
    assert response.redirect_chain == [("/es/entrar/", 302)]
    assert said("The clock of the demonstration is set.") in words(response)
    assert 0 <= (clock.now() - scene.at).total_seconds() < 60


def test_scene_is_set_by_a_form_only(visitor):
    assert visitor.get("/es/entrar/escena/").status_code == 405


@pytest.mark.parametrize("scene", ["", "el-poy", "\0", "x" * 5000])
def test_scene_that_is_none_is_not_found(visitor, scene):
    before = clock.now()
    assert visitor.post("/es/entrar/escena/", {"scene": scene}).status_code == 404
    assert (clock.now() - before).total_seconds() < 60


@pytest.mark.parametrize("instance_kind", ["real"])
def test_real_instance_has_no_scenes(visitor):
    assert visitor.post("/es/entrar/escena/", {"scene": SCENES[0].code}).status_code == 404


@pytest.mark.parametrize(
    "page", ["signup", "email", "password/reset", "password/change", "confirm-email", ""]
)
def test_accounts_are_made_by_administrators_only(visitor, page):
    address = f"/es/cuenta/{page}/".replace("//", "/")
    assert visitor.get(address).status_code == 404
    assert visitor.post(address, {"username": "otra"}).status_code == 404


@pytest.fixture
def consent():
    """A consent to the public shelter of La Unión, and its case."""
    return agreed(open_case())


def agreed(case):
    service = Service.objects.get(key=SHELTER)
    officer = actor_of("demo-nacaome")
    text = access.consent_text(
        officer,
        case_id=case.pk,
        service_id=service.pk,
        field_groups=GROUPS,
        form="oral",
        language="es",
        at=STARTS_AT,
    )
    return actions.record_consent(
        case_id=case.pk,
        service_id=service.pk,
        field_groups=GROUPS,
        form="oral",
        language="es",
        read_digest=text.digest,
        by=officer,
        at=STARTS_AT,
    )


def receipt_of(consent):
    return f"/es/mesa/casos/{consent.case_id}/recibo/{consent.pk}/"


def test_receipt_bears_the_code_and_the_public_place(nacaome, consent):
    case = access.read_case(
        actor_of("demo-nacaome"),
        case_id=consent.case_id,
        at=STARTS_AT,
        purpose=ReadPurpose.REFERRAL,
    )
    text = words(nacaome.get(receipt_of(consent)))
    assert case.consents[0].receipt_code.replace("-", "")[:4] in text
    assert Service.objects.get(key=SHELTER).name_es in text
    assert said("Whoever shows this code can end the consent at any time, without saying why.") in (
        text
    )


def test_receipt_of_a_place_that_is_not_public_says_nothing_of_it(nacaome, consent):
    service = Service.objects.get(key=SHELTER)
    Service.objects.filter(key=SHELTER).update(visibility="network_only")
    text = words(nacaome.get(receipt_of(consent)))
    assert said("Protected place: call first") in text
    assert service.name_es not in text


@pytest.mark.parametrize(
    "facts",
    [
        {"protection_sensitive": True, "nationality": "NI"},
        {"profiles": frozenset({"gbv_survivor"}), "nationality": "NI"},
    ],
)
@pytest.mark.parametrize("language", ["es", "en"])
def test_receipt_of_who_may_be_sought_names_no_service_place_or_line(nacaome, language, facts):
    Service.objects.filter(key=SHELTER).update(phone="2440-0000")
    given = agreed(open_case(**facts))
    response = nacaome.get(receipt_of(given).replace("/es/", f"/{language}/", 1))
    slip = re.search(r'<section class="slip".*?</section>', response.content.decode(), re.DOTALL)[0]
    service = Service.objects.select_related("institution", "location__area").get(key=SHELTER)
    for named in (
        *(service.name_es, service.name_en, service.institution.name_es, service.place_name),
        *("2440", "tel:", said("Protected place: call first", language=language)),
    ):
        assert named not in slip
    assert group_code(given.receipt_code) in slip


def test_receipt_is_for_the_team_of_the_case(la_union, nacaome, consent):
    assert la_union.get(receipt_of(consent)).status_code == 404
    other = f"/es/mesa/casos/{consent.case_id}/recibo/{consent.case_id}/"
    assert nacaome.get(other).status_code == 404
