"""Complaints at the desk: two read them, a member writes one down, the coordination counts."""

from uuid import uuid4

import pytest
from django.test import Client
from tests.factories.desk import open_case
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock, nothing_written
from tests.web.filled.voice import acknowledged, shelter, to_tell, told

from relevo.accounts.models import Membership, User
from relevo.audit.models import Event
from relevo.cases.access.voices import people_on
from relevo.cases.actions import rights
from relevo.demo.story import STARTS_AT, actor_of
from relevo.feedback import actions
from relevo.feedback.models import Complaint, FocalPoint, Report, Tally
from relevo.kernel.ids import group_code

READERS = ("demo-voz-monitoreo", "demo-voz-universidad")
OTHERS = (
    "demo-secretaria",
    "demo-admin-albergue",
    "demo-albergue",
    "demo-nacaome",
    "demo-monitor",
    "demo-red-gt",
)
VOICE = "/es/mesa/voz/"
WORDS = "CANARIO-Zacapa me pidió dinero"
STEPS = {
    "acusar": {},
    "responder": {"code": "looked_into", "words": "Lo revisamos"},
    "derivar": {},
    "cerrar": {"reason": "done"},
}
ASIDE = {"apartarme": {}}


def the_complaint(**changes):
    code = told(words=WORDS, **changes)
    return Complaint.objects.get(), code


def masked(response):
    """A page without what differs by request: its own address and the token against forgery."""
    text = response.content.decode()
    for piece in (response.request["PATH_INFO"], response.request["PATH_INFO"][3:]):
        text = text.replace(piece, "")
    return "".join(part for part in text.split("<") if "csrfmiddlewaretoken" not in part)


@pytest.mark.parametrize("username", READERS)
def test_a_reader_lists_opens_and_is_written_down(desk, username):
    row, _code = the_complaint()
    client = desk(username)
    assert f"{VOICE}{row.pk}/" in client.get(VOICE).content.decode()
    page = client.get(f"{VOICE}{row.pk}/")
    assert WORDS in main_words(page)
    assert "Procuraduría de los Derechos Humanos (PDH)" in main_words(page)
    assert f'href="{VOICE}"' in client.get("/es/mesa/bandeja/").content.decode()
    verbs = Event.objects.filter(actor_id=actor_of(username).id).values_list("verb", flat=True)
    assert sorted(verbs) == ["complaint.listed", "complaint.read"]


@pytest.mark.parametrize("username", OTHERS)
def test_for_everybody_else_there_is_no_such_page_whatever_they_try(desk, username):
    row, _code = the_complaint()
    client = desk(username)
    missing = client.get(f"{VOICE}{uuid4()}/")
    addresses = [VOICE, f"{VOICE}{row.pk}/"]
    addresses += [f"{VOICE}{row.pk}/{verb}/" for verb in ("exportar", "buscar", "editar", "borrar")]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in {404, 405}, address
    assert masked(client.get(f"{VOICE}{row.pk}/")) == masked(missing)
    for verb, values in (STEPS | ASIDE).items():
        answer = client.post(f"{VOICE}{row.pk}/{verb}/", values)
        absent = client.post(f"{VOICE}{uuid4()}/{verb}/", values)
        assert (answer.status_code, masked(answer)) == (404, masked(absent)), verb
    assert Complaint.objects.get().state == "received"
    for address in ("/es/mesa/bandeja/", "/es/mesa/casos/", "/es/mesa/voz/lugares/"):
        assert WORDS not in client.get(address).content.decode()
    assert f'href="{VOICE}"' not in client.get("/es/mesa/bandeja/").content.decode()


def test_a_reader_finds_no_verb_that_is_none(desk):
    row, _code = the_complaint()
    client = desk(READERS[0])
    for verb in ("exportar", "editar", "borrar"):
        assert client.post(f"{VOICE}{row.pk}/{verb}/").status_code == 404
    assert client.get(f"{VOICE}{row.pk}/acusar/").status_code == 405


def test_who_works_on_the_case_of_the_slip_does_not_see_it(desk):
    case = open_case(by=READERS[0])
    assert people_on(case.code) == {actor_of(READERS[0]).id}
    row, _code = the_complaint(slip_code=case.code)
    assert desk(READERS[0]).get(f"{VOICE}{row.pk}/").status_code == 404
    assert desk(READERS[1]).get(f"{VOICE}{row.pk}/").status_code == 200


@pytest.mark.parametrize("by", ["nobody", "member"])
def test_a_new_key_for_the_case_opens_no_complaint_of_its_person(desk, by):
    case = open_case(by=READERS[0])
    worker = actor_of(READERS[0])
    code, _phrase = rights.give_key(case_id=case.pk, by=worker, at=STARTS_AT)
    values = to_tell().values | {"slip_code": code, "words": WORDS}
    if by == "nobody":
        Client().post("/es/su-voz/enviar/", values)
    else:
        desk("demo-nacaome").post(f"{VOICE}contar/enviar/", values)
    row = Complaint.objects.get()

    rights.give_key(case_id=case.pk, by=worker, at=STARTS_AT)

    assert people_on(code) == frozenset()
    assert desk(READERS[0]).get(f"{VOICE}{row.pk}/").status_code == 404
    assert desk(READERS[1]).get(f"{VOICE}{row.pk}/").status_code == 200


def test_it_is_acknowledged_answered_handed_on_and_closed(desk):
    row, code = the_complaint()
    client = desk(READERS[0])
    states = []
    for verb, values in STEPS.items():
        answer = client.post(f"{VOICE}{row.pk}/{verb}/", values, follow=True)
        assert said("Noted. The person sees it with the code.") in words(answer), verb
        states.append(Complaint.objects.get().state)
    assert states == ["acknowledged", "answered", "referred", "closed"]
    page = main_words(client.get(f"{VOICE}{row.pk}/"))
    assert "Lo revisamos" in page
    told_her = client.post("/es/su-voz/respuesta/", {"code": code})
    assert "Lo revisamos" in main_words(told_her)
    again = client.post(f"{VOICE}{row.pk}/acusar/", follow=True)
    assert said("That cannot be done now: look at how the complaint stands.") in words(again)


def test_an_answer_without_words_is_asked_for_again(desk):
    address = acknowledged()
    client = desk(READERS[0])
    for verb, values in (("responder", {"code": "put_right"}), ("cerrar", {})):
        answer = client.post(f"{address}{verb}/", values)
        assert answer.status_code == 422
        assert said("There is a problem") in main_words(answer)
    assert Complaint.objects.get().state == "acknowledged"


def test_a_reader_steps_aside(desk):
    row, _code = the_complaint()
    client = desk(READERS[0])
    answer = client.post(f"{VOICE}{row.pk}/apartarme/", follow=True)
    assert answer.status_code == 200
    assert str(row.pk) not in answer.content.decode()
    assert client.get(f"{VOICE}{row.pk}/").status_code == 404
    page = main_words(desk(READERS[1]).get(f"{VOICE}{row.pk}/"))
    assert said("One of the two must not read it", context="step of a complaint") in page


def test_without_a_body_outside_it_is_handed_to_nobody(desk):
    address = acknowledged()
    Complaint.objects.update(outside_body="none")
    client = desk(READERS[0])
    page = client.get(address)
    assert "derivar" not in page.content.decode()
    answer = client.post(f"{address}derivar/", follow=True)
    assert said("That cannot be done now: look at how the complaint stands.") in words(answer)
    assert Complaint.objects.get().state == "acknowledged"


def test_what_waits_for_too_long_is_told_to_readers_and_as_a_number_to_who_keeps(desk):
    row, _code = the_complaint()
    move_clock(row.due_at.replace(day=30))
    note = said("Too long without an answer")
    assert note in main_words(desk(READERS[0]).get(VOICE))
    assert note in main_words(desk("demo-secretaria").get("/es/mesa/redes/DEMO-RED/psea/"))


def test_a_member_writes_down_what_is_told_and_cannot_read_it_again(desk):
    client = desk("demo-nacaome")
    first = client.get(f"{VOICE}contar/")
    assert said("Read this out first") in main_words(first)
    assert client.post(f"{VOICE}contar/", {}).status_code == 422
    second = client.post(f"{VOICE}contar/", {"country": "GT", "where": "albergue"})
    assert str(shelter().pk) in second.content.decode()
    values = to_tell().values | {"words": WORDS}
    done = client.post(f"{VOICE}contar/enviar/", values)
    assert group_code(values["code"]) in main_words(done)
    row = Complaint.objects.get()
    assert row.channel == "by_mouth"
    assert client.get(f"{VOICE}{row.pk}/").status_code == 404
    assert (
        not Event.objects.filter(actor_id=actor_of("demo-nacaome").id)
        .exclude(verb="complaint.refused")
        .exists()
    )
    again = client.post(f"{VOICE}contar/enviar/", values)
    assert said("It had arrived already") in main_words(again)
    assert Complaint.objects.count() == 1


def test_what_a_member_writes_wrongly_is_said_and_a_letter_is_possible(desk):
    client = desk("demo-nacaome")
    values = to_tell().values
    wrong = client.post(f"{VOICE}contar/enviar/", values | {"country": ""})
    assert wrong.status_code == 422
    nothing = {"found": "", "got": "", "matters": [], "words": ""}
    empty = client.post(f"{VOICE}contar/enviar/", values | nothing)
    assert empty.status_code == 422
    letter = client.post(f"{VOICE}contar/enviar/", values | {"only_outside": "on"})
    assert said("Give the person this letter for the body outside.") in main_words(letter)
    assert not Complaint.objects.exists()


# Who reads: named by who keeps the network.

PSEA = "/es/mesa/redes/NET-SUR/psea/"


def test_who_keeps_the_network_ends_and_names(desk):
    client = desk("demo-secretaria")
    point = FocalPoint.objects.get(network__key="NET-SUR", user__username=READERS[0])
    page = client.get(PSEA)
    assert READERS[0] in main_words(page)
    assert said("Name this person") not in main_words(page)
    client.post(f"{PSEA}{point.pk}/fin/")
    assert said("Name this person") in main_words(client.get(PSEA))
    assert client.post(f"{PSEA}{point.pk}/fin/").status_code == 404
    person = f"{point.user_id}:{point.institution_id}"
    client.post(PSEA, {"person": person})
    current = FocalPoint.objects.filter(network__key="NET-SUR", until=None)
    assert sorted(current.values_list("user__username", flat=True)) == sorted(READERS)
    assert Membership.objects.get(user=point.user).is_psea_focal_point


def test_whom_it_cannot_name_is_said(desk):
    client = desk("demo-secretaria")
    secretary = User.objects.get(username="demo-secretaria")
    seat = Membership.objects.get(user=secretary).institution_id
    full = client.post(PSEA, {"person": f"{secretary.pk}:{seat}"})
    assert full.status_code == 422
    point = FocalPoint.objects.filter(network__key="NET-SUR").order_by("id").first()
    client.post(f"{PSEA}{point.pk}/fin/")
    answer = client.post(PSEA, {"person": f"{secretary.pk}:{seat}"})
    assert said(
        "Whoever coordinates a network or gives access to accounts reads no complaints."
    ) in main_words(answer)


@pytest.mark.parametrize("username", ["demo-nacaome", READERS[0], "demo-admin-albergue"])
def test_nobody_else_sees_the_counts_or_names_anybody(desk, username):
    client = desk(username)
    point = FocalPoint.objects.filter(network__key="NET-SUR").order_by("id").first()
    with nothing_written():
        for call in (client.get, client.post):
            assert call(PSEA).status_code == 302
        assert client.post(f"{PSEA}{point.pk}/fin/").status_code == 302
    assert client.get("/es/mesa/redes/NINGUNA/psea/").status_code == 404


def test_the_coordination_sees_counts_of_months_that_are_over_and_no_small_one(desk):
    network = FocalPoint.objects.filter(network__key="NET-SUR").first().network
    for kind, count in (("sexual", 2), ("conduct", 8), ("closed", 31)):
        Tally.objects.create(network=network, month="2020-10", kind=kind, count=count)
    Tally.objects.create(network=network, month="2020-11", kind="conduct", count=77)
    page = main_words(desk("demo-secretaria").get(PSEA))
    assert said("too few", context="small count") in page
    assert "31" in page
    assert "77" not in page


def test_a_place_and_the_coordination_read_and_answer_ordinary_feedback(desk):
    told(matters=frozenset(), words="", found="closed")
    told(matters=frozenset(), words="", found="open", got="part")
    told(matters=frozenset(), words="", got="all")
    told(matters=frozenset(), words="", got="nothing")
    own = desk("demo-admin-albergue")
    page = main_words(own.get(f"{VOICE}lugares/"))
    for sentence in (
        "It was open.",
        "A part of what was promised was given.",
        "What was promised was given.",
        "What was promised was not given.",
    ):
        assert said(sentence) in page
    assert "20 nov 2020" in page
    row = Report.objects.get(found="closed")
    address = f"{VOICE}lugares/{row.pk}/"
    assert own.post(address, {"answer": "maybe"}).status_code == 302
    own.post(address, {"answer": "was_open"})
    again = own.post(address, {"answer": "thanks"}, follow=True)
    assert said("It was answered before: the first answer stays.") in words(again)
    row.refresh_from_db()
    assert row.answer == "was_open"
    assert said("It was open that day", context="answer to feedback") in main_words(
        own.get(f"{VOICE}lugares/")
    )
    stranger = desk("demo-nacaome")
    assert stranger.post(address, {"answer": "thanks"}).status_code == 404
    assert "Albergue de ejemplo" not in main_words(stranger.get(f"{VOICE}lugares/"))


def test_the_list_takes_as_many_questions_for_one_as_for_many(desk, count_queries):
    client = desk(READERS[0])
    told()
    client.get(VOICE)
    one = count_queries(lambda: client.get(VOICE))
    for _again in range(4):
        told()
    assert count_queries(lambda: client.get(VOICE)) == one


def test_a_reader_in_two_networks_reads_both_and_each_keeps_its_own(desk):
    told(at=STARTS_AT)
    row = Complaint.objects.get()
    assert row.network.key == "DEMO-RED"
    point = FocalPoint.objects.get(network=row.network, user__username=READERS[0])
    actions.end_focal_point(
        network_key="DEMO-RED", point_id=point.pk, by=actor_of("demo-secretaria"), at=STARTS_AT
    )
    client = desk(READERS[0])
    assert client.get(f"{VOICE}{row.pk}/").status_code == 404
    assert client.get(VOICE).status_code == 200


def test_who_keeps_the_directory_true_is_told_what_to_ask(desk):
    told(matters=frozenset(), words="", found="closed")
    page = desk("demo-secretaria").get("/es/mesa/redes/DEMO-RED/por-confirmar/")
    assert said("somebody found it closed on %(day)s", day="20 de noviembre de 2020") in main_words(
        page
    )
