"""The forms of the work on a case, filled in rightly."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.factories.desk import NACAOME, open_case
from tests.web.filled import Filled, signed_in_as

from relevo.accounts.models import Membership, User
from relevo.cases import access, actions
from relevo.cases.enums import TaskKind
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.cases.rules.work import MemberRow
from relevo.demo.story import STARTS_AT, actor_of
from relevo.web.desk.casework import files, known_forms, notes, questions, tasks, team

TODAY = STARTS_AT.date()
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080000000"
    "03a7e9b550000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)
"""A picture of one point."""

FACTS = {
    "needs": ("medical", "gbv_care"),
    "urgent_needs": frozenset({"medical"}),
    "profiles": frozenset({"gbv_survivor"}),
}


def here(case, rest):
    return f"/es/mesa/casos/{case.pk}/{rest}"


def colleague(case_id=None):
    """Another officer of Nacaome, made once a test."""
    user, is_new = User.objects.get_or_create(username="demo-colega", defaults={"is_demo": True})
    if is_new:
        own = Membership.objects.get(user__username=NACAOME, role="officer")
        Membership.objects.create(
            user=user,
            institution=own.institution,
            role="officer",
            starts_on=TODAY - timedelta(days=9),
        )
    if case_id:
        actions.add_to_team(case_id=case_id, user_id=user.pk, by=actor_of(NACAOME), at=STARTS_AT)
    return user


def known(case):
    """What a form of a part is made with on the page of a case."""
    _case, facts, urgency = access.read_facts(actor_of(NACAOME), case_id=case.pk, at=STARTS_AT)
    return {"known": facts, "urgency": urgency, "on": TODAY}


def part(slug, form, **values):
    """A part as its page shows it, and a few changes."""

    def filled():
        case = open_case(**FACTS)
        made = form(**known(case))
        shown = {name: made[name].value() for name in made.fields}
        sent = {name: value for name, value in shown.items() if value not in (None, "", False, [])}
        return Filled(signed_in_as(NACAOME), here(case, f"saber/{slug}/"), sent | values)

    return filled


def to_write():
    return Filled(signed_in_as(NACAOME), here(open_case(), "notas/"), {"text": "Llamó su hermana"})


def to_plan():
    values = {
        "goal": "Papeles",
        "what": "Pedir la partida",
        "who": "Ella misma",
        "due_on": "2020-11-27",
    }
    return Filled(signed_in_as(NACAOME), here(open_case(), "plan-de-caso/"), values)


def to_finish():
    case = open_case()
    task = actions.add_task(
        case_id=case.pk,
        kind=TaskKind.FOLLOW_UP,
        what="Llamar",
        due_on=TODAY,
        by=actor_of(NACAOME),
        at=STARTS_AT,
    )
    address = here(case, f"hecho/follow_up/{task.pk}/")
    return Filled(signed_in_as(NACAOME), address, {"outcome": "not_reached"})


def to_join():
    user = colleague()
    return Filled(signed_in_as(NACAOME), here(open_case(), "equipo/"), {"colleague": str(user.pk)})


def to_leave():
    case = open_case()
    user = colleague(case.pk)
    return Filled(signed_in_as(NACAOME), here(case, "equipo/quitar/"), {"member": str(user.pk)})


class Sending(Client):
    """A browser whose form has a file beside its fields."""

    def post(self, path, data=None, **more):
        file = SimpleUploadedFile("IMG_9988-7766.png", PICTURE)
        return super().post(path, {**data, "file": file}, **more)


def to_keep():
    client = Sending()
    client.cookies = signed_in_as(NACAOME).cookies
    values = {"name": "Partida", "description": "Del niño"}
    return Filled(client, here(open_case(), "adjuntos/"), values)


def to_answer():
    case = open_case(**FACTS)
    made = questions.QuestionsForm(**asked(case))
    values = {
        "seen": made["seen"].value(),
        "gbv_when": "2020-11-20T02:00",
        "gbv_wants_care": "yes",
        "med_medicine": "Insulina, para dos días",
        "family_permits": "one",
        "chosen_name": "Ana",
    }
    return Filled(signed_in_as(NACAOME), here(case, "preguntas/"), values)


def asked(case):
    return {"known": known(case)["known"], "at": STARTS_AT}


MOTHER = CaseFacts(people=(Person("21-59", "f"), Person("0-4", "m")), **FACTS)
FORMS = {
    known_forms.NeedsForm: part("necesidades", known_forms.NeedsForm, need_shelter="emergency"),
    known_forms.PeopleForm: part(
        "personas", known_forms.PeopleForm, relation_1="child", label_1="el niño", apart_1="on"
    ),
    known_forms.SituationForm: part(
        "situacion", known_forms.SituationForm, place="El Amatillo", side="HN"
    ),
    known_forms.ContactForm: part(
        "contacto",
        known_forms.ContactForm,
        channel="call",
        safe_contact="9988-7766",
        who="su hermana",
        hours="18 a 20",
        spoken="es",
        may_say="notice",
    ),
    known_forms.FactorsForm: part(
        "factores",
        known_forms.FactorsForm,
        factors=["no_money", "family_reachable"],
        factor_note="Su tía la espera",
    ),
    known_forms.AccountForm: part(
        "relato", known_forms.AccountForm, name="Ana", health="fiebre", narrative="huyó"
    ),
    questions.QuestionsForm: to_answer,
    notes.NoteForm: to_write,
    tasks.TaskForm: to_plan,
    tasks.OutcomeForm: to_finish,
    team.JoinForm: to_join,
    team.LeaveForm: to_leave,
    files.FileForm: to_keep,
}
BOUND = {
    **{
        form: lambda: {"known": MOTHER, "urgency": "urgent", "on": TODAY}
        for form in FORMS
        if form.__module__ == known_forms.__name__
    },
    questions.QuestionsForm: lambda: {"known": MOTHER, "at": STARTS_AT},
    tasks.TaskForm: lambda: {"kind": TaskKind.PLAN, "at": STARTS_AT},
    team.JoinForm: lambda: {
        "others": [MemberRow(colleague().pk, "Colega", "officer", since=None, is_self=False)]
    },
}
MORE_FIELDS = {
    known_forms.NeedsForm: {"need_medical": ["soon", "x" * 5000, "\0"]},
    known_forms.PeopleForm: {
        "age_0": ["", "24", "\0"],
        "sex_0": ["female"],
        "relation_1": ["aunt", "x" * 5000],
        "label_1": ["x" * 81, "a\0b"],
    },
    questions.QuestionsForm: {
        "gbv_when": ["ayer", "2020-11-20T15:41", "1066-10-14T10:00", "9999-12-31T23:59"],
        "gbv_wants_care": ["maybe", "\0"],
        "med_medicine": ["x" * 601, "a\0b"],
        "chosen_name": ["x" * 100_000],
    },
}
