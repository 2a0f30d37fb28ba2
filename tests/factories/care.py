"""A small network whose directory is kept true: secretariat, shelter, clinic."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tests.factories import directory
from tests.factories.directory import actor_of

from relevo.directory.models import AdmissionRule, Institution, Schedule, Service
from relevo.kernel.actor import Actor
from relevo.networks.actions import rounds as actions
from relevo.networks.models import EntryLink, Member, Network, VerificationRound

NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
DUE = date(2020, 11, 27)


@dataclass
class Stage:
    """Who is there. ``secretary`` keeps the network; ``host`` speaks for the shelter."""

    network: Network
    secretariat: Institution
    house: Institution
    clinic: Institution
    shelter: Service
    safe: Service
    ward: Service
    secretary: Actor
    host: Actor
    stranger: Actor


def seat(network, institution, role="member", **columns):
    return Member.objects.create(
        network=network,
        institution=institution,
        stated_name_es=institution.name_es,
        stated_name_en=institution.name_en,
        country=institution.country,
        role=role,
        **columns,
    )


def network(key="RED-X", **columns):
    return Network.objects.create(
        key=key,
        name_es=f"Red {key}",
        name_en=f"Network {key}",
        sort_key=key.casefold(),
        scope="binational",
        countries="HN SV",
        **columns,
    )


def stage(**columns):
    """A network of three: the secretariat has no entry, the shelter sits, the clinic is listed."""
    red = network()
    secretariat = directory.institution("HN-SEC", "Secretaría")
    house = directory.institution("SV-CASA", "Casa de Acogida", **columns)
    clinic = directory.institution("HN-CLIN", "Clínica", **columns)
    seat(red, secretariat, "secretariat")
    seat(red, house)
    seat(red, clinic, "listed")
    medical, bed = directory.term("medical"), directory.term("shelter")
    shelter = directory.service(
        "S-1", "Albergue", of=house, terms=[bed], phone="2222-1111", permanence="permanent"
    )
    Schedule.objects.create(
        service=shelter,
        opening_hours="Mo-Fr 08:00-16:00",
        text_es="Lunes a viernes, 8 a 4",
        text_en="Monday to Friday, 8 to 4",
    )
    AdmissionRule.objects.create(
        key="R-1", service=shelter, rule="only_women", text_es="Solo mujeres", text_en="Only women"
    )
    safe = directory.service(
        "S-SAFE",
        "Casa protegida",
        of=house,
        terms=[bed],
        visibility="restricted",
        phone="125",
        note_es="NOTA-OCULTA",
    )
    ward = directory.service("S-3", "Consulta", of=clinic, terms=[medical], permanence="temporary")
    return Stage(
        network=red,
        secretariat=secretariat,
        house=house,
        clinic=clinic,
        shelter=shelter,
        safe=safe,
        ward=ward,
        secretary=actor_of(secretariat, "coordinator"),
        host=actor_of(house, "duty_officer"),
        stranger=actor_of(directory.institution("GT-OTRA", "Otra"), "officer"),
    )


def opened(scene, *, at=NOON, due_on=DUE) -> VerificationRound:
    return actions.open_round(
        network_key=scene.network.key, due_on=due_on, by=scene.secretary, at=at
    )


def link_of(round_, institution) -> EntryLink:
    return EntryLink.objects.select_related("round__network", "institution").get(
        round=round_, institution=institution
    )
