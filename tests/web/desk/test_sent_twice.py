"""A form that is sent twice is one act; changed and sent again it is refused with a sentence."""

from uuid import uuid4

from tests.factories.desk import MOTHER, open_case
from tests.factories.pages import said, words

from relevo.cases.models import Case, Note

SENTENCE = (
    "This form was sent before, with other content. Nothing was changed now: open a new form."
)


def test_a_case_is_opened_once(nacaome):
    page = "/es/mesa/casos/nuevo/"
    shown = nacaome.get(page)
    op = str(shown.context["form"]["op"].value())
    assert f'value="{op}"' in shown.content.decode()
    before = Case.objects.count()

    first, second = (nacaome.post(page, {**MOTHER, "op": op}) for _ in range(2))
    changed = nacaome.post(page, {**MOTHER, "op": op, "nationality": "HN"})
    wrong = nacaome.post(page, {**MOTHER, "op": "x"})

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == before + 1
    assert (changed.status_code, said(SENTENCE) in words(changed)) == (422, True)
    assert wrong.status_code == 422


def test_a_note_is_written_once(nacaome):
    case = open_case()
    page = f"/es/mesa/casos/{case.pk}/notas/"
    op = str(uuid4())

    for _ in range(2):
        nacaome.post(page, {"text": "Duerme mejor.", "op": op})
    changed = nacaome.post(page, {"text": "Duerme peor.", "op": op})

    assert Note.objects.filter(case=case).count() == 1
    assert said(SENTENCE) in words(changed)
