"""Signals at the desk: noted, found out by a second person, answered to the public."""

import pytest
from tests.factories import movements as make
from tests.factories.movements import ENFORCEMENT
from tests.factories.pages import main_words, said, signed_in, words
from tests.web.filled.movements import MONITOR, OTHER, SECRETARY, SIGNALS, noted
from tests.web.filled.movements import advisory as filled_advisory
from tests.web.filled.movements import signal as filled_signal
from tests.web.filled.movements import verdict as filled_verdict

from relevo.accounts.models import User
from relevo.demo.story import STARTS_AT, actor_of
from relevo.networks.models import Member
from relevo.situation.actions import signals
from relevo.situation.models import Advisory, Signal, SignalFinding

PUBLIC = "/es/avisos/"
LINK_REFUSED = "Take the link out: no addresses of pages or groups are kept here."


def enforcer(kind):
    make.stage()
    return signed_in(User.objects.get(username=f"mv-{kind}"))


def test_note_takes_two_taps_and_a_sentence(desk):
    filled = filled_signal()
    answer = filled.client.post(SIGNALS, filled.values)
    row = Signal.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{SIGNALS}{row.pk}/")
    assert (row.area.key, row.crossing.key) == ("HN-1706", "HNSV-AMA")
    assert row.about_at.isoformat() == "2020-11-27T06:00:00+00:00"
    short = {"kind": "danger", "source_type": "person", "text": "Cobran por pasar"}
    assert filled.client.post(SIGNALS, {**short, "confidence": "low"}).status_code == 302
    page = main_words(desk(OTHER).get(SIGNALS))
    assert filled.values["text"] in page
    assert page.index("Cobran por pasar") < page.index(filled.values["text"])
    assert said("Note what goes around") in page
    assert said("Note what goes around") not in main_words(desk("demo-nacaome").get(SIGNALS))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"text": "Ver https://ejemplo.test"}, LINK_REFUSED),
        ({"place": "Ningunaparte del Zzz"}, None),
        ({"place": "Santa Rosa"}, None),
        ({"place": "El Amatillo"}, None),
        ({"place": "Las Chinamas"}, "Choose crossings from the list; write a municipality here."),
    ],
)
def test_what_is_refused_comes_back_with_a_sentence(told, sentence):
    filled = filled_signal()
    answer = filled.client.post(SIGNALS, {**filled.values, **told})
    assert answer.status_code == 422
    assert not Signal.objects.exists()
    if sentence:
        assert said(sentence) in words(answer)
    (field,) = told
    assert list(answer.context["form"].errors) == [field]


def test_list_asks_the_same_for_one_signal_and_for_three(desk, count_queries):
    client = desk(SECRETARY)
    noted()
    one = count_queries(lambda: client.get(SIGNALS))
    for _number in range(2):
        signals.give_verdict(
            signal_id=noted().pk,
            verdict="verified",
            reason="Lo vimos",
            by=actor_of(SECRETARY),
            at=STARTS_AT,
        )
    assert count_queries(lambda: client.get(SIGNALS)) == one


def test_second_person_answers_and_the_public_reads_it(desk, visitor):
    filled = filled_verdict()
    row = Signal.objects.get()
    page = f"{SIGNALS}{row.pk}/"
    assert said("Nobody has looked into it yet.") in main_words(filled.client.get(page))
    refused = filled.client.post(filled.address, {"verdict": "refuted", "reason": "@alguien"})
    assert refused.status_code == 422
    assert not SignalFinding.objects.exists()
    assert filled.client.post(filled.address, filled.values).url == page
    shown = main_words(filled.client.get(page))
    assert filled.values["reason"] in shown
    assert said("Tell the public") in shown
    form = filled.client.get(f"{SIGNALS}aviso/?senal={row.pk}").context["form"]
    assert form["text_es"].value() == (
        "Circula el mensaje de que: «Dicen que abren el puesto el lunes». "
        "Hasta ahora (20 nov 2020) ninguna autoridad lo ha anunciado."
    )
    assert form["text_en"].value() == (
        "A message goes around: «Dicen que abren el puesto el lunes». "
        "So far (20 Nov 2020) no authority has announced it."
    )
    values = {name: form[name].value() for name in form.fields}
    answer = filled.client.post(f"{SIGNALS}aviso/?senal={row.pk}", values)
    assert answer.url == SIGNALS
    told = Advisory.objects.get()
    assert (told.signal, told.crossing.key) == (row, "HNSV-AMA")
    for address in (PUBLIC, "/es/"):
        assert "Hasta ahora (20 nov 2020) ninguna autoridad lo ha anunciado" in words(
            visitor.get(address)
        )
    assert told.title_es in main_words(filled.client.get(page))
    english = words(visitor.get("/en/avisos/"))
    assert "So far (20 Nov 2020) no authority has announced it." in english
    ended = filled.client.post(f"{SIGNALS}avisos/{told.pk}/terminar/")
    assert ended.url == SIGNALS
    assert told.title_es not in words(visitor.get(PUBLIC))
    again = filled.client.post(f"{SIGNALS}avisos/{told.pk}/terminar/", follow=True)
    assert said("It has ended already.") in words(again)


def test_verified_signal_proposes_what_the_network_found(desk):
    row = noted()
    signals.give_verdict(
        signal_id=row.pk,
        verdict="verified",
        reason="Lo vimos",
        by=actor_of(SECRETARY),
        at=STARTS_AT,
    )
    form = desk(SECRETARY).get(f"{SIGNALS}aviso/?senal={row.pk}").context["form"]
    assert "la red comprobó que …" in form["text_es"].value()


def test_who_noted_it_is_told_that_another_looks(desk):
    row = noted(by=SECRETARY)
    client = desk(SECRETARY)
    page = f"{SIGNALS}{row.pk}/"
    assert said(
        "You noted this signal, so another coordinator says what it is worth."
    ) in main_words(client.get(page))
    answer = client.post(f"{page}hallazgo/", {"verdict": "verified", "reason": "Lo vi"})
    assert answer.status_code == 422
    sentence = "Who noted a signal does not say what it is worth. Ask another coordinator to look."
    assert said(sentence) in words(answer)
    assert not SignalFinding.objects.exists()


def test_advisory_before_a_finding_is_refused(desk):
    row, filled = noted(), filled_advisory()
    answer = filled.client.post(f"{filled.address}?senal={row.pk}", filled.values)
    assert answer.status_code == 422
    assert not Advisory.objects.exists()


@pytest.mark.parametrize("asked", ["x", "00000000-0000-4000-8000-000000000000"])
def test_advisory_of_no_signal_is_no_page(desk, asked):
    assert desk(SECRETARY).get(f"{SIGNALS}aviso/?senal={asked}").status_code == 404


def test_who_does_not_lead_is_sent_back(desk):
    answer = desk(MONITOR).get(f"{SIGNALS}aviso/", follow=True)
    assert said("The coordination of an institution tells the public.") in words(answer)
    assert answer.redirect_chain == [(SIGNALS, 302)]


def test_page_as_it_was_has_no_forms(desk):
    row, client = noted(), desk(SECRETARY)
    then = "?en=2020-11-20T23:00&sabido=2020-11-20T00:00"
    assert noted().text not in main_words(client.get(f"{SIGNALS}{then}"))
    assert client.get(f"{SIGNALS}{row.pk}/{then}").status_code == 404
    later = client.get(f"{SIGNALS}{row.pk}/?en=2020-11-21T00:00")
    assert said("Say what you found out") not in main_words(later)


@pytest.mark.parametrize("kind", ENFORCEMENT)
def test_for_who_enforces_there_is_no_such_page(desk, kind):
    row = noted()
    signals.give_verdict(
        signal_id=row.pk,
        verdict="refuted",
        reason="Preguntamos",
        by=actor_of(SECRETARY),
        at=STARTS_AT,
    )
    told = signals.publish_advisory(
        told=make.ADVISORY,
        from_at=STARTS_AT,
        until_at=STARTS_AT + make.DAY,
        by=actor_of(SECRETARY),
        at=STARTS_AT,
    )
    client = enforcer(kind)
    unknown = "00000000-0000-4000-8000-000000000000"
    for method, address in (
        ("get", SIGNALS),
        ("post", SIGNALS),
        ("get", f"{SIGNALS}aviso/"),
        ("post", f"{SIGNALS}aviso/"),
        ("get", f"{SIGNALS}{row.pk}/"),
        ("post", f"{SIGNALS}{row.pk}/hallazgo/"),
        ("post", f"{SIGNALS}avisos/{told.pk}/terminar/"),
    ):
        assert getattr(client, method)(address).status_code == 404, (method, address)
    known, not_known = (
        client.get(f"{SIGNALS}{key}/").content.replace(str(key).encode(), b"")
        for key in (row.pk, unknown)
    )
    assert known == not_known
    assert make.ADVISORY.title_es in words(client.get(PUBLIC))


def test_who_keeps_no_network_is_offered_no_advisory_of_its_own(desk):
    """A coordinator of an institution that keeps none answers signals, and ends what is over."""
    Member.objects.filter(institution__key="DEMO-RED-SUR").delete()
    client = desk(SECRETARY)
    assert said("Write an advisory") not in main_words(client.get(SIGNALS))
    for answer in (client.get(f"{SIGNALS}aviso/"), client.post(f"{SIGNALS}aviso/", {})):
        assert answer.url == SIGNALS
    assert said(
        "What answers no signal is told by the coordination of an institution that keeps a "
        "network. Answer a signal that a second person has looked into, or ask them."
    ) in words(client.get(SIGNALS))


def test_advisory_that_does_not_exist_is_no_page(desk):
    gone = f"{SIGNALS}avisos/00000000-0000-4000-8000-000000000000/terminar/"
    assert desk(SECRETARY).post(gone).status_code == 404


def test_public_page_without_advisories_says_so(visitor):
    assert said("There is no advisory at this time") in words(visitor.get(PUBLIC))
