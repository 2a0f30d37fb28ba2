"""A network with its two readers, and a shelter about which something is told."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.factories import directory, networks
from tests.factories.accounts import person

from relevo.directory.models import Institution, Service
from relevo.feedback import actions
from relevo.feedback.actions import Where
from relevo.feedback.enums import Channel
from relevo.feedback.models import Complaint
from relevo.feedback.rules.sorting import Told
from relevo.kernel.actor import Actor
from relevo.kernel.ids import new_code
from relevo.networks.models import Network

NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = "CANARIO-Zacapa me pidió cincuenta lempiras"


@dataclass
class Stage:
    """Ana (university) and Beto (monitoring) read; Sara coordinates; Hugo works at the shelter."""

    network: Network
    secretariat: Institution
    university: Institution
    monitoring: Institution
    house: Institution
    shelter: Service
    sara: Actor
    ana: Actor
    beto: Actor
    hugo: Actor
    admin: Actor
    platform: Actor
    stranger: Actor

    def name(self, reader, *, at=NOON - DAY):
        return actions.name_focal_point(
            network_key=self.network.key,
            user_id=reader.id,
            institution_id=reader.institution_id,
            by=self.sara,
            at=at,
        )


def stage(*, readers=True):
    network = networks.network()
    secretariat = directory.institution("HN-SEC", "Secretaría")
    university = directory.institution("HN-UNI", "Universidad")
    monitoring = directory.institution("SV-MON", "Monitoreo")
    house = directory.institution("SV-CASA", "Casa de Acogida")
    elsewhere = directory.institution("GT-OTRA", "Otra")
    networks.seat(network, secretariat, role="secretariat")
    for institution in (university, monitoring, house):
        networks.seat(network, institution)
    made = Stage(
        network=network,
        secretariat=secretariat,
        university=university,
        monitoring=monitoring,
        house=house,
        shelter=directory.service("S-CASA", "Albergue", of=house),
        sara=person("sara", of=secretariat, roles=["coordinator"]),
        ana=person("ana", of=university, roles=["officer"]),
        beto=person("beto", of=monitoring, roles=["officer"]),
        hugo=person("hugo", of=house, roles=["duty_officer"]),
        admin=person("admin", of=house, roles=["institution_admin"]),
        platform=person("platform", of=elsewhere, roles=["platform_admin"]),
        stranger=person("stranger", of=elsewhere, roles=["officer"]),
    )
    if readers:
        made.name(made.ana, at=NOON - 2 * DAY)
        made.name(made.beto)
    return made


def told(**changes):
    return Told(**({"matters": frozenset({"money"}), "words": WORDS} | changes))


def tell(stage, *, code=None, country="SV", service=True, at=NOON, **changes):
    """Tell it; the code and the receipt."""
    code = code or new_code()
    how = {
        "outside_body": changes.pop("outside_body", "none"),
        "only_outside": changes.pop("only_outside", False),
        "on_demo": changes.pop("on_demo", False),
        "barred_by_code": changes.pop("barred_by_code", nobody),
        "channel": changes.pop("channel", Channel.ONLINE),
    }
    where = Where(country=country, service_id=stage.shelter.pk if service else None)
    return code, actions.tell(told=told(**changes), where=where, code=code, at=at, **how)


def complaint(stage, **changes):
    tell(stage, **changes)
    return Complaint.objects.get()


def nobody(_code):
    return frozenset()


def step(verb, complaint, by, *, at=NOON + HOUR, barred=nobody, **said):
    return getattr(actions, verb)(
        complaint_id=complaint.pk, barred_by_code=barred, by=by, at=at, **said
    )
