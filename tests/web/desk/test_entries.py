import pytest
from tests.factories.pages import main_words

from relevo.directory.models import Capacity, Service, Verification

HERE = "/es/mesa/directorio/SP-059/"
CONFIRMED = {"method": "own", "outcome": "confirmed"}


def count():
    return Verification.objects.filter(service__key="SP-059").count()


def test_the_own_institution_confirms_its_entry_and_trust_starts_anew(desk):
    duty_officer, before = desk("demo-la-union"), count()

    response = duty_officer.post(f"{HERE}confirmar/", CONFIRMED, follow=True)

    newest = Verification.objects.filter(service__key="SP-059").order_by("-at", "-id")[0]
    assert (count(), newest.method, newest.outcome) == (before + 1, "own", "confirmed")
    assert "100 %" in main_words(response)


def test_a_coordinator_confirms_by_telephone(desk):
    before = count()

    desk("demo-secretaria").post(f"{HERE}confirmar/", {"method": "telephone", "outcome": "changed"})

    assert count() == before + 1


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("demo-nacaome", {"method": "telephone", "outcome": "confirmed"}),
        ("demo-secretaria", CONFIRMED),
        ("demo-la-union", {"method": "own"}),
        ("demo-la-union", {"method": "published", "outcome": "confirmed"}),
    ],
)
def test_who_may_not_confirm_or_says_nothing_usable_changes_nothing(desk, who, told):
    before = count()

    response = desk(who).post(f"{HERE}confirmar/", told, follow=True)

    assert (response.status_code, count()) == (200, before)
    assert response.context["messages"]


def test_only_the_own_institution_tells_and_sees_its_places(desk):
    own = desk("demo-la-union")

    own.post(f"{HERE}lugares/", {"available": "7"})

    assert Capacity.objects.get(service__key="SP-059").available == 7
    assert own.get(HERE).context["capacities"][0].available == 7
    stranger = desk("demo-nacaome")
    assert [row.available for row in stranger.get(HERE).context["capacities"]] == [None]
    stranger.post(f"{HERE}lugares/", {"available": "1"})
    assert Capacity.objects.get(service__key="SP-059").available == 7


@pytest.mark.parametrize("wrong", ["-1", "siete", "9" * 12])
def test_places_that_are_no_number_are_refused(desk, wrong):
    own = desk("demo-la-union")

    response = own.post(f"{HERE}lugares/", {"available": wrong}, follow=True)

    assert not Capacity.objects.filter(service__key="SP-059").exists()
    assert response.context["messages"]


@pytest.mark.parametrize("verb", ["confirmar", "lugares"])
def test_an_entry_that_does_not_exist_is_not_found(desk, verb):
    assert Service.objects.filter(key="SP-NONE").exists() is False
    assert desk("demo-la-union").post(f"/es/mesa/directorio/SP-NONE/{verb}/").status_code == 404
