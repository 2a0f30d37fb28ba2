"""The forms of exclusions, of an opening in an emergency and of its review, filled in rightly."""

from tests.factories.desk import open_case
from tests.web.filled import Filled, signed_in_as

from relevo.cases import actions
from relevo.cases.models import TeamMember
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution
from relevo.web.desk.walls import forms

TEAM, TURN = "demo-copan", "demo-turno-copan"


def to_exclude():
    who = Institution.objects.get(key="SV-MUN-LU").pk
    address = f"/es/mesa/casos/{open_case(by=TEAM).pk}/exclusiones/"
    return Filled(signed_in_as(TEAM), address, {"institution": str(who)})


def to_open():
    values = {"code": open_case(by=TEAM).code, "reason": "child_missing", "why": "Nadie contesta"}
    return Filled(signed_in_as(TURN), "/es/mesa/emergencia/", values)


def to_review():
    told = {"reason": "child_missing", "why": "Nadie contesta"}
    code = open_case(by=TURN).code
    by = actor_of(TEAM)
    by = type(by)(by.id, by.institution_id, by.roles, frozenset({"break_glass"}))
    glass = actions.break_glass(**told, code=code, by=by, at=STARTS_AT)
    address = f"/es/mesa/emergencia/revisiones/{glass.pk}/"
    return Filled(signed_in_as(TURN), address, {"verdict": "justified"})


def to_put():
    case = open_case(by=TEAM)
    TeamMember.objects.filter(case=case).update(until=STARTS_AT)
    values = {"code": case.code, "colleague": str(actor_of(TEAM).id)}
    return Filled(signed_in_as(TURN), "/es/mesa/equipo/", values)


FORMS = {
    forms.ExclusionForm: to_exclude,
    forms.GlassForm: to_open,
    forms.ReviewForm: to_review,
    forms.PutForm: to_put,
}
BOUND = {
    forms.ExclusionForm: lambda: {
        "institutions": [
            (row.pk, row.name_es) for row in Institution.objects.order_by("sort_key", "key")
        ],
        "colleagues": [],
    },
    forms.PutForm: lambda: {"colleagues": [(actor_of(TEAM).id, TEAM)]},
}
