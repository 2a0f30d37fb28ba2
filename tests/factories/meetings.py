"""A network with three institutions at its table, and what it meets about."""

from datetime import UTC, date, datetime, timedelta

from tests.factories import directory

from relevo.directory.models import Institution
from relevo.kernel.ids import imported_id
from relevo.networks.actions import meetings
from relevo.networks.models import Member, Network
from relevo.networks.rules.meetings import MeetingDetails

KEY = "RED-PRUEBA"
NOON = datetime(2020, 11, 20, 18, 0, tzinfo=UTC)
"""Noon of a Friday in the three countries."""


def network(key=KEY, name="Red de prueba"):
    return Network.objects.create(
        id=imported_id("network", key),
        key=key,
        name_es=name,
        name_en=f"{name} (en)",
        sort_key=name.lower(),
        is_demo=True,
    )


def seat(row, institution, *, role="member", **columns):
    return Member.objects.create(
        network=row,
        institution=institution,
        stated_name_es=institution.name_es,
        stated_name_en=institution.name_en,
        country=institution.country,
        role=role,
        **columns,
    )


def table(*keys):
    """Secretariat, then members: new institutions that all sit in a new network."""
    row = network()
    keys = keys or ("HN-SECRETARIA", "SV-SALUD", "GT-ALBERGUE")
    rows = [directory.institution(key) for key in keys]
    for number, institution in enumerate(rows):
        seat(row, institution, role="member" if number else "secretariat", focal_role="Enlace")
    return row, rows


def world_table(*keys, key=KEY):
    """The same of institutions that the loaded region and story have."""
    row = network(key)
    keys = keys or ("DEMO-RED-SUR", "DEMO-ALBERGUE", "DEMO-SALUD")
    rows = [Institution.objects.get(key=name) for name in keys]
    for number, institution in enumerate(rows):
        seat(row, institution, role="member" if number else "secretariat", focal_role="Enlace")
    return row, rows


def details(**changes):
    told = {
        "kind": "ordinary",
        "title_es": "Reunión de noviembre",
        "title_en": "November meeting",
        "starts_at": NOON + timedelta(days=7),
        "ends_at": NOON + timedelta(days=7, hours=2),
        "modality": "in_person",
        "place": "Sala municipal, Nacaome",
    }
    return MeetingDetails(**told | changes)


def planned(by, *, key=KEY, at=NOON, **changes):
    return meetings.plan_meeting(network_key=key, details=details(**changes), by=by, at=at)


def held(by, *, key=KEY, at=NOON, **changes):
    """A meeting of a week ago, noted as held."""
    past = {"starts_at": NOON - timedelta(days=7), "ends_at": NOON - timedelta(days=7, hours=-2)}
    row = planned(by, key=key, at=at, **past | changes)
    return meetings.hold_meeting(network_key=key, number=row.number, by=by, at=at)


TODAY = date(2020, 11, 20)
