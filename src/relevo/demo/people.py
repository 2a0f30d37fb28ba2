"""The invented persons and institutions of the demo. Each is marked as such everywhere."""

from dataclasses import dataclass

from relevo.accounts.enums import Attribute, Role
from relevo.networks.enums import SeatRole


@dataclass(frozen=True, slots=True)
class DemoInstitution:
    """An institution that does not exist: it plays the parts no real one may be shown in."""

    key: str
    name_es: str
    name_en: str
    country: str
    kind: str


@dataclass(frozen=True, slots=True)
class DemoService:
    """A service of a demo institution, at the seat of a real municipality."""

    key: str
    institution_key: str
    name_es: str
    name_en: str
    kind: str
    area_key: str
    terms: tuple[str, ...]
    opening_hours: str
    places: int


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person: what they are where."""

    username: str
    institution_key: str
    roles: tuple[Role, ...]
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoSeat:
    """A seat of a demo institution in a real network; who speaks for it is a role."""

    network_key: str
    institution_key: str
    role: SeatRole
    focal_role: str
    alternate_role: str = ""
    is_steering: bool = False


INSTITUTIONS = (
    DemoInstitution(
        "DEMO-RED-SUR",
        "Secretaría de red (DEMO)",
        "Network secretariat (DEMO)",
        "HN",
        "coordination",
    ),
    DemoInstitution(
        "DEMO-MONITOREO", "Monitoreo fronterizo (DEMO)", "Border monitoring (DEMO)", "HN", "ngo"
    ),
    DemoInstitution(
        "DEMO-VENTANILLA-COPAN",
        "Ventanilla de Copán Ruinas (DEMO)",
        "Copán Ruinas window (DEMO)",
        "HN",
        "municipality",
    ),
    DemoInstitution(
        "DEMO-ALBERGUE", "Albergue de ejemplo (DEMO)", "Example shelter (DEMO)", "GT", "ngo"
    ),
    DemoInstitution(
        "DEMO-SALUD", "Clínica de ejemplo (DEMO)", "Example clinic (DEMO)", "GT", "ngo"
    ),
    DemoInstitution(
        "DEMO-RED-SV",
        "Coordinación de red, El Salvador (DEMO)",
        "Network coordination, El Salvador (DEMO)",
        "SV",
        "coordination",
    ),
    DemoInstitution(
        "DEMO-RED-GT",
        "Coordinación de red, Guatemala (DEMO)",
        "Network coordination, Guatemala (DEMO)",
        "GT",
        "coordination",
    ),
    DemoInstitution(
        "DEMO-UNIVERSIDAD",
        "Universidad de ejemplo (DEMO)",
        "Example university (DEMO)",
        "HN",
        "academia",
    ),
)

SERVICES = (
    DemoService(
        "DEMO-SP-ALBERGUE",
        "DEMO-ALBERGUE",
        "Albergue de ejemplo, Esquipulas (DEMO)",
        "Example shelter, Esquipulas (DEMO)",
        "shelter",
        "GT-2007",
        ("shelter", "food"),
        "24/7",
        12,
    ),
    DemoService(
        "DEMO-SP-SALUD",
        "DEMO-SALUD",
        "Clínica de ejemplo, Esquipulas (DEMO)",
        "Example clinic, Esquipulas (DEMO)",
        "clinic_point",
        "GT-2007",
        ("medical",),
        "Mo-Fr 08:00-16:00; PH off",
        8,
    ),
)

PEOPLE = (
    DemoPerson("demo-nacaome", "HN-MUN-NACAOME", (Role.OFFICER, Role.DUTY_OFFICER)),
    DemoPerson("demo-la-union", "SV-MUN-LU", (Role.DUTY_OFFICER, Role.OFFICER)),
    DemoPerson("demo-monitor", "DEMO-MONITOREO", (Role.BORDER_MONITOR,)),
    DemoPerson("demo-copan", "DEMO-VENTANILLA-COPAN", (Role.OFFICER,)),
    DemoPerson(
        "demo-turno-copan",
        "DEMO-VENTANILLA-COPAN",
        (Role.DUTY_OFFICER,),
        (Attribute.SUPERVISOR, Attribute.BREAK_GLASS),
    ),
    DemoPerson("demo-secretaria", "DEMO-RED-SUR", (Role.COORDINATOR,)),
    DemoPerson("demo-albergue", "DEMO-ALBERGUE", (Role.DUTY_OFFICER,)),
    DemoPerson("demo-salud", "DEMO-SALUD", (Role.DUTY_OFFICER,)),
    DemoPerson("demo-red-sv", "DEMO-RED-SV", (Role.COORDINATOR,)),
    DemoPerson("demo-red-gt", "DEMO-RED-GT", (Role.COORDINATOR,)),
    DemoPerson("demo-universidad", "DEMO-UNIVERSIDAD", (Role.ANALYST,)),
    DemoPerson("demo-admin-albergue", "DEMO-ALBERGUE", (Role.INSTITUTION_ADMIN,)),
    DemoPerson("demo-voz-monitoreo", "DEMO-MONITOREO", (Role.OFFICER,)),
    DemoPerson("demo-voz-universidad", "DEMO-UNIVERSIDAD", (Role.OFFICER,)),
)

READERS = ("demo-voz-monitoreo", "demo-voz-universidad")
"""The two persons who read what is told about a place, in both networks in which they sit."""
READS_FOR = ("NET-SUR", "DEMO-RED")

SEATS = (
    DemoSeat(
        "NET-SUR",
        "DEMO-RED-SUR",
        SeatRole.SECRETARIAT,
        "Secretaría técnica",
        "Asistencia de la secretaría",
        is_steering=True,
    ),
    DemoSeat(
        "NET-SUR",
        "DEMO-RED-SV",
        SeatRole.MEMBER,
        "Coordinación del lado salvadoreño",
        is_steering=True,
    ),
    DemoSeat(
        "NET-SUR", "DEMO-MONITOREO", SeatRole.MEMBER, "Jefatura de monitoreo", "Turno de monitoreo"
    ),
    DemoSeat("NET-SUR", "DEMO-ALBERGUE", SeatRole.MEMBER, "Dirección del albergue"),
    DemoSeat("NET-SUR", "DEMO-UNIVERSIDAD", SeatRole.OBSERVER, "Cátedra de migraciones"),
    DemoSeat(
        "NET-COR",
        "DEMO-RED-GT",
        SeatRole.SECRETARIAT,
        "Secretaría técnica",
        is_steering=True,
    ),
    DemoSeat("NET-COR", "DEMO-SALUD", SeatRole.MEMBER, "Dirección de la clínica"),
    DemoSeat("NET-COR", "DEMO-VENTANILLA-COPAN", SeatRole.MEMBER, "Jefatura de la ventanilla"),
)
