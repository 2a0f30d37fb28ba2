"""Pages that list what an erased case left: they open, say so, and let the rest be done."""

import pytest
from tests.factories.desk import offer, open_case
from tests.factories.pages import main_words, said, words
from tests.web.filled import protection, signed_in_as, stewardship, walls

from relevo.cases import actions
from relevo.cases.actions import rights
from relevo.cases.models import BreakGlass, Case, LegalRequest, Retraction, WithoutConsent
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution

pytestmark = pytest.mark.django_db


def erase(case, *, by):
    code, phrase = rights.give_key(case_id=case.pk, by=by, at=STARTS_AT)
    own = rights.open_own(code=code, phrase=phrase, by=actor_of("demo-copan"), at=STARTS_AT)
    asked = rights.ask(own, kind="erasure", text="", at=STARTS_AT)
    rights.answer_request(request_id=asked.pk, outcome="granted", by=by, at=STARTS_AT)


def test_an_erasure_closes_no_page_of_reviews(instance):
    filling = walls.to_review()
    glass = BreakGlass.objects.get()
    code = glass.case.code
    erase(glass.case, by=actor_of(walls.TURN))
    inbox = "/es/mesa/bandeja/"
    assert said("A case that was erased") in main_words(filling.client.get(inbox))
    page = filling.client.get("/es/mesa/emergencia/revisiones/")
    text = main_words(page)
    assert page.status_code == 200
    assert code[:4] not in text
    for sentence in (
        "A case that was erased",
        "Why it was opened was destroyed: nobody can read it any more.",
        "It can still be reviewed: ask who opened it.",
    ):
        assert said(sentence) in text
    answer = filling.client.post(filling.address, filling.values, follow=True)
    assert said("Reviewed.") in words(answer)
    assert said("It can still be reviewed: ask who opened it.") not in main_words(answer)
    assert said("A case that was erased") not in main_words(filling.client.get(inbox))


def test_an_erasure_closes_no_page_of_what_went_without_consent(instance):
    filling = protection.to_review()
    row = WithoutConsent.objects.get()
    erase(row.case, by=actor_of(protection.NACAOME))
    page = filling.client.get("/es/mesa/excepciones/")
    text = main_words(page)
    assert page.status_code == 200
    for sentence in (
        "A case that was erased",
        "The reasons were destroyed: nobody can read them any more.",
        "It can still be reviewed: ask who sent it.",
    ):
        assert said(sentence) in text
    filling.client.post(filling.address, filling.values)
    row.refresh_from_db()
    assert row.verdict == "justified"


def test_who_must_delete_matches_the_code_of_an_erased_case(la_union, instance):
    sent = offer(open_case())
    erase(sent.case, by=actor_of(protection.NACAOME))
    held = "/es/mesa/retiros/"
    assert sent.code in main_words(la_union.get(held)).replace("-", "")
    row = Retraction.objects.get()
    Retraction.objects.update(code="")
    told = said("Its code no longer exists. It was offered to you on %(day)s.")
    assert told % {"day": "20 nov 2020"} in main_words(la_union.get(held))
    la_union.post(f"{held}{row.pk}/", {"answer": "deleted"})
    text = main_words(la_union.get(held))
    assert told % {"day": "20 nov 2020"} not in text
    assert said("Deleted", context="taken back") in text


def test_the_sender_is_told_who_is_not_asked_and_why(nacaome, la_union, instance):
    sent = offer(open_case())
    case = Case.objects.get(pk=sent.case_id)
    key = dict(zip(("code", "phrase"), give_key(case), strict=True))
    who = Institution.objects.get(key="SV-MUN-LU")
    Institution.objects.filter(pk=who.pk).update(is_demo=True)
    told = {"kind": "institution", "who": who.pk, "at": STARTS_AT}
    actions.add_exclusion(case_id=case.pk, **told, by=actor_of(protection.NACAOME))
    why = said(
        "The person chose that it must never know. Nothing of it opens there any more. Do not call "
        "them: speak with the person, and with who answers for the data in your institution, about "
        "what they may have on paper."
    )
    for address in ("/es/mesa/retiros/", f"/es/mesa/casos/{case.pk}/"):
        text = main_words(nacaome.get(address))
        assert why in text
        assert said("Not yet confirmed") not in text
    assert la_union.get("/es/mesa/retiros/").context["held"] == []
    own = main_words(nacaome.post("/es/mesa/derechos/", key))
    hers = (
        "It opens nothing there any more. It was not asked to delete what it had: the team of "
        "your case tells you why."
    )
    assert said(hers) in own


def test_notes_of_stewards_open_without_words_once_the_key_is_gone(instance):
    demand = stewardship.registered()
    LegalRequest.objects.update(sealed=b"")
    page = signed_in_as(stewardship.ADMIN).get(f"/es/mesa/requerimientos/{demand.pk}/")
    assert said(
        "What was written here was destroyed, five years after it ended or with the key of your "
        "institution: nobody can read it any more."
    ) in main_words(page)


def give_key(case):
    return rights.give_key(case_id=case.pk, by=actor_of(protection.NACAOME), at=STARTS_AT)
