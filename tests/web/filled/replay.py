"""The form that lets a drill go on."""

from tests.web.filled import Filled, signed_in_as

from relevo.web.desk.replay.pages import StepForm


def to_go_on():
    return Filled(
        signed_in_as("demo-secretaria"),
        "/es/mesa/situacion/simulacros/RET2021/seguir/",
        {"go": "next"},
    )


FORMS = {StepForm: to_go_on}
