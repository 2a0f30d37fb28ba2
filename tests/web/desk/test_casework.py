"""The pages of the work on a case, as an officer uses them."""

import io
from datetime import timedelta

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests.factories.desk import MOTHER, NACAOME, WINDOW, open_case
from tests.factories.pages import main_words, said, signed_in, words
from tests.factories.world import move_clock
from tests.web.filled import casework as filled

from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.enums import TaskKind
from relevo.cases.models import Attachment, Case, Note, Task, TeamMember
from relevo.cases.rules.factors import factors
from relevo.cases.rules.facts import CaseFacts, Person, SafeContact
from relevo.cases.rules.prompts import prompts
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.formats.redraw import MOST_BYTES
from relevo.web import casework_phrases as phrases
from relevo.web.casework_phrases import FILE_REFUSALS
from relevo.web.desk.casework import told
from relevo.web.desk.casework.known import CHANGED_MEANWHILE, PARTS
from relevo.web.op_field import SENT_BEFORE

NOBODY = "00000000-0000-4000-8000-000000000000"
TODAY = STARTS_AT.date()


def here(case, rest=""):
    return f"/es/mesa/casos/{case.pk}/{rest}"


def facts_of(case):
    return access.read_facts(actor_of(NACAOME), case_id=case.pk, at=STARTS_AT)[1]


def follow_up(case, *, due_on=TODAY, kind=TaskKind.FOLLOW_UP, what="Llamar", **more):
    asked = {"what": what, "due_on": due_on, "by": actor_of(NACAOME), "at": STARTS_AT}
    return actions.add_task(case_id=case.pk, kind=kind, **asked | more)


ADDRESSES = (
    *("preguntas/", "saber/", "saber/personas/", "notas/", "plan-de-caso/", "seguimientos/"),
    *("equipo/", "adjuntos/", f"adjuntos/{NOBODY}/"),
)
POSTS = {
    "preguntas/": {"seen": "x"},
    "saber/contacto/": {"seen": "x"},
    "notas/": {"text": "Hola"},
    "plan-de-caso/": {"what": "Ver", "due_on": "2020-11-30"},
    "seguimientos/": {"what": "Ver", "due_on": "2020-11-30"},
    f"hecho/plan/{NOBODY}/": {"outcome": "done"},
    f"hecho/follow_up/{NOBODY}/": {"outcome": "wrong"},
    "equipo/": {"colleague": NOBODY},
    "equipo/quitar/": {"member": NOBODY},
    "adjuntos/": {"name": "Partida"},
    f"adjuntos/{NOBODY}/quitar/": {},
}


@pytest.mark.parametrize("language", ["es", "en"])
def test_for_others_no_page_of_the_work_is_there_down_to_the_last_byte(desk, language):
    case = open_case()
    follow_up(case)
    former = filled.colleague(case.pk)
    actions.remove_from_team(case_id=case.pk, user_id=former.pk, by=actor_of(NACAOME), at=STARTS_AT)
    before = Event.objects.count()
    for client in (signed_in(former), desk("demo-la-union")):
        for rest in dict.fromkeys([*ADDRESSES, *POSTS]):
            tries = [(client.get, {})] if rest in ADDRESSES else []
            tries += [(client.post, POSTS[rest])] if rest in POSTS else []
            for verb, sent in tries:
                hidden = verb(f"/{language}/mesa/casos/{case.pk}/{rest}", sent)
                absent = verb(f"/{language}/mesa/casos/{NOBODY}/{rest}", sent)
                assert (hidden.status_code, absent.status_code) == (404, 404), rest
                shown = hidden.content.replace(str(case.pk).encode(), NOBODY.encode())
                assert shown == absent.content, rest
    assert Event.objects.count() == before


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_is_complete_in_both_languages(nacaome, language):
    facts = {
        "contact": SafeContact("call", "su hermana", "18 a 20", "es", "notice"),
        "factors": frozenset({"no_money", "family_reachable"}),
        "factor_note": "La espera su tía",
        "people": (Person("21-59", "f", label="Ana"), Person("0-4", "m", "child", stays=False)),
        "answers": {
            "gbv_when": "2020-11-20T08:00:00+00:00",
            "chosen_name": "Ana",
            "pronoun": "she",
            "extra_permit_until": "2020-11-30",
        },
        "protection_sensitive": True,
    }
    case = open_case(**filled.FACTS | facts)
    for rest in ("", *ADDRESSES[:-1], *(f"saber/{part}/" for part in PARTS)):
        response = nacaome.get(f"/{language}/mesa/casos/{case.pk}/{rest}")
        assert response.status_code == 200, rest
        assert "no-store" in response.headers["Cache-Control"], rest
        assert "Ana" not in response.content.decode().partition("</title>")[0], rest
    text = main_words(nacaome.get(f"/{language}/mesa/casos/{case.pk}/saber/"))
    assert "su hermana" in text
    assert "“Ana”" in text
    word = factors()["no_money"].words.in_language(language)
    assert word in text
    assert prompts()["pronoun"].choices["she"].in_language(language) in text
    assert "20 nov 2020, 02:00" in text or "20 Nov 2020, 02:00" in text
    assert nacaome.get(here(case, "saber/nada/")).status_code == 404


def test_case_page_leads_to_everything_with_counts_and_limits_of_time(nacaome):
    case = open_case(**filled.FACTS, answers={"gbv_when": "2020-11-20T08:00:00+00:00"})
    follow_up(case)
    move_clock(STARTS_AT + timedelta(days=1))
    response = nacaome.get(here(case))
    work = response.context["work"]
    assert (work.follow_ups_open, work.overdue, work.team) == (1, 1, 1)
    assert [one.partition(" hasta")[0] for one in response.context["needed_by"]] == [
        "La prevención del VIH es posible",
        "La anticoncepción de emergencia es posible",
    ]
    for rest in ("saber/", "preguntas/", "notas/", "plan-de-caso/", "seguimientos/", "equipo/"):
        assert f'href="{here(case, rest)}"' in response.content.decode()


def test_a_limit_of_time_is_proposed_where_an_offer_is_made(nacaome):
    case = open_case(answers={"gbv_when": "2020-11-20T08:00:00+00:00"})
    clinic = Service.objects.filter(terms__code="medical", visibility="public").order_by("key")
    form = nacaome.get(here(case, f"oferta/{clinic[0].key}/")).context["form"]
    assert 'value="2020-11-23T02:00"' in str(form["needed_by"])
    window = nacaome.get(here(case, f"oferta/{WINDOW}/")).context["form"]
    assert window["needed_by"].value() is None


def test_intake_asks_on_only_where_something_was_ticked(nacaome):
    assert nacaome.post("/es/mesa/casos/nuevo/", MOTHER).headers["Location"].endswith("/plan/")
    sent = nacaome.post("/es/mesa/casos/nuevo/", MOTHER | {"profiles": ["trafficking_victim"]})
    case = Case.objects.get(pk=sent.headers["Location"].split("/")[4])
    assert sent.headers["Location"] == here(case, "preguntas/")
    page = nacaome.get(here(case, "preguntas/"))
    text = main_words(page)
    assert said("Skip and see the plan") in text
    for one in prompts().values():
        is_asked = one.profile in {"trafficking_victim", "medical", "family", "returnee", "lgbtiq"}
        assert (one.words.es in text) == is_asked, one.key
        assert (one.why.es in text) == is_asked, one.key


def test_answers_are_kept_with_those_that_are_not_asked_any_more(nacaome):
    facts = filled.FACTS | {"profiles": frozenset({"gbv_survivor", "refugee_claimant"})}
    case = open_case(**facts, answers={"nna_tracing": "yes", "gbv_near": "no"})
    address = here(case, "preguntas/")
    form = nacaome.get(address).context["form"]
    values = {"seen": form["seen"].value(), "gbv_when": "2020-11-20T02:00", "chosen_name": " Ana "}
    values |= {"extra_permit_until": "ignored", "ppi_entered_sv": "2020-11-19"}
    assert nacaome.post(address, values).headers["Location"] == here(case)
    assert facts_of(case).answers == {
        "nna_tracing": "yes",
        "gbv_when": "2020-11-20T02:00:00-06:00",
        "chosen_name": "Ana",
        "ppi_entered_sv": "2020-11-19",
    }
    shown = nacaome.get(address).context["form"]
    assert shown["gbv_when"].value().strftime("%H:%M") == "02:00"
    assert shown["ppi_entered_sv"].value().isoformat() == "2020-11-19"
    again = nacaome.post(address, values)
    assert (again.status_code, str(CHANGED_MEANWHILE) in words(again)) == (422, True)


@pytest.mark.parametrize(
    ("key", "answer", "sentence"),
    [
        ("gbv_when", "2020-11-20T15:41", "This is still to come."),
        ("gbv_when", "1066-10-14T10:00", "This day cannot be right."),
        ("family_permits", "three", None),
    ],
)
def test_an_answer_that_cannot_be_is_said_at_its_question(nacaome, key, answer, sentence):
    case = open_case(**filled.FACTS)
    address = here(case, "preguntas/")
    seen = nacaome.get(address).context["form"]["seen"].value()
    response = nacaome.post(address, {"seen": seen, key: answer})
    assert (response.status_code, facts_of(case).answers) == (422, {})
    assert list(response.context["form"].errors) == [key]
    assert sentence is None or said(sentence) in words(response)


def test_what_is_known_changes_part_by_part(nacaome):
    forms = filled.FORMS
    found = {}
    for form in list(forms)[:6]:
        ready = forms[form]()
        response = ready.client.post(ready.address, ready.values)
        case = Case.objects.get(pk=ready.address.split("/")[4])
        assert response.headers["Location"] == here(case, "saber/"), form
        found[form.__name__] = facts_of(case)
    needs, people, situation = (found[f"{name}Form"] for name in ("Needs", "People", "Situation"))
    assert (needs.needs, needs.emergency_needs) == (
        ("medical", "gbv_care", "shelter"),
        frozenset({"shelter"}),
    )
    assert needs.urgent_needs == {"medical", "shelter"}
    assert people.people[1] == Person("0-4", "m", "child", "el niño", stays=False)
    assert situation.start_node == "HNSV-AMA-HN"
    assert situation.profiles == {"gbv_survivor"}
    contact, factor, account = (found[f"{name}Form"] for name in ("Contact", "Factors", "Account"))
    assert contact.contact == SafeContact("call", "su hermana", "18 a 20", "es", "notice")
    assert contact.safe_contact == "9988-7766"
    assert factor.factors == {"no_money", "family_reachable"}
    assert (account.name, account.health, account.narrative) == ("Ana", "fiebre", "huyó")


def sent_part(client, case, part, **changes):
    address = here(case, f"saber/{part}/")
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, "", False, [])}
    return client.post(address, values | changes)


def test_a_part_that_says_nothing_usable_is_refused_in_a_sentence(nacaome):
    case = open_case()
    before = facts_of(case)
    many = {f"need_{code}": "normal" for code in ("food", "water", "clothing", "hygiene", "legal")}
    more = {"need_information": "normal", "need_transport": "normal", "need_psychosocial": "normal"}
    tries = [
        ("necesidades", {"need_medical": "", "need_shelter": ""}, "Say at least one need."),
        ("contacto", {"channel": "none"}, "Where there is no safe way, keep no number."),
        ("necesidades", many | more, None),
    ]
    for part, changes, sentence in tries:
        response = sent_part(nacaome, case, part, **changes)
        assert response.status_code == 422, part
        assert sentence is None or said(sentence) in words(response)
    assert facts_of(case) == before


def test_a_group_of_many_keeps_those_who_do_not_fit_on_the_page(nacaome):
    people = tuple(Person("21-59", "f", label=f"p{number}") for number in range(33))
    case = open_case(people=people)
    assert sent_part(nacaome, case, "personas", age_1="60+").status_code == 302
    changed = facts_of(case).people
    assert (len(changed), changed[1].age_band, changed[30:]) == (33, "60+", people[30:])


def test_a_child_without_an_adult_is_never_accompanied(nacaome):
    case = open_case()
    sent_part(nacaome, case, "personas", age_0="12-17")
    assert facts_of(case).accompanied is False
    shown = main_words(nacaome.get(here(case, "saber/")))
    assert said("A child without parent or guardian", context="case") in shown


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(nacaome):
    case = open_case()
    form = nacaome.get(here(case, "saber/relato/")).context["form"]
    values = {"seen": form["seen"].value(), "name": "Mía"}
    assert sent_part(nacaome, case, "relato", name="Suya").status_code == 302
    assert sent_part(nacaome, case, "situacion", nationality="HN").status_code == 302
    response = nacaome.post(here(case, "saber/relato/"), values)
    assert (response.status_code, str(CHANGED_MEANWHILE) in words(response)) == (422, True)
    changed = facts_of(case)
    assert (changed.name, changed.nationality) == ("Suya", "HN")
    assert changed.start_node == "HNSV-AMA-HN"


def test_what_the_door_refuses_is_said_at_the_form(nacaome, monkeypatch):
    from relevo.cases.rules import facts as rules

    case = open_case()
    monkeypatch.setitem(rules.LONGEST, "name", 2)  # stricter than the page
    refused = sent_part(nacaome, case, "relato", name="Ana")
    assert (
        refused.status_code,
        said("This cannot be kept so. Look at it again.") in words(refused),
    ) == (422, True)
    monkeypatch.setattr(rules, "MOST_PEOPLE", 1)
    address = here(case, "preguntas/")
    seen = nacaome.get(address).context["form"]["seen"].value()
    assert nacaome.post(address, {"seen": seen, "chosen_name": "Ana"}).status_code == 422


def test_notes_are_paged_newest_first_and_never_markup(nacaome):
    case = open_case()
    for number in range(21):
        sent = nacaome.post(here(case, "notas/"), {"text": f"<b>nota</b> {number}"})
        assert sent.headers["Location"] == here(case, "notas/")
    response = nacaome.get(here(case, "notas/"))
    assert "<b>nota" not in response.content.decode()
    assert [note.text[-2:].strip() for note in response.context["notes"]][:2] == ["20", "19"]
    assert len(response.context["notes"]) == 20
    last = nacaome.get(here(case, "notas/?page=2"))
    assert "<b>nota</b> 0" in main_words(last)
    assert said("you", context="who wrote") in main_words(last)


def test_a_note_sent_twice_is_one_note_and_another_under_its_id_is_none(nacaome):
    case = open_case()
    sent = {"text": "Hola", "op": "7b0c9d3e-1111-4222-8333-944445555666"}
    for _twice in range(2):
        assert nacaome.post(here(case, "notas/"), sent).status_code == 302
    other = nacaome.post(here(case, "notas/"), sent | {"text": "Otra"})
    assert (other.status_code, str(SENT_BEFORE) in words(other)) == (422, True)
    assert Note.objects.filter(case=case).count() == 1


def test_limits_of_notes_and_tasks_are_sentences(nacaome, monkeypatch):
    from relevo.cases.rules import work as rules

    case = open_case()
    monkeypatch.setattr(rules, "MOST_NOTES", 0)
    monkeypatch.setattr(rules, "MOST_TASKS", 0)
    response = nacaome.post(here(case, "notas/"), {"text": "Hola"})
    assert (
        response.status_code,
        str(phrases.WORK_REFUSALS["text:too_many"]) in words(response),
    ) == (422, True)
    response = nacaome.post(here(case, "seguimientos/"), POSTS["seguimientos/"])
    assert (
        response.status_code,
        str(phrases.WORK_REFUSALS["what:too_many"]) in words(response),
    ) == (422, True)


def test_plan_goes_by_goal_and_follow_ups_by_day(nacaome):
    case = open_case()
    for what, goal in (("Partida", "Papeles"), ("Escuela", "Estudio"), ("Foto", "Papeles")):
        sent = {"what": what, "goal": goal, "due_on": "2020-11-30", "who": "Ella"}
        assert nacaome.post(here(case, "plan-de-caso/"), sent).status_code == 302
    page = nacaome.get(here(case, "plan-de-caso/"))
    assert [(goal.words, [row.what for row in goal.rows]) for goal in page.context["goals"]] == [
        ("Papeles", ["Partida", "Foto"]),
        ("Estudio", ["Escuela"]),
    ]
    nacaome.post(here(case, "seguimientos/"), POSTS["seguimientos/"] | {"goal": "no"})
    assert Task.objects.filter(case=case, kind="follow_up").count() == 1
    step = page.context["goals"][0].rows[0]
    address = here(case, f"hecho/plan/{step.task_id}/")
    for outcome, sentence in (
        ("maybe", "Choose what came of it."),
        ("not_reached", "Choose what came of it."),
        ("not_possible", "It is noted."),
        ("done", "Somebody of the team has said already what came of it."),
    ):
        response = nacaome.post(address, {"outcome": outcome}, follow=True)
        assert said(sentence) in words(response), outcome
    assert str(phrases.TASK_OUTCOMES["not_possible"]) in main_words(response)


def test_what_is_due_stands_in_one_list_by_code(nacaome):
    assert said("Nothing is due today") in words(nacaome.get("/es/mesa/casos/pendientes/"))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = nacaome.get("/es/mesa/casos/pendientes/")
        return len(captured), response

    first = open_case()
    follow_up(first, what="Zut secreto")
    number, _response = queries()
    for _number in range(9):
        follow_up(open_case(), kind=TaskKind.PLAN)
    move_clock(STARTS_AT + timedelta(days=1))
    follow_up(first, due_on=TODAY + timedelta(days=1))
    again, response = queries()
    text = main_words(response)
    assert (again, len(response.context["parts"])) == (number, 2)
    assert (said("Overdue") in text, said("Today") in text) == (True, True)
    assert "Zut secreto" not in text
    assert first.code[:4] in text
    assert "/es/mesa/casos/pendientes/" in nacaome.get("/es/mesa/casos/").content.decode()


def test_team_grows_and_shrinks_on_its_page(nacaome):
    case = open_case()
    alone = nacaome.get(here(case, "equipo/"))
    assert said(
        "There is nobody else of your institution who works on cases and could join."
    ) in words(alone)
    user = filled.colleague()
    nacaome.post(here(case, "equipo/"), {"colleague": str(user.pk)})
    page = nacaome.get(here(case, "equipo/"))
    ids = {one.user_id for one in page.context["members"]}
    assert ids == {user.pk, actor_of(NACAOME).id}
    leave = here(case, "equipo/quitar/")
    for member, sentence in (
        ("x", "This person is not on the team."),
        (NOBODY, "This person is not on the team."),
        (str(user.pk), "The case is closed to that person from now on."),
        (str(actor_of(NACAOME).id), "A case is never left without anybody. Add a colleague first."),
    ):
        response = nacaome.post(leave, {"member": member}, follow=True)
        assert said(sentence) in words(response), member
    nacaome.post(here(case, "equipo/"), {"colleague": str(user.pk)})
    gone = nacaome.post(leave, {"member": str(actor_of(NACAOME).id)})
    assert gone.headers["Location"] == "/es/mesa/casos/"
    assert nacaome.get(here(case)).status_code == 404


def test_a_colleague_who_may_not_know_cannot_join(nacaome):
    case = open_case()
    user = filled.colleague()
    address = here(case, "equipo/")
    kept = nacaome.get(address).context["form"]
    assert str(user.pk) in dict(kept.fields["colleague"].choices)
    actions.add_exclusion(
        case_id=case.pk, kind="user", who=user.pk, by=actor_of(NACAOME), at=STARTS_AT
    )
    assert nacaome.post(address, {"colleague": str(user.pk)}).status_code == 422
    assert TeamMember.objects.filter(case=case).count() == 1


def file_of(form="PNG", **saved):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (9, 200, 9)).save(file, form, **saved)
    return file.getvalue()


def send(client, case, data, *, name="IMG 9988-7766.exe", **more):
    sent = {"name": "Partida <b>", "description": "Zut", **more}
    if data is not None:
        sent["file"] = SimpleUploadedFile(name, data)
    return client.post(here(case, "adjuntos/"), sent)


def test_a_file_goes_in_and_comes_out_redrawn_under_a_name_that_says_nothing(nacaome):
    case = open_case()
    assert send(nacaome, case, file_of(pnginfo=None)).status_code == 302
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 100)
    document.new_page(200, 100)
    file = io.BytesIO()
    document.save(file)
    document.close()
    assert send(nacaome, case, file.getvalue(), name="a.pdf").status_code == 302
    page = nacaome.get(here(case, "adjuntos/"))
    assert "Partida <b>" in main_words(page)
    assert "IMG" not in main_words(page)
    kinds = {}
    for row in page.context["rows"]:
        response = nacaome.get(here(case, f"adjuntos/{row.attachment_id}/"))
        kinds[row.kind] = (response.headers["Content-Type"], row.pages)
        assert response.headers["Content-Disposition"].startswith('attachment; filename="')
        assert "artida" not in response.headers["Content-Disposition"]
        assert (response.headers["Cache-Control"], response.headers["X-Content-Type-Options"]) == (
            "no-store",
            "nosniff",
        )
        assert Event.objects.order_by("-id")[0].facts["part"] == "attachment"
    assert kinds == {"image": ("image/jpeg", 1), "pdf": ("application/pdf", 2)}
    removed = nacaome.post(here(case, f"adjuntos/{row.attachment_id}/quitar/"), follow=True)
    assert said("The file is removed.") in words(removed)
    assert Attachment.objects.count() == 1


REFUSED = {
    "missing": None,
    "empty": b"",
    "heic": b"\0\0\0\x18ftypheic" + b"\0" * 40,
    "unknown_kind": b"MZ\x90\0 a program named like a picture",
    "broken": b"\xff\xd8\xff\xe0 cut",
    "too_large": b"\xff\xd8\xff" + b"\0" * MOST_BYTES,
}


def test_a_file_that_cannot_be_kept_is_refused_in_a_sentence(nacaome, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    case = open_case()
    for problem, data in REFUSED.items():
        if problem == "empty":
            continue  # a browser sends no file where it has no bytes
        response = send(nacaome, case, data, name="foto.jpg")
        assert response.status_code == 422, problem
        assert str(FILE_REFUSALS[problem]) in words(response), problem
    far_too_large = send(nacaome, case, b"\xff\xd8\xff" + b"\0" * (MOST_BYTES + 900_000))
    assert str(FILE_REFUSALS["too_large"]) in words(far_too_large)
    assert Attachment.objects.count() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_closed_case_shows_and_takes_nothing(nacaome):
    case = open_case()
    step = follow_up(case)
    send(nacaome, case, file_of())
    forms = {
        part: nacaome.get(here(case, part)).context["form"]["seen"].value()
        for part in ("preguntas/", "saber/contacto/")
    }
    actions.close_case(case_id=case.pk, reason="helped", by=actor_of(NACAOME), at=STARTS_AT)
    before = [table.objects.count() for table in (Note, Task, Attachment, TeamMember)]
    kept = Attachment.objects.get()
    user = filled.colleague()
    tries = POSTS | {
        f"hecho/follow_up/{step.pk}/": {"outcome": "done"},
        f"adjuntos/{kept.pk}/quitar/": {},
        "equipo/": {"colleague": str(user.pk)},
        "equipo/quitar/": {"member": str(actor_of(NACAOME).id)},
        **{part: {"seen": seen} for part, seen in forms.items()},
    }
    del (
        tries[f"hecho/plan/{NOBODY}/"],
        tries[f"hecho/follow_up/{NOBODY}/"],
        tries[f"adjuntos/{NOBODY}/quitar/"],
    )
    for rest, values in tries.items():
        file = {"file": SimpleUploadedFile("a.png", file_of())} if rest == "adjuntos/" else {}
        response = nacaome.post(here(case, rest), values | file, follow=True)
        assert said("The case is closed.") in words(response), rest
    assert [table.objects.count() for table in (Note, Task, Attachment, TeamMember)] == before
    assert Task.objects.get(case=case).done_at is None
    for rest in (
        "saber/",
        "saber/contacto/",
        "preguntas/",
        "notas/",
        "seguimientos/",
        "equipo/",
        "adjuntos/",
    ):
        assert '<form method="post"' not in main_source(nacaome.get(here(case, rest))), rest


def main_source(response):
    source = response.content.decode()
    return source[source.index("<main") : source.index("</main>")]


def test_why_a_closed_case_is_opened_is_asked_before_anything_is_shown(nacaome):
    case = open_case()
    actions.close_case(case_id=case.pk, reason="helped", by=actor_of(NACAOME), at=STARTS_AT)
    read = Event.objects.filter(verb="case.read")
    before = read.count()
    for asked in ("", "?para=", "?para=intake", "?para=curiosity"):
        response = nacaome.get(here(case) + asked)
        assert said("What do you open this closed case for?") in words(response)
        assert "por la ventanilla" not in response.content.decode()
    assert read.count() == before
    assert "por la ventanilla" in main_words(nacaome.get(here(case, "?para=review")))
    assert read.order_by("-id")[0].purpose == "review"


def test_a_code_that_the_page_does_not_know_is_shown_as_it_is():
    facts = CaseFacts(
        needs=("shelter",), people=(Person("21-59"),), documents=frozenset({"zz_card"})
    )
    lines = told.situation(facts)
    assert "zz_card" in {line["text"] for line in lines}
