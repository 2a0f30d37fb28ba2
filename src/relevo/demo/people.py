"""The invented persons and institutions of the demo. Each is marked as such everywhere."""

from dataclasses import dataclass

from relevo.accounts.enums import Role


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
    DemoPerson("demo-secretaria", "DEMO-RED-SUR", (Role.COORDINATOR,)),
    DemoPerson("demo-albergue", "DEMO-ALBERGUE", (Role.DUTY_OFFICER,)),
    DemoPerson("demo-salud", "DEMO-SALUD", (Role.DUTY_OFFICER,)),
)
