"""A list on its way into the directory: looked at, decided by a person, written at once."""

from datetime import UTC, date, datetime

import pytest
from tests.factories.directory import actor_of, institution, service
from tests.factories.uploads import HEADER, ROWS, small_world, text_of

from relevo.audit.models import Event
from relevo.directory.models import ChangeRequest, Institution, Location, Schedule, Service
from relevo.networks.actions import uploads as actions
from relevo.networks.enums import UploadState
from relevo.networks.errors import (
    NotKeeper,
    UploadRefused,
    UploadRowNotReady,
    UploadRowUnknown,
    UploadSettled,
    UploadStillOpen,
    UploadUnknown,
)
from relevo.networks.models import DirectoryUpload, Member, UploadRow
from relevo.networks.queries.directory import services_of
from relevo.places.models import Area

pytestmark = pytest.mark.django_db
AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)


@pytest.fixture
def network():
    return small_world()


def taken(network, text=None, *, country="HN", **more):
    """A list taken in and mapped as proposed."""
    row, secretary = network
    upload = actions.start_upload(
        network_key=row.key,
        text=text or text_of(*ROWS),
        country=country,
        by=secretary,
        at=AT,
        **more,
    )
    asked = {"network_key": row.key, "upload_id": upload.pk, "by": secretary, "at": AT}
    actions.map_columns(**asked, mapping=upload.mapping)
    return asked


def row_of(asked, number=1):
    return UploadRow.objects.get(upload=asked["upload_id"], number=number)


def codes(asked, number=1):
    return {(p["code"], p["field"]) for p in row_of(asked, number).problems}


def with_row(**cells):
    """One row that is right, but for some cells."""
    named = dict(zip(HEADER, ROWS[0], strict=True)) | cells
    return text_of(list(named.values()), header=list(named))


def counts():
    return {model: model.objects.count() for model in (Institution, Service, Location, Member)}


def test_list_without_anything_to_settle_is_written_as_it_says(network):
    asked = taken(network)
    assert [row_of(asked, n).decision for n in (1, 2)] == ["new", "new"]
    actions.write_upload(**asked)
    cross = Service.objects.get(name_es="Punto de ayuda")
    assert (
        cross.institution.name_es,
        cross.institution.kind,
        cross.kind,
        cross.country,
        cross.visibility,
        cross.confidence,
        cross.source,
        cross.phone,
        cross.location.area.name,
        cross.department.name,
        cross.schedule.opening_hours,
        [t.code for t in cross.terms.all()],
    ) == (
        "Cruz Roja",
        "red_cross",
        "red_cross_point",
        "HN",
        "network_only",
        "low",
        "Red Sur, lista del 20/11/2020",
        "+504 2782-0000",
        "Goascorán",
        "Valle",
        "24/7",
        ["medical"],
    )
    assert cross.key.startswith("LST-")
    hall = Service.objects.get(name_es="Ventanilla")
    assert (hall.schedule.text_es, hall.schedule.as_of, hall.kind) == (
        "De día",
        date(2020, 11, 20),
        "shelter",
    )
    assert cross.tokens.filter(token="goascoran").exists()
    listed = Member.objects.filter(network=network[0], role="listed")
    assert {m.institution.name_es for m in listed} == {"Cruz Roja", "Alcaldía de Nacaome"}
    upload = DirectoryUpload.objects.get()
    assert (upload.state, upload.done_at) == (UploadState.DONE, AT)
    assert [(r.cells, r.problems, r.written_service) for r in upload.rows.all()] == [
        ([], [], cross),
        ([], [], hall),
    ]
    assert list(Event.objects.order_by("number").values_list("verb", flat=True)) == [
        "upload.started",
        "upload.mapped",
        "upload.written",
    ]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"Institución": ""}, ("institution_missing", "institution")),
        ({"Institución": "x" * 201}, ("too_long", "institution")),
        ({"País": "Francia"}, ("country_unknown", "country")),
        ({"Teléfono": "preguntar"}, ("phone_unreadable", "phone")),
        ({"Teléfono": "12345"}, ("phone_unreadable", "phone")),
        ({"Correo": "no tiene"}, ("email_unreadable", "email")),
        ({"Web": "javascript:alert(1)"}, ("web_unreadable", "web")),
        ({"Municipio": "Goascorrán Arriba"}, ("place_unknown", "municipality")),
        ({"Necesidades": "Alberge nocturno"}, ("need_unknown", "needs")),
        ({"Servicio": "Ayuda en el punto ciego"}, ("informal_crossing", "")),
        ({"Teléfono": "Licda. Ana Ruiz 9988-7766"}, ("personal_contact", "phone")),
        ({"Teléfono": "9988-7766", "Notas": "María Pérez López"}, ("personal_contact", "notes")),
        ({"Notas": "Preguntar por Don Juan"}, ("personal_contact", "notes")),
        (
            {"Servicio": "Casa de acogida para mujeres víctimas de violencia"},
            ("protected_place", "service"),
        ),
    ],
)
def test_row_with_something_to_settle_stops_the_writing(network, cells, problem):
    asked = taken(network, with_row(**cells))
    assert problem in codes(asked)
    assert row_of(asked).decision == "undecided"
    before = counts()
    with pytest.raises(UploadStillOpen) as refusal:
        actions.write_upload(**asked)
    assert (refusal.value.numbers, counts()) == ([1], before)
    with pytest.raises(UploadRowNotReady):
        actions.decide_row(**asked, number=1, decision="new")
    actions.decide_row(**asked, number=1, decision="skip")
    actions.write_upload(**asked)
    assert Service.objects.count() == 0


def test_what_comes_near_is_told(network):
    asked = taken(network, with_row(Municipio="Goascoran Viejoo", Necesidades="Albrge"))
    near = {p["code"]: p["accepted"] for p in row_of(asked).problems}
    assert near == {
        "place_unknown": ["Goascoran Viejo", "Goascorán"],
        "need_unknown": ["shelter", "medical"],
    }


def test_correction_settles_the_row_and_its_likes(network):
    rows = [[*ROWS[0]], [*ROWS[1]], [*ROWS[1]]]
    for number, row in enumerate(rows):
        row[3] = "Goazcorán"
        row[1] = f"Servicio {number} {'abc'[number] * 9}"
    asked = taken(network, text_of(*rows))
    assert {row_of(asked, n).decision for n in (1, 2, 3)} == {"undecided"}
    actions.correct_row(
        **asked, number=1, corrections={"municipality": "Goascorán"}, everywhere=True
    )
    assert [row_of(asked, n).decision for n in (1, 2, 3)] == ["new", "new", "new"]
    actions.write_upload(**asked)
    assert Institution.objects.filter(key__startswith="LST-").count() == 2


def test_same_telephone_needs_its_country(network):
    asked = taken(network, with_row(Teléfono="132"), country="")
    assert ("country_missing", "country") in codes(asked)
    actions.correct_row(
        **asked, number=1, corrections={"country": "El Salvador", "municipality": "La Unión"}
    )
    actions.write_upload(**asked)
    assert (Service.objects.get().country, Service.objects.get().phone) == ("SV", "132")


def test_names_are_dropped_and_the_number_stays(network):
    asked = taken(
        network, with_row(Teléfono="Licda. Ana Ruiz 9988-7766", Notas="Lic. Luis Paz, de día")
    )
    actions.correct_row(**asked, number=1, corrections={"_names": "yes"})
    assert row_of(asked).decision == "new"
    actions.write_upload(**asked)
    row = Service.objects.get()
    assert (row.phone, row.note_es) == ("+504 9988-7766", "de día")
    assert "Ruiz" not in repr(list(UploadRow.objects.values()))


def test_protected_house_is_written_without_any_place(network):
    asked = taken(
        network,
        with_row(
            Servicio="Casa de acogida para víctimas de trata",
            Dirección="Calle 5",
            Notas="Portón",
            Web="casa.hn",
        ),
    )
    actions.correct_row(**asked, number=1, corrections={"_protected": "yes"})
    actions.write_upload(**asked)
    row = Service.objects.get()
    assert (row.visibility, row.location, row.department, row.note_es, row.url) == (
        "restricted", None, None, "", "",
    )  # fmt: skip
    assert (Location.objects.count(), Schedule.objects.count()) == (0, 0)
    assert not row.tokens.filter(token="goascoran").exists()
    assert (row.name_es, row.institution.name_es) == ("Albergue protegido", "Albergue protegido")
    assert not Member.objects.filter(institution=row.institution).exists()
    assert list(services_of(network[0], on=AT.date())) == [row]


def existing(**columns):
    red = institution("HN-CRH", "Cruz Roja Hondureña", acronym="CRH", kind="red_cross")
    at = Area.objects.get(key="HN-1706")
    return service("SP-1", "Punto de ayuda", of=red, place=at, visibility="network_only", **columns)


def test_row_like_an_entry_waits_for_a_person(network):
    row = existing(phone="2782-9999")
    asked = taken(network)
    found = row_of(asked)
    assert (found.decision, found.same_service, found.likeness) == ("undecided", row, 100)
    actions.decide_row(**asked, number=1, decision="merge")
    actions.write_upload(**asked)
    row.refresh_from_db()
    assert (row.phone, row.schedule.opening_hours) == ("2782-9999", "24/7")
    assert [t.code for t in row.terms.all()] == ["medical"]
    request = ChangeRequest.objects.get()
    assert (request.changes, request.before, request.state, request.reason) == (
        {"phone": "+504 2782-0000"},
        {"phone": "2782-9999"},
        "open",
        "Red Sur, lista del 20/11/2020",
    )
    assert Service.objects.filter(institution=row.institution).count() == 1


def test_merge_fills_what_is_empty_and_asks_for_nothing(network):
    row = existing()
    row.terms.set(["shelter"])
    asked = taken(
        network, with_row(Correo="a@b.hn", Web="cruzroja.hn", Dirección="Km 1", Notas="Sí")
    )
    actions.decide_row(**asked, number=1, decision="merge")
    actions.write_upload(**asked)
    row = Service.objects.get(pk=row.pk)
    assert (row.phone, row.email, row.url, row.location.address, row.note_es, row.note_en) == (
        "+504 2782-0000", "a@b.hn", "https://cruzroja.hn", "Km 1", "Sí", "Sí",
    )  # fmt: skip
    assert ChangeRequest.objects.get().changes == {"needs": "medical shelter"}


def test_another_service_of_the_same_institution(network):
    row = existing()
    asked = taken(network)
    actions.decide_row(**asked, number=1, decision="merge", other_service=True)
    actions.write_upload(**asked)
    assert Service.objects.filter(institution=row.institution).count() == 2


def test_new_beside_what_is_like_it(network):
    existing()
    asked = taken(network)
    actions.decide_row(**asked, number=1, decision="new")
    actions.write_upload(**asked)
    assert Institution.objects.filter(name_es__startswith="Cruz Roja").count() == 2


def test_row_that_repeats_another_is_left_out_with_one_touch(network):
    existing()
    asked = taken(network, text_of(*ROWS, ROWS[1]))
    assert ("same_as_row", "") in codes(asked, 3)
    assert actions.accept_likely(**asked) == 2
    assert [row_of(asked, n).decision for n in (1, 2, 3)] == ["merge", "new", "skip"]
    assert actions.accept_likely(**asked) == 0


def test_decision_may_be_taken_back(network):
    existing()
    asked = taken(network)
    actions.decide_row(**asked, number=1, decision="merge", other_service=True)
    actions.decide_row(**asked, number=1, decision="undecided")
    assert (row_of(asked).decision, row_of(asked).same_service_id is None) == ("undecided", False)


def test_protected_houses_of_others_are_never_compared_with(network):
    hidden = existing()
    hidden.location.delete()
    Service.objects.filter(pk=hidden.pk).update(visibility="restricted", location=None)
    asked = taken(network)
    assert row_of(asked).same_service is None


def test_dropped_list_leaves_nothing_of_what_was_read(network):
    asked = taken(network)
    actions.drop_upload(**asked)
    upload = DirectoryUpload.objects.get()
    assert (upload.state, upload.columns, UploadRow.objects.count()) == ("dropped", [], 0)
    with pytest.raises(UploadSettled):
        actions.drop_upload(**asked)


def test_institution_that_left_is_listed_again(network):
    row = existing()
    Member.objects.create(
        network=network[0], institution=row.institution, stated_name_es=row.institution.name_es,
        stated_name_en="x", country="HN", role="member", left_on=date(2020, 1, 1),
    )  # fmt: skip
    asked = taken(network)
    actions.decide_row(**asked, number=1, decision="merge")
    actions.write_upload(**asked)
    seat = Member.objects.get(institution=row.institution)
    assert (seat.role, seat.left_on) == ("listed", None)


REFUSED = {
    "no heading": lambda asked: actions.map_columns(**asked, mapping={"0": "service"}),
    "field twice": lambda asked: actions.map_columns(
        **asked, mapping={"0": "institution", "1": "institution"}
    ),
    "unknown field": lambda asked: actions.map_columns(**asked, mapping={"0": "x"}),
    "unknown column": lambda asked: actions.map_columns(
        **asked, mapping={"0": "institution", "77": "web"}
    ),
    "column that is none": lambda asked: actions.map_columns(
        **asked, mapping={"0": "institution", "-1": "web"}
    ),
    "correction of no field": lambda asked: actions.correct_row(
        **asked, number=1, corrections={"x": "y"}
    ),
    "correction too long": lambda asked: actions.correct_row(
        **asked, number=1, corrections={"phone": "1" * 81}
    ),
    "correction unreadable": lambda asked: actions.correct_row(
        **asked, number=1, corrections={"phone": "1\0"}
    ),
    "no such decision": lambda asked: actions.decide_row(**asked, number=1, decision="x"),
    "nothing to merge": lambda asked: actions.decide_row(**asked, number=1, decision="merge"),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_what_cannot_be_meant_is_refused(network, case):
    asked = taken(network)
    with pytest.raises(UploadRefused):
        REFUSED[case](asked)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"text": "x", "content": b"y"}, "both"),
        ({"text": "  "}, "missing"),
        ({"text": "x", "country": "FR"}, "unknown"),
    ],
)
def test_list_is_a_file_or_a_text_of_one_of_three_countries(network, more, problem):
    asked = {"network_key": network[0].key, "by": network[1], "at": AT, "country": "HN"}
    with pytest.raises(UploadRefused) as refusal:
        actions.start_upload(**asked | more)
    assert refusal.value.problem == problem


def test_row_or_list_of_others_does_not_exist(network):
    asked = taken(network)
    with pytest.raises(UploadRowUnknown):
        actions.correct_row(**asked, number=9, corrections={})
    with pytest.raises(UploadUnknown):
        actions.write_upload(**asked | {"upload_id": network[0].pk})


ACTS = {
    "start": lambda asked: actions.start_upload(
        network_key=asked["network_key"], text="a\tb", country="HN", by=asked["by"], at=AT
    ),
    "map": lambda asked: actions.map_columns(**asked, mapping={"0": "institution"}),
    "correct": lambda asked: actions.correct_row(**asked, number=1, corrections={}),
    "decide": lambda asked: actions.decide_row(**asked, number=1, decision="skip"),
    "accept": lambda asked: actions.accept_likely(**asked),
    "write": lambda asked: actions.write_upload(**asked),
    "drop": lambda asked: actions.drop_upload(**asked),
}


@pytest.mark.parametrize("act", list(ACTS))
@pytest.mark.parametrize("who", ["officer of the secretariat", "coordinator elsewhere", "nobody"])
def test_only_who_keeps_the_network_touches_its_lists(network, act, who):
    asked = taken(network)
    others = {
        "officer of the secretariat": actor_of(Institution.objects.get(key="HN-SEC"), "officer"),
        "coordinator elsewhere": actor_of(institution("HN-X"), "coordinator"),
        "nobody": actor_of(None),
    }
    with pytest.raises(NotKeeper):
        ACTS[act](asked | {"by": others[who]})


@pytest.mark.parametrize("act", [act for act in ACTS if act != "start"])
def test_list_that_is_written_is_settled(network, act):
    asked = taken(network)
    actions.write_upload(**asked)
    with pytest.raises(UploadSettled):
        ACTS[act](asked)


def test_package_is_taken_in_as_rows(network):
    content = (
        b'{"organizations": [{"id": "o", "name": "Cruz Roja", "description": "x"}],'
        b'"services": [{"id": "s", "organization_id": "o", "name": "Punto",'
        b'"location_ids": ["l"]}],'
        b'"locations": [{"id": "l", "city": "Nacaome", "country": "HN"}],'
        b'"phones": [{"id": "p", "number": "2782-0000", "service_id": "s"}],'
        b'"schedules": [{"id": "h", "service_id": "s", "byday": "MO,TU", "opens_at": "08:00",'
        b'"closes_at": "16:00"}]}'
    )
    row, secretary = network
    upload = actions.start_upload(
        network_key=row.key,
        content=content,
        name="C:\\x\\red.json",
        country="",
        by=secretary,
        at=AT,
    )
    asked = {"network_key": row.key, "upload_id": upload.pk, "by": secretary, "at": AT}
    actions.map_columns(**asked, mapping=upload.mapping)
    actions.write_upload(**asked)
    assert (upload.kind, upload.name, Schedule.objects.get().opening_hours) == (
        "hsds", "red.json", "Mo,Tu 08:00-16:00",
    )  # fmt: skip
