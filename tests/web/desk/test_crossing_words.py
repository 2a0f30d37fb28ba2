"""Confirming, contradicting, settling and correcting at the desk, and who reads who saw it."""

from datetime import timedelta

import pytest
from django.utils.translation import pgettext
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock, nothing_written

from relevo.borders.actions import Sighting, report_status
from relevo.borders.models import Correction, StatusReport
from relevo.demo.story import STARTS_AT, actor_of
from relevo.networks.models import Member
from relevo.places.models import Post

PAGE = "/es/mesa/fronteras/HNSV-AMA/"
LIST = "/es/mesa/fronteras/"
OBSERVER = "Monitoreo fronterizo (DEMO)"
ONLY_COMMITTEE = "Which institution saw it is shown to the steering committee only."


def saw(who, state, *, minutes, country="", direction="both"):
    at = STARTS_AT + timedelta(minutes=minutes)
    sighting = Sighting(country, direction, state, "observed", "", from_at=at)
    row = report_status(crossing_key="HNSV-AMA", sighting=sighting, by=actor_of(who), at=at)
    move_clock(at + timedelta(minutes=1))
    return row


@pytest.fixture
def differing(instance):
    saw("demo-monitor", "open", minutes=5)
    return saw("demo-secretaria", "closed", minutes=10)


def newest():
    return StatusReport.objects.filter(reporter_id__isnull=False, crossing__key="HNSV-AMA").latest(
        "known_from"
    )


def test_two_taps_are_enough(desk):
    """The state, and the button: the side is that of the monitor's institution."""
    client = desk("demo-monitor")
    response = client.get(PAGE)
    form = response.context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    assert shown["country"] == "HN"
    sent = {name: value for name, value in shown.items() if value} | {"state": "closed"}
    assert client.post(PAGE, sent).status_code == 302
    row = newest()
    assert (row.state, row.country, row.direction, row.mode, row.basis, row.source) == (
        *("closed", "HN", "both", "people", "observed", ""),
    )
    assert row.reporter_role == "border_monitor"


def test_list_offers_the_report_of_each_crossing_to_who_may_report(desk):
    response = desk("demo-monitor").get(LIST)
    assert 'href="/es/mesa/fronteras/HNSV-AMA/#report"' in response.content.decode()
    assert "HNSV-AMA" in {line.crossing.key for line in response.context["own_lines"]}
    other = desk("demo-nacaome").get(LIST)
    assert "#report" not in other.content.decode()


def test_last_word_is_confirmed_with_one_button_on_ones_own_side(desk):
    client = desk("demo-secretaria")
    last = client.get(PAGE).context["to_confirm"]
    assert last.key == newest().key
    response = client.post(f"{PAGE}sigue/", {"report": last.key, "country": "SV"}, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert said("Your report is on the public page, and open plans follow it.") in words(response)
    assert (newest().state, newest().country) == ("restricted", "SV")
    lines = {line.country: line.status.confirmed_by for line in response.context["sides"]}
    assert lines == {"HN": 1, "SV": 2}
    assert "Confirmado por 2 instituciones" in main_words(response)


def test_a_report_that_contradicts_another_word_says_that_it_is_not_confirmed(desk):
    saw("demo-secretaria", "closed", minutes=5)

    response = desk("demo-monitor").post(
        PAGE,
        {"state": "open", "basis": "observed", "direction": "both", "mode": "people"},
        follow=True,
    )

    assert newest().state == "open"
    shown = words(response)
    assert (
        said(
            "Your report is on the public page. It contradicts another institution's word: "
            "the state stays “not confirmed” until it is settled."
        )
        in shown
    )
    assert said("Your report is on the public page, and open plans follow it.") not in shown


def test_a_word_that_has_ended_is_not_offered_as_still_so(desk):
    """Agua Caliente on 20 November 2020: the state of prevention of 1 October ended on the 16th."""
    page = "/es/mesa/fronteras/GTHN-AGC/"
    client = desk("demo-red-gt")

    offered = client.get(page).context["to_confirm"]
    with nothing_written():
        ended = {"report": "ST-GTHN-AGC-GT-20201001-1", "country": ""}
        refused = client.post(f"{page}sigue/", ended)
    client.post(f"{page}sigue/", {"report": offered.key, "country": ""})

    assert (offered.key, offered.state) == ("ST-GTHN-AGC-GT-20200918-1", "open")
    assert refused.status_code == 422
    sides = client.get(page).context["sides"]
    assert {str(line.status.state) for line in sides if line.country == "GT"} == {"open"}


@pytest.mark.parametrize("sent", [{}, {"report": "R-x"}, {"report": ""}, {"country": "SV"}])
def test_word_that_is_not_there_is_not_confirmed(desk, sent):
    client = desk("demo-monitor")
    with nothing_written():
        response = client.post(f"{PAGE}sigue/", sent)
    assert response.status_code == 422
    assert said("It was not recorded", context="report") in words(response)


@pytest.mark.parametrize(
    ("move", "sent", "sentence"),
    [
        ("sigue", {"report": "key"}, "Only border monitors and coordinators report."),
        (
            "resolver",
            {"state": "open", "direction": "both", "text": "x"},
            "Only coordinators settle what differs.",
        ),
        (
            "corregir",
            {"report": "key", "text": "x"},
            "Only the official post of that side corrects.",
        ),
    ],
)
def test_officer_neither_confirms_nor_settles_nor_corrects(desk, differing, move, sent, sentence):
    client = desk("demo-nacaome")
    client.get(PAGE)
    sent = {name: differing.key if value == "key" else value for name, value in sent.items()}
    with nothing_written():
        response = client.post(f"{PAGE}{move}/", sent)
    assert response.headers["Location"] == PAGE
    assert said(sentence) in words(client.get(PAGE))


@pytest.mark.parametrize("move", ["sigue", "resolver", "corregir"])
def test_moves_are_posted_and_of_a_crossing_that_exists(desk, move):
    client = desk("demo-secretaria")
    assert client.get(f"{PAGE}{move}/").status_code == 405
    assert client.post(f"/es/mesa/fronteras/HNSV-XXX/{move}/").status_code == 404


@pytest.mark.usefixtures("differing")
def test_words_that_differ_stand_side_by_side_with_roles(desk):
    response = desk("demo-nacaome").get(PAGE)
    assert [line.told.report.state for line in response.context["beside"]] == ["closed", "open"]
    assert response.context["settling"] is None
    text = main_words(response)
    assert said("Two words that differ", context="crossing") in text
    assert text.count(said("Seen by:")) >= 4


@pytest.mark.usefixtures("differing")
def test_coordinator_settles_it(desk, visitor):
    client = desk("demo-secretaria")
    assert client.get(PAGE).context["settling"] is not None
    sent = {"state": "closed", "country": "", "direction": "both", "text": "Hablamos con ambos."}
    with nothing_written():
        response = client.post(f"{PAGE}resolver/", sent | {"text": ""})
    assert response.status_code == 422
    assert list(response.context["settling"].errors) == ["text"]
    response = client.post(f"{PAGE}resolver/", sent, follow=True)
    assert said("It is settled. Both words stay on the page.") in words(response)
    assert str(response.context["status"].state) == "closed"
    assert response.context["beside"] == []
    public = main_words(visitor.get("/es/frontera/HNSV-AMA/"))
    assert said("Settled after comparing", context="report") in public
    assert "Hablamos con ambos." in public
    with nothing_written():
        again = client.post(f"{PAGE}resolver/", sent)
    assert again.status_code == 422
    assert said("Nothing contradicts itself any more; nothing had to be settled.") in words(again)


@pytest.mark.parametrize(
    "about",
    [
        {"country": "", "direction": "both"},
        {"country": "HN", "direction": "both"},
        {"country": "SV", "direction": "in"},
        {"country": "", "direction": "out"},
    ],
)
def test_what_is_settled_is_the_side_and_direction_that_differ(desk, about):
    """What nobody contradicted is left as it is, unless the coordinator says otherwise."""
    saw("demo-monitor", "open", minutes=5, **about)
    saw("demo-secretaria", "closed", minutes=10, **about)
    form = desk("demo-secretaria").get(PAGE).context["settling"]
    assert {name: form[name].value() for name in about} == about


def test_monitor_who_does_not_coordinate_is_not_asked_to_settle(desk, differing):
    assert desk("demo-monitor").get(PAGE).context["settling"] is None


@pytest.fixture
def post_of_the_secretary(instance):
    """On this demo the secretary's institution is the post of the Salvadoran side."""
    Post.objects.filter(key="HNSV-AMA-SV").update(authority_keys="DEMO-RED-SUR")


@pytest.mark.usefixtures("post_of_the_secretary")
def test_official_post_is_asked_and_its_correction_stands_beside(desk, visitor):
    client = desk("demo-secretaria")
    line, form = client.get(PAGE).context["to_correct"][0]
    assert line.told.report.key == newest().key
    sent = {"report": form.initial["report"], "text": "Se pasa <b>siempre</b>."}
    with nothing_written():
        response = client.post(f"{PAGE}corregir/", sent)
    assert response.status_code == 422
    (refused,) = [told for _line, told in response.context["to_correct"] if told.errors]
    assert refused.errors == {"text": [said("Write plain words, without markup.")]}
    response = client.post(f"{PAGE}corregir/", sent | {"text": "Se pasa < 1 h."}, follow=True)
    assert said("Your words stand beside the report, for everybody.") in words(response)
    assert Correction.objects.get().text == "Se pasa < 1 h."
    for page in (response, visitor.get("/es/frontera/HNSV-AMA/")):
        assert "Se pasa < 1 h." in main_words(page)
    assert str(response.context["status"].state) == "restricted"


def test_who_is_not_the_post_is_not_asked(desk):
    assert desk("demo-secretaria").get(PAGE).context["to_correct"] == []


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("demo-secretaria", True),
        ("demo-red-sv", True),
        ("demo-monitor", False),
        ("demo-albergue", False),
        ("demo-nacaome", False),
    ],
)
def test_institution_that_saw_it_is_for_the_steering_committee(desk, who, reads):
    """The secretary of the south and the Salvadoran side sit in it; a member does not."""
    text = main_words(desk(who).get(PAGE))
    assert (OBSERVER in text) is reads
    assert (said(ONLY_COMMITTEE) in text) is reads


@pytest.mark.parametrize("role", ["secretariat", "chair"])
def test_secretariat_or_chair_outside_the_committee_does_not_read_who_saw_it(desk, role):
    seats = Member.objects.filter(institution__key="DEMO-RED-SUR")
    seats.update(role=role, is_steering=False)
    text = main_words(desk("demo-secretaria").get(PAGE))
    assert OBSERVER not in text
    assert said(ONLY_COMMITTEE) not in text
    assert pgettext("role", "Border monitor") in text, "the role is for everybody at the desk"


def test_page_of_the_past_has_no_forms(desk):
    response = desk("demo-secretaria").get(f"{PAGE}?en=2020-11-20T15:00&sabido=2020-11-20T15:00")
    assert response.context["may_report"] is False
    assert 'action="/es/mesa/fronteras/HNSV-AMA/' not in response.content.decode()
    listed = desk("demo-secretaria").get(f"{LIST}?en=2020-10-12T12:00&sabido=2020-10-12T12:00")
    assert listed.context["may_report"] is False
    assert "hoy.docx?en=2020-10-12T12:00" in listed.content.decode()


def test_sheet_is_of_the_instant_too(desk):
    response = desk("demo-secretaria").get(f"{LIST}hoy.docx?en=2020-10-12T12:00")
    assert "20201012" in response.headers["Content-Disposition"].replace("-", "")


def test_page_takes_as_many_queries_for_one_word_as_for_many(desk, count_queries):
    client = desk("demo-secretaria")
    client.get(PAGE)
    before = count_queries(lambda: client.get(PAGE))
    for minutes in range(20):
        saw("demo-monitor", "restricted", minutes=minutes)
    assert count_queries(lambda: client.get(PAGE)) == before


A_PERSON = "Llamen a Juan Pérez 9999-8888"
NO_NUMBERS = "Take the telephone number out: nobody's number is kept here."


@pytest.mark.usefixtures("differing", "post_of_the_secretary")
@pytest.mark.parametrize(
    ("move", "sent"),
    [
        ("", {"state": "open", "direction": "both", "basis": "observed"}),
        ("resolver/", {"state": "open", "direction": "both"}),
        ("corregir/", {"report": "key"}),
    ],
)
def test_words_that_lead_to_a_person_are_refused_and_never_public(desk, visitor, move, sent):
    client = desk("demo-secretaria")
    if "report" in sent:
        sent = {"report": client.get(PAGE).context["to_correct"][0][0].told.report.key}
    with nothing_written():
        response = client.post(f"{PAGE}{move}", sent | {"text": A_PERSON})
    assert response.status_code == 422
    assert said(NO_NUMBERS) in words(response)
    assert A_PERSON in response.content.decode()  # as it was written, to be corrected
    assert "Juan" not in main_words(visitor.get("/es/frontera/HNSV-AMA/"))
