"""Pages while keys are sealed or rationed, and in whose name they are asked."""

import pytest
from tests.factories.desk import open_case

from relevo.accounts.models import User
from relevo.audit.models import Event
from relevo.keyholder.errors import HolderAway, KeysSealed, Rationed
from relevo.plumbing.keys import caller, holder
from relevo.web import keys
from relevo.web.keys import Keys

pytestmark = pytest.mark.usefixtures("world")

CASES = "/es/mesa/casos/"


@pytest.fixture
def officer(desk):
    return desk("demo-nacaome")


@pytest.fixture
def sealed():
    holder().seal()
    yield
    holder().open({})


def test_while_keys_are_sealed_the_desk_says_so_and_public_pages_go_on(officer, sealed):
    response = officer.get(CASES)
    assert response.status_code == 503
    assert "Las claves están selladas" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert officer.get("/es/").status_code == 200


def test_desk_with_local_keys_says_what_they_are_fit_for(officer, settings):
    words = "Claves locales: apto solo para demostración."
    assert words in officer.get(CASES).content.decode()
    assert words not in officer.get("/es/").content.decode()
    settings.RELEVO_KEY_SOCKET = "/nowhere/holder.sock"
    response = officer.get(CASES)
    assert response.status_code == 503
    assert words not in response.content.decode()


def test_end_of_the_ration_is_told_and_recorded(officer, settings):
    open_case()
    settings.RELEVO_KEY_RATION = 1
    assert [officer.get(CASES).status_code for _ in range(2)] == [200, 429]
    event = Event.objects.filter(verb="keys.rationed").order_by("-id").first()
    assert (event.actor_id, event.subject) == (
        User.objects.get(username="demo-nacaome").pk,
        "desk:cases",
    )


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(KeysSealed(), 503), (HolderAway(), 503), (Rationed(), 429), (ValueError(), None)],
)
def test_refusals_of_a_visitor_are_not_recorded(rf, refusal, status):
    before = Event.objects.count()
    request = rf.get("/")
    request.resolver_match = None
    response = Keys(lambda _request: None).process_exception(request, refusal)
    assert (response and response.status_code) == status
    assert Event.objects.count() == before


def test_keys_are_asked_in_the_name_of_who_looks(rf):
    seen = []
    request = rf.get("/")
    request.resolver_match = None
    Keys(lambda _request: seen.append(caller()))(request)
    assert (seen[0].name, seen[0].purpose) == (keys.VISITOR, keys.VISITOR)
