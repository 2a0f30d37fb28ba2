"""How the window of Copán works on one of its cases: notes, a plan, a follow-up for today."""

from datetime import datetime, timedelta

from relevo.cases import access
from relevo.cases import actions as cases
from relevo.cases.enums import TaskKind, TaskOutcome
from relevo.cases.rules.clocks import LOCAL
from relevo.kernel.actor import Actor

NOTES = (
    "El niño y su mamá desayunaron en el albergue y durmieron bien.",
    "Se le explicó, en palabras sencillas, quién verá sus datos. Preguntó por la escuela.",
)
STEPS = (
    ("Papeles", "Pedir la certificación de nacimiento del niño", "La ventanilla", 0),
    ("Papeles", "Llevar la certificación al registro", "La mamá", 4),
    ("Escuela", "Preguntar por un cupo cerca del albergue", "La ventanilla", 7),
)
FOLLOW_UP = "Preguntar a la mamá cómo sigue el niño"


def tell_casework(by: Actor, *, at: datetime) -> None:
    """The work on the first open case of the window; the first step is done, one call is due."""
    earlier = at - timedelta(hours=20)
    case = access.list_cases(by)[-1]
    for number, text in enumerate(NOTES):
        cases.add_note(case_id=case.case_id, text=text, by=by, at=earlier + timedelta(hours=number))
    today = at.astimezone(LOCAL).date()
    for goal, what, who, days in STEPS:
        step = cases.add_task(
            case_id=case.case_id,
            kind=TaskKind.PLAN,
            goal=goal,
            what=what,
            who=who,
            due_on=today + timedelta(days=days),
            by=by,
            at=earlier,
        )
        if not days:
            cases.finish_task(
                case_id=case.case_id,
                task_id=step.pk,
                outcome=TaskOutcome.DONE,
                by=by,
                at=at - timedelta(hours=2),
            )
    cases.add_task(
        case_id=case.case_id,
        kind=TaskKind.FOLLOW_UP,
        what=FOLLOW_UP,
        due_on=today,
        by=by,
        at=earlier,
    )
