"""Forms of agreed routes, filled in rightly."""

from dataclasses import replace

from tests.factories import routes
from tests.factories.routes import SECRETARY, address
from tests.web.filled import Filled, signed_in_as

from relevo.pathways.models import PathwayVersion
from relevo.pathways.queries import versions
from relevo.web.desk.pathways import forms
from relevo.web.desk.pathways.choices import StepChoices

REVIEW = "2021-05-20"
NOTHING = {f"{name}_{code}": "" for name in forms.STEP_TEXTS for code in ("es", "en")}
STEP = NOTHING | {
    "base": "1",
    "side": "HN",
    "action_es": "Orientar",
    "action_en": "Tell where to go",
    "institution": "DEMO-RED-SUR",
    "service": "",
    "need": "",
    "limit": "2",
    "limit_unit": "hours",
    "feedback": "",
    "feedback_unit": "days",
    "consent": "none",
    "told": [],
    "adult": "not_concerned",
    "line": "",
    "alternate_1": "",
    "alternate_2": "",
}


def post(version, page, values):
    return Filled(signed_in_as(SECRETARY), address(version, page), values)


def to_begin():
    values = {
        "network": routes.NETWORK,
        "title_es": "Ruta nueva",
        "title_en": "New route",
        "profiles": ["family"],
        "countries": ["HN", "SV"],
        "crossing": "HNSV-AMA",
    }
    return Filled(signed_in_as(SECRETARY), "/es/mesa/rutas/nueva/", values)


def to_adopt():
    version = routes.draft()
    pathway = version.pathway
    pathway.is_seed, pathway.network = True, None
    pathway.save()
    address = f"/es/mesa/rutas/{pathway.key}/tomar/"
    return Filled(signed_in_as(SECRETARY), address, {"network": routes.NETWORK})


def to_guide():
    values = {f"{name}_{code}": "" for name in forms.HEAD_TEXTS for code in ("es", "en")}
    values |= {"base": "1", "children_heard": "heard", "trigger_es": "Llega una familia"}
    return post(routes.draft(), "guia/", values)


def to_step():
    return post(routes.draft(), "pasos/", STEP | {"after": "s3"})


def to_move():
    return post(routes.draft(), "orden/", {"base": "1", "step": "s1", "after": "s2"})


def to_give():
    values = {"base": "1", "step": "s1", "side": "SV", "institution": "DEMO-RED-SV"}
    return post(routes.draft(), "carril/", values)


def to_remove():
    return post(routes.draft(), "quitar/", {"base": "1", "step": "s1"})


def to_branch():
    values = {
        "base": "1",
        "from_key": "s1",
        "to_key": "s3",
        "condition_es": "ya trae referencia",
        "condition_en": "",
    }
    return post(routes.draft(), "ramas/", values)


def to_remove_branch():
    return post(routes.draft(), "podar/", {"base": "1", "from_key": "s3", "to_key": "s1"})


def beside():
    """A draft of which two people changed the same step at once."""
    version = routes.draft()
    before = routes.content()
    one, *rest = before.steps
    for minutes in (15, 45):
        changed = replace(before, steps=(replace(one, within_minutes=minutes), *rest))
        routes.edit(version, changed, base=1)
    version = PathwayVersion.objects.select_related("pathway").get(pk=version.pk)
    return version, versions.beside_of(version)[0][0]


def to_settle():
    version, row = beside()
    return post(version, f"aparte/{row.pk}/", {"units": ["step s1"]})


def to_validate():
    version, acta = routes.proposal(), routes.acta()
    return post(version, "validar/", {"acta": str(acta.pk), "review_on": REVIEW})


def to_stand():
    values = {
        "stance": "reserved",
        "on": "2020-11-20",
        "document": "Oficio 3",
        "text_es": "Falta personal de noche",
        "text_en": "",
        "step_keys": ["s2"],
    }
    return post(routes.agreed(), "postura/", values)


FORMS = {
    forms.NewPathwayForm: to_begin,
    forms.AdoptForm: to_adopt,
    forms.GuideForm: to_guide,
    forms.StepForm: to_step,
    forms.MoveForm: to_move,
    forms.LaneForm: to_give,
    forms.RemoveForm: to_remove,
    forms.BranchForm: to_branch,
    forms.BranchRemoveForm: to_remove_branch,
    forms.SettleForm: to_settle,
    forms.ValidateForm: to_validate,
    forms.StanceForm: to_stand,
}
STEPS = [("s1", "1"), ("s2", "2"), ("s3", "3")]
CHOICES = StepChoices(
    institutions=[("", [("DEMO-RED-SUR", "x"), ("DEMO-RED-SV", "y")])], steps=STEPS
)
BOUND = {
    forms.NewPathwayForm: lambda: {
        "networks": [(routes.NETWORK, "x")],
        "profiles": [("family", "x")],
        "crossings": [("HNSV-AMA", "x")],
    },
    forms.AdoptForm: lambda: {"networks": [(routes.NETWORK, "x")]},
    forms.StepForm: lambda: {"choices": CHOICES, "is_new": True},
    forms.BranchForm: lambda: {"steps": STEPS},
    forms.SettleForm: lambda: {"units": [("step s1", "x")]},
    forms.ValidateForm: lambda: {"actas": [("x", "x")]},
    forms.StanceForm: lambda: {"steps": STEPS},
}
