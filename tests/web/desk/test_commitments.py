"""Commitments on their pages, by those who owe, confirm, keep and only look on."""

import csv
import io
from uuid import uuid4

import pytest
from tests.factories.pages import main_words, said
from tests.factories.world import move_clock

from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution
from relevo.exchange.actions import commitments as actions
from relevo.exchange.models import Commitment, CommitmentEvent
from relevo.networks.models import Network

HERE = "/es/mesa/compromisos/"
OF_NETWORK = f"{HERE}red/DEMO-RED/"
OWED, CONFIRMS = "demo-red-sv", "demo-red-gt"


def demo(state, **more):
    rows = Commitment.objects.filter(network__key="DEMO-RED", state=state, **more)
    return rows.order_by("number")[0]


def url(row, verb=""):
    return f"{HERE}{row.pk}/{verb + '/' if verb else ''}"


def verbs(response):
    return {offered.verb for offered in response.context["offered"]}


def test_what_waits_for_us_comes_before_what_we_owe(desk):
    page = desk(CONFIRMS).get(HERE)

    waiting, owed = page.context["waiting"], page.context["owed"]
    assert [line.row for line in waiting] == [demo("reported")]
    assert {line.row.owner.key for line in owed} == {"DEMO-RED-GT"}
    assert str(waiting[0].row.text_es) in main_words(page)
    assert said("Reported by the owner", context="commitment") in main_words(page)


def test_who_promised_sees_that_it_waits_and_cannot_confirm_it(desk):
    row = demo("reported")
    owner = desk(OWED)
    page = owner.get(url(row))

    assert verbs(page) == {"enlazar", "posponer"}
    response = owner.post(url(row, "confirmar"), {"note": ""})

    row.refresh_from_db()
    assert (response.status_code, row.state) == (422, "reported")
    assert said(
        "Who belongs to the institution that made the promise cannot decide this, in no role."
    ) in main_words(response)


def test_the_counterpart_confirms_and_the_page_says_by_whom(desk):
    row = demo("reported")
    counterpart = desk(CONFIRMS)
    assert {"confirmar", "devolver"} <= verbs(counterpart.get(url(row)))

    response = counterpart.post(url(row, "confirmar"), {"note": "Vista"}, follow=True)

    row.refresh_from_db()
    assert row.state == "confirmed"
    assert said("Confirmed by the counterpart", context="commitment") in main_words(response)
    assert "Vista" in main_words(response)


def test_what_was_returned_stays_in_the_history(desk):
    row = demo("reported")
    evidence = row.evidence

    response = desk(CONFIRMS).post(url(row, "devolver"), {"note": "Falta Izabal"}, follow=True)

    row.refresh_from_db()
    assert row.state == "open"
    assert evidence in main_words(response)
    assert "Falta Izabal" in main_words(response)


def test_the_secretariat_records_for_who_has_no_account_and_it_shows(desk):
    row = demo("open")
    secretary = desk("demo-secretaria")

    response = secretary.post(url(row, "informar"), {"evidence": "Lo dijo"}, follow=True)

    row.refresh_from_db()
    assert (row.state, row.evidence) == ("reported", "Lo dijo")
    assert said("Recorded by the secretariat for who promised it.") in main_words(response)
    assert "confirmar" not in verbs(response)


@pytest.mark.parametrize(
    ("verb", "told", "field", "value"),
    [
        ("posponer", {"due_on": "2020-12-24", "note": "Por Iota"}, "due_on", "2020-12-24"),
        ("apartar", {"reason": "Ya no"}, "state", "set_aside"),
        ("contraparte", {"confirmer": "steering", "note": "x"}, "confirmer_kind", "steering"),
        ("contraparte", {"confirmer": "DEMO-SALUD", "note": "x"}, "confirmer_kind", "counterpart"),
    ],
)
def test_who_keeps_the_network_decides_about_day_end_and_who_confirms(
    desk, verb, told, field, value
):
    row = demo("open")

    desk("demo-secretaria").post(url(row, verb), told)

    row.refresh_from_db()
    assert str(getattr(row, field)) == value


def test_a_refused_day_comes_back_with_its_form_and_a_sentence(desk):
    row = demo("open")
    told = {"due_on": row.due_on.isoformat(), "note": "x"}

    response = desk("demo-secretaria").post(url(row, "posponer"), told)

    assert response.status_code == 422
    assert said("The new day is later than the old one.") in main_words(response)


def test_a_kept_one_is_linked_to_the_service_it_changed(desk):
    row = demo("reported")
    actions.confirm_commitment(commitment_id=row.pk, by=actor_of(CONFIRMS), at=STARTS_AT)
    page = desk(OWED).get(url(row))
    form = next(offered.form for offered in page.context["offered"] if offered.verb == "enlazar")
    pathway = next(code for code, _name in form.fields["pathway"].choices if code)

    response = desk(OWED).post(url(row, "enlazar"), {"pathway": pathway}, follow=True)

    row.refresh_from_db()
    assert row.changed_pathway_key == pathway
    assert f"/es/mesa/rutas/{pathway}/" in response.content.decode()


@pytest.mark.parametrize("verb", ["informar", "volar"])
def test_what_is_not_there_is_not_found(desk, verb):
    row = demo("open")
    nowhere = f"{HERE}{Network.objects.get(key='NET-SUR').pk}/informar/"
    address = url(row, verb) if verb == "volar" else nowhere
    assert desk("demo-secretaria").post(address).status_code == 404


def test_a_commitment_of_others_is_not_found_and_its_list_is_closed(desk):
    stranger = desk("demo-nacaome")
    assert stranger.get(url(demo("open"))).status_code == 404
    for tail in ("", "texto/", "hoja/"):
        assert stranger.get(f"{OF_NETWORK}{tail}").status_code == 302


def test_a_network_lists_filters_and_counts(desk):
    member = desk("demo-albergue")
    page = member.get(OF_NETWORK)
    context = page.context
    assert (context["total"], context["overdue"]) == (4, 1)
    assert dict(context["counts"]) == {"open": 2, "reported": 1, "confirmed": 1, "set_aside": 0}

    def found(query):
        return [line.row.number for line in member.get(f"{OF_NETWORK}?{query}").context["lines"]]

    number = {row.text_es[:8]: row.number for row in Commitment.objects.order_by("id")}
    assert found("state=confirmed") == [number["Comparti"]]
    assert found("overdue=1") == [number["Actualiz"]]
    assert found("owner=DEMO-VENTANILLA-COPAN") == [number["Preparar"]]
    assert found("q=jornadas+documentacion") == [number["Preparar"]]
    assert found("q=nada+de+esto") == []
    assert len(found("state=quemado&owner=NADIE&page=x")) == 4
    assert said("Overdue") in main_words(page)


def test_a_demonstration_shows_no_real_institution_late(desk):
    row = demo("open")
    real = Commitment.objects.get(pk=row.pk)
    real.owner = Institution.objects.get(key="HN-INM")
    real.due_on = STARTS_AT.date().replace(month=1)
    real.save()

    page = desk("demo-albergue").get(f"{OF_NETWORK}?owner=HN-INM")

    line = page.context["lines"][0]
    assert (line.is_overdue, line.due_on) == (False, None)
    single = main_words(desk("demo-albergue").get(url(real)))
    assert said("Overdue") not in single
    assert "2020" not in single.split(said("History"))[0]


def test_the_group_gets_text_and_the_secretary_a_table(desk):
    member = desk("demo-albergue")
    text = member.get(f"{OF_NETWORK}texto/").content.decode()
    assert text.index("Actualizar la entrada") < text.index("Enviar la lista")
    assert "Compartir el horario" not in text
    answer = member.get(f"{OF_NETWORK}hoja/")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["1", "3", "2", "4"]


def test_an_empty_network_says_that_nothing_is_unfinished(desk):
    Commitment.objects.filter(network__key="NET-SUR").update(state="open")
    CommitmentEvent.objects.filter(commitment__network__key="NET-SUR").delete()
    Commitment.objects.filter(network__key="NET-SUR").delete()
    text = desk("demo-secretaria").get(f"{HERE}red/NET-SUR/texto/").content.decode()
    assert said("No commitment is unfinished.") in text


NEW = {"text_es": "Abrir de noche", "owner": "DEMO-ALBERGUE", "due_on": "2020-12-20"}


@pytest.mark.parametrize(
    ("owner", "confirmer", "kind", "named"),
    [
        ("DEMO-ALBERGUE", "", "counterpart", "DEMO-VENTANILLA-COPAN"),
        ("DEMO-ALBERGUE", "steering", "steering", None),
        ("DEMO-ALBERGUE", "DEMO-SALUD", "counterpart", "DEMO-SALUD"),
    ],
)
def test_who_confirms_is_named_or_proposed_across_the_border(desk, owner, confirmer, kind, named):
    told = NEW | {"owner": owner, "confirmer": confirmer}

    response = desk("demo-secretaria").post(f"{OF_NETWORK}nuevo/", told)

    made = Commitment.objects.filter(network__key="DEMO-RED").order_by("-number")[0]
    assert response["Location"] == url(made)
    assert (made.confirmer_kind, made.counterpart and made.counterpart.key) == (kind, named)


def test_an_owner_that_confirms_itself_is_refused(desk):
    before = Commitment.objects.count()
    told = NEW | {"confirmer": "DEMO-ALBERGUE"}

    response = desk("demo-secretaria").post(f"{OF_NETWORK}nuevo/", told)

    assert (response.status_code, Commitment.objects.count()) == (422, before)
    assert said("Somebody else confirms than who promises.") in main_words(response)


def test_only_who_keeps_the_network_writes_one_down(desk):
    assert desk("demo-secretaria").get(f"{OF_NETWORK}nuevo/").status_code == 200
    assert desk("demo-albergue").get(f"{OF_NETWORK}nuevo/")["Location"] == OF_NETWORK


@pytest.mark.parametrize("language", ["es", "en"])
def test_lists_take_as_many_queries_for_one_as_for_many(desk, count_queries, language):
    member = desk("demo-albergue")
    addresses = [f"/{language}/mesa/compromisos/", f"/{language}/mesa/compromisos/red/DEMO-RED/"]
    for address in addresses:
        member.get(address)
    before = [count_queries(lambda a=address: member.get(a)) for address in addresses]
    row = demo("open", owner__key="DEMO-ALBERGUE")
    for number in range(100, 103):
        row.pk, row.number = uuid4(), number
        row.save(force_insert=True)
    assert [count_queries(lambda a=address: member.get(a)) for address in addresses] == before


def test_clock_makes_it_late(desk):
    member = desk("demo-albergue")
    assert member.get(OF_NETWORK).context["overdue"] == 1
    move_clock(STARTS_AT.replace(year=2021))
    assert member.get(OF_NETWORK).context["overdue"] == 2
