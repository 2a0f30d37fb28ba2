"""The search of one's own cases, filled in rightly."""

from tests.factories.desk import NACAOME, open_case
from tests.web.filled import Filled, signed_in_as

from relevo.web.desk.case_search import SearchForm


def to_search():
    case = open_case()
    return Filled(signed_in_as(NACAOME), "/es/mesa/casos/buscar/", {"text": case.code})


FORMS = {SearchForm: to_search}
