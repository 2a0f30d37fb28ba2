"""The forms of the routes that a case follows, filled in rightly."""

from tests.factories import routes
from tests.factories.desk import NACAOME, open_case
from tests.web.filled import Filled, signed_in_as

from relevo.cases.models import PathwayRun
from relevo.web.desk import runs


def to_mark():
    routes.agreed()
    case = open_case()
    run = PathwayRun.objects.get(case=case)
    address = f"/es/mesa/casos/{case.pk}/rutas/{run.pk}/s1/"
    return Filled(signed_in_as(NACAOME), address, {"kind": "done"})


def to_follow():
    version = routes.agreed()
    case = open_case(protection_sensitive=True)
    address = f"/es/mesa/casos/{case.pk}/rutas/"
    return Filled(signed_in_as(NACAOME), address, {"version": str(version.pk)})


FORMS = {runs.MarkForm: to_mark, runs.FollowForm: to_follow}
