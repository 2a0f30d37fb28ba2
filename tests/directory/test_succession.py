"""One institution follows another: services move, history stays."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.factories import care, directory
from tests.factories.care import NOON
from tests.factories.directory import actor_of

from relevo.audit.models import Event
from relevo.directory import actions
from relevo.directory.actions import Heir
from relevo.directory.errors import InstitutionUnknown, NotYoursToSucceed, SuccessionRefused
from relevo.directory.models import Institution, SearchToken, Service, Verification
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db
ON = date(2020, 11, 1)


@pytest.fixture
def scene():
    return care.stage()


def succeed(scene, heir, *, by=None, on=ON, institution_id=None):
    return actions.succeed_institution(
        institution_id=institution_id or scene.house.pk,
        heir=heir,
        on=on,
        by=by or scene.secretary,
        at=NOON,
    )


def test_a_new_name_takes_over_services_and_the_old_one_stays_readable(scene):
    actions.verify_service(
        service_id=scene.shelter.pk, method="own", outcome="confirmed", by=scene.host, at=NOON
    )
    Institution.objects.filter(pk=scene.house.pk).update(public_line="132", level="national")

    new = succeed(scene, Heir(name_es="Casa Nueva", acronym="CN"))

    old = Institution.objects.get(pk=scene.house.pk)
    assert (old.name_es, old.valid_until, old.valid_until_precision, old.successor) == (
        "Casa de Acogida",
        ON,
        "day",
        new,
    )
    assert (new.key, new.name_es, new.name_en, new.acronym, new.valid_from) == (
        "SV-CN",
        "Casa Nueva",
        "Casa Nueva",
        "CN",
        ON,
    )
    assert (new.country, new.kind, new.level, new.public_line, new.is_demo) == (
        "SV",
        "ngo",
        "national",
        "132",
        False,
    )
    assert list(Service.objects.filter(institution=new).order_by("key")) == [
        scene.shelter,
        scene.safe,
    ]
    assert Verification.objects.get().by_institution == old
    assert SearchToken.objects.filter(service=scene.shelter, token="nueva").exists()
    facts = {"successor": str(new.pk), "services": 2}
    event, message = Event.objects.order_by("-id")[0], Message.objects.order_by("-created_at")
    assert (event.verb, event.subject, event.facts) == (
        "institution.succeeded",
        str(old.pk),
        facts,
    )
    assert message.filter(topic="institution.succeeded", facts=facts).count() == 1


def test_names_that_fold_alike_have_keys_of_their_own(scene):
    directory.institution("SV-CASA-NUEVA", "Casa Nueva")

    assert succeed(scene, Heir(name_es="Casa Nueva")).key == "SV-CASA-NUEVA-2"


def test_an_institution_of_the_directory_follows(scene):
    heir = directory.institution("SV-HEREDERA", "Heredera")

    assert succeed(scene, Heir(key="SV-HEREDERA")) == heir
    assert Service.objects.get(pk=scene.shelter.pk).institution == heir


@pytest.mark.parametrize(
    ("heir", "field", "problem"),
    [
        (Heir(key="SV-NADIE"), "successor", "unknown"),
        (Heir(key="SV-CASA"), "successor", "itself"),
        (Heir(key="HN-CLIN"), "successor", "not_of_its_kind"),
        (Heir(key="SV-PASADA"), "successor", "succeeded_already"),
        (Heir(key="SV-DEMO"), "successor", "not_of_its_kind"),
        (Heir(), "name_es", "missing"),
        (Heir(name_es="x" * 201), "name_es", "too_long"),
        (Heir(name_es="x", acronym="x" * 41), "name_es", "too_long"),
    ],
)
def test_who_cannot_follow(scene, heir, field, problem):
    directory.institution("SV-PASADA", successor=scene.clinic)
    directory.institution("SV-DEMO", is_demo=True)
    before = Institution.objects.count()

    with pytest.raises(SuccessionRefused) as refusal:
        succeed(scene, heir)

    assert (refusal.value.field, refusal.value.problem) == (field, problem)
    assert (Institution.objects.count(), Event.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("on", "problem"),
    [(NOON.date() + timedelta(days=1), "in_the_future"), (date(2000, 1, 1), "before_it_began")],
)
def test_days_on_which_nobody_can_follow(scene, on, problem):
    Institution.objects.filter(pk=scene.house.pk).update(valid_from=date(2000, 1, 1))

    with pytest.raises(SuccessionRefused) as refusal:
        succeed(scene, Heir(name_es="Nueva"), on=on)

    assert (refusal.value.field, refusal.value.problem) == ("on", problem)


def test_nobody_is_followed_twice(scene):
    succeed(scene, Heir(name_es="Nueva"))

    with pytest.raises(SuccessionRefused) as refusal:
        succeed(scene, Heir(name_es="Otra"))

    assert (refusal.value.field, refusal.value.problem) == ("institution", "succeeded_already")


@pytest.mark.parametrize("role", ["officer", "duty_officer", "institution_admin", "analyst"])
def test_who_may_not_say_who_follows(scene, role):
    with pytest.raises(NotYoursToSucceed) as refusal:
        succeed(scene, Heir(name_es="Nueva"), by=actor_of(scene.house, role))

    assert refusal.value.institution_id == scene.house.pk


def test_the_administrator_of_the_instance_may(scene):
    admin = actor_of(scene.clinic, "platform_admin")

    assert succeed(scene, Heir(name_es="Nueva"), by=admin).name_es == "Nueva"


def test_an_institution_that_never_was(scene):
    absent = uuid4()

    with pytest.raises(InstitutionUnknown) as refusal:
        succeed(scene, Heir(name_es="Nueva"), institution_id=absent)

    assert refusal.value.read == str(absent)
