"""An institution takes along what is its own and nothing of others, and leaves."""

import csv
import io
import json
from zipfile import ZipFile

from tests.factories import networks
from tests.factories.pages import said, words

from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution, Service
from relevo.networks.models import Member, ProtocolSignature

LEAVE = "/es/mesa/redes/NET-SUR/salir/"
TABLES = {
    *("institution", "services", "places", "verifications", "seats"),
    *("signatures", "commitments", "practices", "endorsements"),
}


def test_file_holds_ones_own_rows_and_no_others(desk, protocol):
    networks.sign(protocol, by=actor_of("demo-admin-albergue"), at=STARTS_AT)
    response = desk("demo-admin-albergue").get(f"{LEAVE}datos.zip")
    assert response["Content-Disposition"] == ('attachment; filename="datos-demo-albergue.zip"')
    packed = ZipFile(io.BytesIO(response.content))
    assert set(packed.namelist()) == {f"{name}.csv" for name in TABLES} | {"all.json"}
    whole = json.loads(packed.read("all.json"))
    assert set(whole) == TABLES | {"institution_key", "taken_at"}
    assert [row["key"] for row in whole["institution"]] == ["DEMO-ALBERGUE"]
    assert [row["key"] for row in whole["services"]] == ["DEMO-SP-ALBERGUE"]
    assert "NET-SUR" in [row["network.key"] for row in whole["seats"]]
    assert protocol.digest in [row["text_digest"] for row in whole["signatures"]]
    for name, own in (
        ("seats", Member.objects.filter(institution__key="DEMO-ALBERGUE")),
        ("signatures", ProtocolSignature.objects.filter(institution__key="DEMO-ALBERGUE")),
    ):
        assert len(whole[name]) == own.count()
    assert [row["maximum"] for row in whole["places"]] == [12]
    others = Institution.objects.exclude(key="DEMO-ALBERGUE").values_list("name_es", flat=True)
    text = packed.read("all.json").decode()
    assert [name for name in others if name in text] == []
    lines = list(csv.DictReader(io.StringIO(packed.read("services.csv").decode("utf-8-sig"))))
    assert [line["name_es"] for line in lines] == ["Albergue de ejemplo, Esquipulas (DEMO)"]


def test_restricted_service_goes_along_without_a_place(desk, sur):
    Service.objects.filter(key="DEMO-SP-ALBERGUE").update(visibility="restricted", location=None)
    response = desk("demo-admin-albergue").get(f"{LEAVE}datos.zip")
    whole = json.loads(ZipFile(io.BytesIO(response.content)).read("all.json"))
    (service,) = whole["services"]
    assert (service["location.lat"], service["location.address"]) == (None, None)


def test_institution_leaves_by_box_and_button(desk, protocol):
    networks.sign(protocol, by=actor_of("demo-admin-albergue"), at=STARTS_AT)
    client = desk("demo-admin-albergue")
    assert client.get(LEAVE).status_code == 200
    assert client.post(LEAVE, {}).status_code == 422
    response = client.post(LEAVE, {"is_sure": "on"}, follow=True)
    assert said(
        "Your institution has left. Its signatures have ended; what it entered is still its own."
    ) in words(response)
    assert Member.objects.get(network__key="NET-SUR", institution__key="DEMO-ALBERGUE").left_on == (
        STARTS_AT.date()
    )
    signature = ProtocolSignature.objects.get(protocol=protocol)
    assert signature.ended_on == STARTS_AT.date()
    response = client.get(LEAVE, follow=True)
    assert said(
        "Your institution has no seat in this network. Ask its secretariat for one."
    ) in words(response)
    assert client.get(f"{LEAVE}datos.zip").status_code == 200


def test_who_does_not_bind_the_institution_neither_takes_nor_leaves(desk, sur):
    client = desk("demo-albergue")
    why = said(
        "Only the administrator or the coordinator of an institution signs or leaves for it."
    )
    for response in (
        client.get(LEAVE, follow=True),
        client.post(LEAVE, {"is_sure": "on"}, follow=True),
        client.get(f"{LEAVE}datos.zip", follow=True),
    ):
        assert why in words(response)
    seats = Member.objects.current().filter(network=sur, institution__key="DEMO-ALBERGUE")
    assert seats.exists()
