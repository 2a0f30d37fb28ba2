"""A network around El Amatillo, small enough to know by heart, and who acts for whom in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from tests.factories.accounts import person
from tests.factories.directory import institution

from relevo.exchange.actions import commitments
from relevo.exchange.models import Commitment
from relevo.networks.models import Member, Network
from relevo.plumbing.folding import sort_key

AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
TODAY = date(2020, 11, 20)
DUE = date(2020, 12, 15)
ALL_ROLES = (
    "officer",
    "duty_officer",
    "border_monitor",
    "coordinator",
    "analyst",
    "institution_admin",
)


def network(key="NET-A", name="Red de prueba", **columns):
    return Network.objects.create(
        key=key, name_es=name, name_en=name, sort_key=sort_key(name), **columns
    )


def seat(network, of, *, role="member", is_steering=False, **columns):
    return Member.objects.create(
        network=network,
        institution=of,
        stated_name_es=of.name_es,
        stated_name_en=of.name_en,
        country=of.country,
        role=role,
        is_steering=is_steering,
        **columns,
    )


@dataclass
class Cast:
    """The network with its secretariat, who owes, who confirms, a committee, and a stranger."""

    network: Network
    secretariat: object
    owner: object
    counterpart: object
    steering: object
    stranger: object

    def __post_init__(self):
        self.keeper = person("guarda", of=self.secretariat, roles=["coordinator"])
        self.owing = person("debe", of=self.owner, roles=["officer"])
        self.owing_too = person("debe también", of=self.owner, roles=["coordinator"])
        self.confirming = person("confirma", of=self.counterpart, roles=["coordinator"])
        self.steers = person("conduce", of=self.steering, roles=["coordinator"])
        self.outside = person("ajena", of=self.stranger, roles=["coordinator"])
        self.admin = person("administra", of=self.stranger, roles=["platform_admin"])


def cast(**columns):
    """``columns``: of the network. Two sides, one institution of each, two in the committee."""
    made = network(**columns)
    people = Cast(
        made,
        secretariat=institution("HN-SEC", "Secretaría"),
        owner=institution("HN-MUN", "Municipalidad"),
        counterpart=institution("SV-MUN", "Alcaldía"),
        steering=institution("SV-RECTOR", "Comité"),
        stranger=institution("GT-LEJOS", "Lejana"),
    )
    seat(made, people.secretariat, role="secretariat")
    seat(made, people.owner)
    seat(made, people.counterpart)
    seat(made, people.steering, is_steering=True)
    return people


def promise(people, *, state="open", by=None, **changes):
    """A commitment of the owner that the counterpart confirms, brought into a state."""
    told = {
        "network_key": people.network.key,
        "text_es": "Actualizar el directorio de la frontera",
        "text_en": "Update the directory of the border",
        "owner_id": people.owner.pk,
        "confirmer_kind": "counterpart",
        "counterpart_id": people.counterpart.pk,
        "due_on": DUE,
    }
    made = commitments.make_commitment(**told | changes, by=by or people.keeper, at=AT)
    step = {"commitment_id": made.pk, "at": AT}
    if state in {"reported", "confirmed"}:
        commitments.report_commitment(**step, evidence="Circular 4", by=people.owing)
    if state == "confirmed":
        answers = people.confirming if made.counterpart_id else people.steers
        commitments.confirm_commitment(**step, by=answers)
    if state == "set_aside":
        commitments.set_commitment_aside(**step, reason="Ya no hace falta", by=people.keeper)
    return Commitment.objects.get(pk=made.pk)
