"""El Amatillo with roads, a crossing one can plan through, and a few services on each side.

HN: a hospital in Nacaome. SV: a shelter and a hospital in La Unión. The crossing was seen open at
noon, from 06:00 to 18:00.
"""

from datetime import datetime
from itertools import count

from tests.factories import directory, places

from relevo.borders.models import Requirement, StatusReport
from relevo.directory.models import AdmissionRule, Assumption, Schedule, Service, Term
from relevo.journeys.rules import PlanProfile
from relevo.kernel.ids import imported_id
from relevo.places.models import Crossing, Node
from relevo.planner import Member

NOON = datetime.fromisoformat("2020-11-20T12:00-06:00")
"""A Friday."""
FIVE_HOURS = "Mo-Su 08:00-20:00"
_numbers = count(1)


def a_region():
    """The whole of it; returns the crossing."""
    border = places.el_amatillo()
    border.planned_through = True
    border.save()
    node = Node.objects.get
    places.link(node(key="HNSV-AMA-HN"), node(key="HN-1701"), 38)
    places.link(node(key="HNSV-AMA-HN"), node(key="LOC-HN-AMATILLO"), 0.5, road_class="secondary")
    places.link(node(key="HNSV-AMA-SV"), node(key="SV-1408"), 40, road_class="secondary")
    for code, names in {
        "medical": ("Atención médica", "Medical care"),
        "shelter": ("Albergue", "Shelter"),
        "child_protection": ("Protección de niñez", "Child protection"),
    }.items():
        directory.term(code, *names)
    for code, names in {
        "all": ("Todas las personas", "Everyone"),
        "family": ("Unidades familiares", "Family units"),
        "nna": ("Niñas, niños y adolescentes (NNA)", "Children and adolescents"),
        "returnee": ("Personas retornadas", "Returnees"),
    }.items():
        directory.term(code, *names, kind="profile")
    assumption("hospital", "24/7", "unlimited", 120)
    assumption("shelter", FIVE_HOURS, "by_call", 60)
    assumption("border_post", "24/7", "unlimited", 45)
    health_hn = directory.institution("HN-SESAL", "Secretaría de Salud", kind="health")
    health_sv = directory.institution("SV-MINSAL", "Ministerio de Salud", kind="health")
    town = directory.institution("SV-MUN-LU", "Alcaldía de La Unión", kind="gov_local")
    a_service("SP-1", "Hospital de Nacaome", of=health_hn, terms=["medical", "all"], node="HN-1701")
    a_service(
        "SP-2",
        "Albergue de La Unión",
        of=town,
        terms=["shelter", "family", "returnee"],
        node="SV-1408",
        kind="shelter",
        phone="+503 2222-2222",
    )
    a_service("SP-3", "Hospital de La Unión", of=health_sv, terms=["medical"], node="SV-1408")
    report(border)
    return border


def assumption(kind, hours, rule, minutes):
    return Assumption.objects.create(
        kind=kind,
        opening_hours=hours,
        capacity_rule=rule,
        duration_minutes=minutes,
        text_es=f"Se supone el horario de {kind}; confirme primero.",
        text_en=f"The hours of {kind} are assumed; confirm first.",
        basis_es="Costumbre.",
        basis_en="Custom.",
    )


def a_service(key, name, *, of, terms, node=None, **columns):
    columns = {"kind": "hospital", "sourced": True, "confidence": "high"} | columns
    area = None if node is None else Node.objects.get(key=node).area
    row = directory.service(
        key,
        name,
        of=of,
        terms=Term.objects.filter(code__in=terms),
        place=area,
        at=None if node is None else (13.5, -87.5),
        **columns,
    )
    if row.location is not None:
        row.location.node_key = node
        row.location.save()
    return row


def hours(key, expression, *, is_sourced=True):
    service = Service.objects.get(key=key)
    return Schedule.objects.create(service=service, opening_hours=expression, is_sourced=is_sourced)


def rule(service_key, code, value="yes", **columns):
    return AdmissionRule.objects.create(
        key=f"AR-{service_key}-{code}",
        service=Service.objects.get(key=service_key),
        rule=code,
        value=value,
        **{
            "text_es": f"Regla {code}.",
            "text_en": f"Rule {code}.",
            "sourced": True,
            "confidence": "high",
        }
        | columns,
    )


def report(crossing, *, at=NOON, known_at=None, **columns):
    number = next(_numbers)
    return StatusReport.objects.create(
        id=imported_id("report", str(number)),
        key=f"ST-{number}",
        crossing=crossing,
        from_at=at,
        known_from=known_at or at,
        **{
            "direction": "both",
            "mode": "people",
            "state": "open",
            "basis": "observed",
            "opening_hours": "Mo-Su 06:00-18:00",
            "source": "https://example.org/visto",
        }
        | columns,
    )


def requirement(key, demand, *, crossing=None, **columns):
    return Requirement.objects.create(
        id=imported_id("requirement", key),
        key=key,
        crossing=Crossing.objects.get(key=crossing) if crossing else None,
        demand=demand,
        **{
            "country": "SV",
            "direction": "entry",
            "mode": "people",
            "applies_to": "all",
            "is_blocking": True,
            "basis": "announced",
            "text_es": f"Se pide {key}.",
            "text_en": f"{key} is asked.",
            "consequence_es": "Sin esto no se pasa.",
            "consequence_en": "Without it one does not pass.",
            "source": "https://example.org/norma",
            "sourced": True,
            "confidence": "high",
        }
        | columns,
    )


def mother_and_child(**columns):
    """A Salvadoran of 24 with a boy of 2 at El Amatillo, on the Honduran side."""
    return PlanProfile(
        **{
            "start_node": "HNSV-AMA-HN",
            "nationality": "SV",
            "members": (Member(24, "f"), Member(2, "m")),
            "needs": ("medical", "shelter"),
        }
        | columns
    )


def girl_alone(**columns):
    """A Honduran of 17 without papers, at El Amatillo on the Honduran side."""
    return mother_and_child(**{"nationality": "HN", "members": (Member(17, "f"),)} | columns)
