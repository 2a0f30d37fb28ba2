"""The forms of restrictions, of what is asked and of roads."""

from tests.web.filled import Filled, signed_in_as

from relevo.borders.models import Requirement, Restriction
from relevo.borders.queries.requirements import list_demands
from relevo.places.models import Link
from relevo.plumbing import clock
from relevo.web.desk.restrictions import forms
from relevo.web.desk.roads.forms import RoadForm

HERE = "/es/mesa/situacion/"
COORDINATOR = "demo-secretaria"
START = "HNSV-AMA-HN"


def roads():
    rows = Link.objects.filter(from_node=START) | Link.objects.filter(to_node=START)
    return list(rows.select_related("from_node", "to_node").order_by("key"))


def told_by_now():
    return Restriction.objects.filter(known_from__lte=clock.now()).order_by("-from_at")[0]


FORMS = {
    forms.RestrictionForm: lambda: Filled(
        signed_in_as(COORDINATOR),
        f"{HERE}restricciones/nueva/",
        {
            "kind": "curfew",
            "country": "HN",
            "stops": "all_travel",
            "opening_hours": "21:00-05:00",
            "from_at": "2020-11-20T12:00",
            "basis": "announced",
            "text": "Toque de queda.",
            "source": "Gobierno",
        },
    ),
    forms.EndForm: lambda: Filled(
        signed_in_as(COORDINATOR),
        f"{HERE}restricciones/{told_by_now().key}/",
        {"until_at": "2021-12-01T12:00", "source": "Gobierno"},
    ),
    forms.RequirementForm: lambda: Filled(
        signed_in_as(COORDINATOR),
        f"{HERE}restricciones/requisito/nuevo/",
        {
            "country": "SV",
            "direction": "entry",
            "applies_to": "foreigners",
            "demand": "vaccination_measles",
            "is_blocking": "yes",
            "text": "Se pide la vacuna.",
            "valid_from": "2020-11-20",
            "basis": "announced",
            "source": "Ministerio de Salud",
        },
    ),
    forms.RequirementEndForm: lambda: Filled(
        signed_in_as(COORDINATOR),
        f"{HERE}restricciones/requisito/{Requirement.objects.order_by('key')[0].key}/",
        {"until": "2030-01-01", "source": "Ministerio de Salud"},
    ),
    RoadForm: lambda: Filled(
        signed_in_as(COORDINATOR),
        f"{HERE}caminos/nuevo/?lugar={START}",
        {
            "link": roads()[0].key,
            "state": "cut",
            "basis": "announced",
            "source": "COPECO",
        },
    ),
}
BOUND = {
    forms.RequirementForm: lambda: {"demands": list_demands()},
    RoadForm: lambda: {"links": roads(), "at": clock.now()},
}
