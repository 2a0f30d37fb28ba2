"""*Su voz*: told without an account, followed up with a code that no address ever holds."""

import re

import pytest
from django.test import Client
from tests.factories.pages import main_words, said, words
from tests.factories.world import nothing_written
from tests.web.filled.voice import shelter, to_tell, told

from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution, Service
from relevo.feedback import actions, queries
from relevo.feedback.models import Complaint, FocalPoint, Report, Statement
from relevo.feedback.rules.bodies import outside_bodies
from relevo.kernel.ids import group_code, new_code
from relevo.texts.models import TextVersion
from relevo.web.voice.introduction import introduction

VOICE = "/es/su-voz/"
WORDS = "CANARIO-Zacapa me pidió dinero"


@pytest.fixture
def phone():
    return Client(enforce_csrf_checks=True)


def fields_of(response):
    """What a browser would send back untouched."""
    found = re.findall(r'name="(country|where|code)" value="([^"]*)"', response.content.decode())
    return dict(found)


def asked(phone, *, country="GT", where="albergue", language="es"):
    return phone.post(f"/{language}/su-voz/contar/", {"country": country, "where": where})


def send(phone, **changes):
    values = to_tell().values | changes
    return phone.post(f"{VOICE}enviar/", values), values["code"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_before_anything_is_written_it_says_who_reads_it_and_that_help_is_free(phone, language):
    page = phone.get(f"/{language}/su-voz/")
    shown = main_words(page)
    sentences = introduction(language)
    assert len(sentences) == 8
    assert all(sentence in shown for sentence in sentences)
    assert sentences != introduction("en" if language == "es" else "es")
    asked_page = main_words(asked(phone, language=language))
    name = "Border monitoring (DEMO)" if language == "en" else "Monitoreo fronterizo (DEMO)"
    assert name in asked_page


def add_text(language, *paragraphs):
    TextVersion.objects.create(
        kind="complaint",
        language=language,
        number=1,
        paragraphs=list(paragraphs),
        translator="Rosa",
        reviewer="Pedro",
        reviewed_on=STARTS_AT.date(),
        added_at=STARTS_AT,
        added_by=actor_of("demo-secretaria").id,
    )


def test_a_text_that_was_added_takes_its_place_and_other_languages_stand_beside_it(phone, desk):
    add_text("es", "Primero lea esto despacio.")
    add_text("kek", "Texto de prueba en otro idioma.")
    for page in (phone.get(VOICE), desk("demo-nacaome").get("/es/mesa/voz/contar/")):
        shown = main_words(page)
        assert "Primero lea esto despacio." in shown
        assert "Texto de prueba en otro idioma." in shown
        assert 'lang="kek"' in page.content.decode()
    assert introduction("en")[0] in main_words(phone.get("/en/su-voz/"))


def test_every_public_page_and_every_slip_lead_there(phone):
    assert f'href="{VOICE}"' in phone.get("/es/").content.decode()
    assert f'href="{VOICE}"' in phone.get("/es/quejas/").content.decode()


def test_nothing_of_it_stays_in_a_browser(phone):
    code = told()
    pages = [
        phone.get(VOICE),
        asked(phone),
        send(phone)[0],
        phone.get(f"{VOICE}respuesta/"),
        phone.post(f"{VOICE}respuesta/", {"code": code}),
        phone.post(f"{VOICE}agregar/", {"code": code, "words": "más"}),
    ]
    for page in pages:
        assert page.status_code == 200
        assert dict(page.cookies) == {}
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        assert b"data-quick-exit" in page.content
        assert b"csrf" not in page.content.lower()
    assert dict(phone.cookies) == {}


def test_looking_writes_nothing(phone):
    with nothing_written():
        for address in ("", "contar/", "enviar/", "respuesta/", "agregar/"):
            assert phone.get(f"{VOICE}{address}").status_code in {200, 302}
        asked(phone)


def test_without_a_country_the_first_form_says_so(phone):
    for address in ("", "contar/"):
        answer = phone.post(f"{VOICE}{address}", {"where": "albergue"})
        assert answer.status_code == 422
        assert said("Choose the country.") in main_words(answer)


def test_what_was_told_is_sealed_and_its_code_shown_once(phone):
    page = asked(phone)
    values = fields_of(page) | {"matters": ["sex"], "words": WORDS, "outside_body": "pdh"}
    values["service"] = str(shelter().pk)
    answer = phone.post(f"{VOICE}enviar/", values)
    row = Complaint.objects.get()
    assert group_code(values["code"]) in main_words(answer)
    assert "27 nov 2020" in main_words(answer)
    assert (row.network.key, row.outside_body) == ("DEMO-RED", "pdh")
    assert WORDS.encode() not in bytes(Statement.objects.get().words)
    assert values["code"].encode() not in answer.headers.get("Location", "").encode()
    again = phone.post(f"{VOICE}enviar/", values)
    assert said("It had arrived already") in main_words(again)
    assert group_code(values["code"]) in main_words(again)
    assert Complaint.objects.count() == 1


def test_a_closed_place_is_told_to_the_desk_and_nothing_else_changes(phone, desk):
    answer, _code = send(phone, found="closed", got="", matters=[], words="", went_on="2020-11-18")
    assert said(
        "The place and the coordination of the network learn what you ticked about it, without "
        "who said it."
    ) in main_words(answer)
    row = Service.objects.get(key="DEMO-SP-ALBERGUE")
    assert (row.status, row.told_closed_on.isoformat()) == ("active", "2020-11-18")
    page = desk("demo-nacaome").get("/es/mesa/directorio/DEMO-SP-ALBERGUE/")
    assert "18 nov 2020" in main_words(page)
    assert "18 nov 2020" not in words(phone.get("/es/servicio/DEMO-SP-ALBERGUE/"))


def test_on_a_demonstration_no_real_place_can_be_spoken_of(phone):
    real = Service.objects.filter(is_demo=False, visibility="public", country="HN").first()
    page = asked(phone, country="HN", where=real.name_es.split()[0])
    assert 'name="service" value=""' in page.content.decode()
    answer, _code = send(phone, country="HN", service=str(real.pk))
    assert answer.status_code == 422
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("instance_kind", ["real"])
def test_on_a_real_instance_no_invented_place_can(phone):
    page = asked(phone)
    assert "DEMO-SP" not in page.content.decode()
    assert str(shelter().pk) not in page.content.decode()
    assert page.content.decode().count('name="service"') > 1


def test_a_letter_keeps_nothing(phone):
    with nothing_written():
        answer, code = send(phone, only_outside="on", words=WORDS, outside_body="none")
    shown = main_words(answer)
    assert "Procuraduría de los Derechos Humanos (PDH)" in shown
    assert WORDS in shown
    assert "19 nov 2020" in shown
    assert "1555" in shown
    assert group_code(code) not in shown


def test_without_readers_everybody_gets_the_letter(phone):
    FocalPoint.objects.all().update(until=STARTS_AT)
    page = asked(phone)
    assert said(
        "In this country no network has named its readers yet. What you write is not kept here: "
        "you get a letter for a body outside."
    ) in main_words(page)
    answer, _code = send(phone, words=WORDS, found="", got="", went_on="", outside_body="pddh")
    assert "Procuraduría para la Defensa de los Derechos Humanos (PDDH)" in main_words(answer)
    assert not Complaint.objects.exists()


def test_words_beside_ordinary_feedback_reach_both(phone):
    answer, _code = send(phone, matters=[], words=WORDS)
    assert said("It lies sealed for those who read complaints. They sit for:") in main_words(answer)
    assert (Complaint.objects.count(), Report.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"found": "", "got": "", "matters": [], "words": ""},
            "Tick something, or write something: then it can be sent.",
        ),
        (
            {"matters": [], "words": "", "service": ""},
            "Say which place it was, or tell it in your own words.",
        ),
        ({"went_on": "2020-11-30"}, "This day is still to come."),
        (
            {"slip_code": "ABC"},
            "This is not a code. Copy it from your paper: 13 letters and digits.",
        ),
    ],
)
def test_what_cannot_be_sent_is_said_and_what_was_written_stays(phone, changes, message):
    with nothing_written():
        answer, code = send(phone, **{"words": "lo que ya escribí"} | changes)
    assert answer.status_code == 422
    assert said(message) in main_words(answer)
    assert f'value="{code}"' in answer.content.decode()


def test_a_flood_is_told_to_come_back(phone, monkeypatch):
    monkeypatch.setattr("relevo.feedback.actions.telling.MOST_A_DAY", 0)
    answer, _code = send(phone)
    assert answer.status_code == 422
    assert said(
        "Too much arrives today for it to be read. Come back tomorrow, or call the ombudsman."
    ) in main_words(answer)


def acknowledged_and_answered(code):
    row = Complaint.objects.get(code_digest=queries.digest_of(code))
    reader = actor_of("demo-voz-universidad")
    how = {"complaint_id": row.pk, "barred_by_code": lambda _c: frozenset(), "by": reader}
    actions.acknowledge(**how, at=STARTS_AT)
    actions.answer(**how, code="put_right", words="Ya hablamos con el albergue.", at=STARTS_AT)
    return row, how


def test_with_the_code_one_sees_what_was_answered_and_adds_something(phone):
    code = told(words=WORDS)
    row, how = acknowledged_and_answered(code)
    page = phone.post(f"{VOICE}respuesta/", {"code": f" {group_code(code).lower()} "})
    shown = main_words(page)
    assert "Ya hablamos con el albergue." in shown
    assert said("It was put right", context="answer to a complaint") in shown
    assert WORDS not in page.content.decode()
    added = phone.post(f"{VOICE}agregar/", {"code": code, "words": "Volvió a pasar"})
    assert said("What you added has arrived.") in main_words(added)
    assert Statement.objects.filter(complaint=row).count() == 2
    actions.close(**how, reason="done", at=STARTS_AT)
    closed = main_words(phone.post(f"{VOICE}respuesta/", {"code": code}))
    assert said("It was dealt with", context="closing of a complaint") in closed


def test_ordinary_feedback_is_followed_up_too(phone):
    code = told(matters=frozenset(), words="", got="nothing")
    page = main_words(phone.post(f"{VOICE}respuesta/", {"code": code}))
    assert said("It has arrived", context="state of a complaint") in page
    actions.answer_report(
        report_id=Report.objects.get().pk,
        code="put_right",
        by=actor_of("demo-admin-albergue"),
        at=STARTS_AT,
    )
    page = main_words(phone.post(f"{VOICE}respuesta/", {"code": code}))
    assert said("It will be put right", context="answer to feedback") in page
    refused = phone.post(f"{VOICE}agregar/", {"code": code, "words": "más"})
    assert refused.status_code == 422


@pytest.mark.parametrize("address", ["respuesta/", "agregar/"])
def test_codes_that_are_none_made_up_or_cut_short_lead_nowhere(phone, address):
    code = told()
    other_check = code[:12] + ("*" if code[12] != "*" else "=")
    with nothing_written():
        for wrong in ("", "x", code[:-1], other_check, new_code(), "a" * 21, "\0"):
            answer = phone.post(f"{VOICE}{address}", {"code": wrong, "words": "más"})
            assert answer.status_code == 422, wrong
            assert WORDS not in answer.content.decode()


def test_adding_nothing_or_too_much_is_said(phone, monkeypatch):
    code = told()
    empty = phone.post(f"{VOICE}agregar/", {"code": code, "words": " "})
    assert said("Write something, or close this page.") in main_words(empty)
    monkeypatch.setattr("relevo.feedback.actions.telling.MOST_ADDED", 1)
    full = phone.post(f"{VOICE}agregar/", {"code": code, "words": "más"})
    assert full.status_code == 422
    assert said("You have added as much as one complaint can hold. Tell us anew.") in main_words(
        full
    )


def test_bodies_outside_are_institutions_of_the_region():
    keys = [body.institution_key for body in outside_bodies()]
    found = Institution.objects.filter(key__in=keys).values_list("key", flat=True)
    assert sorted(found) == sorted(keys)
