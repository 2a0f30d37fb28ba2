"""The workspace of a network: what waits, who steers, how one begins."""

import pytest
from tests.factories import networks
from tests.factories.pages import main_words, said

from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution
from relevo.exchange.models import Commitment
from relevo.networks.models import Meeting, Member, Network

SUR = "/es/mesa/redes/NET-SUR/"


def cards(client, address=SUR):
    return {card.title: card for card in client.get(address).context["cards"]}


def title(message):
    return said(message, context="network")


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_network_has_its_workspace(secretary, language):
    for row in Network.objects.order_by("key"):
        text = main_words(secretary.get(f"/{language}/mesa/redes/{row.key}/"))
        assert (row.name_es if language == "es" else row.name_en) in text
        for part in row.parts.all():
            assert (part.name_es if language == "es" else part.name_en) in text
        for whole in row.wholes.all():
            assert (whole.name_es if language == "es" else whole.name_en) in text


def test_network_of_two_sides_and_its_local_ones_show_each_other(secretary):
    corinto = secretary.get("/es/mesa/redes/NET-COR/").context["network"]
    assert [part.key for part in corinto.parts.all()] == ["NET-IZABAL", "NET-CORTES"]
    cortes = secretary.get("/es/mesa/redes/NET-CORTES/").context["network"]
    assert [whole.key for whole in cortes.wholes.all()] == ["NET-COR"]


def test_nothing_waits_is_said(secretary):
    text = main_words(secretary.get("/es/mesa/redes/NET-DANLI/"))
    for words in ("None is planned.", "None is in work.", "Not named yet."):
        assert said(words) in text
    assert said("None yet: no case moves between institutions of this network.") in text


def test_next_meeting_is_the_first_that_is_planned(secretary, sur):
    held = {"network": sur, "kind": "ordinary", "modality": "mixed", "changed_at": STARTS_AT}
    for number, (days, state) in enumerate(
        [(3, "cancelled"), (9, "planned"), (5, "planned"), (-1, "planned")], start=900
    ):
        Meeting.objects.create(
            number=number,
            title_es=f"Reunión {number}",
            title_en=f"Meeting {number}",
            state=state,
            starts_at=STARTS_AT + days * (STARTS_AT - STARTS_AT.replace(day=19)),
            **held,
        )
    Meeting.objects.filter(network=sur, number__lt=900).delete()
    card = cards(secretary)[title("Next meeting")]
    assert card.text.startswith("Reunión 902. ")
    assert card.href.endswith("/902/")
    english = secretary.get("/en/mesa/redes/NET-SUR/").context["cards"]
    assert english[0].text.startswith("Meeting 902. ")


def test_overdue_commitments_are_counted_for_members_only(secretary, sur, desk):
    before = Commitment.objects.filter(
        network=sur, state__in=["open", "reported"], due_on__lt=STARTS_AT.date()
    ).count()
    albergue = Institution.objects.get(key="DEMO-ALBERGUE")
    for number, (due, state) in enumerate(
        [("2020-11-19", "open"), ("2020-11-20", "open"), ("2020-11-01", "set_aside")], start=900
    ):
        Commitment.objects.create(
            network=sur,
            number=number,
            text_es="x",
            owner=albergue,
            confirmer_kind="steering",
            due_on=due,
            state=state,
            made_by=actor_of("demo-secretaria").id,
            made_at=STARTS_AT,
            is_demo=True,
            set_aside_reason="x" if state == "set_aside" else "",
        )
    card = cards(secretary)[title("Commitments")]
    assert (f"{before + 1} " in card.text, card.tone) == (True, "amber")
    outside = cards(desk("demo-red-gt"))
    assert set(outside) == {
        title(words) for words in ("Next meeting", "Information-sharing protocol", "Pathways")
    }


def test_entries_to_confirm_are_those_of_the_seats(secretary, sur):
    card = cards(secretary)[title("Entries to confirm")]
    assert card.tone == "amber"
    Member.objects.filter(network=sur).exclude(institution__key="DEMO-RED-SUR").update(
        left_on=STARTS_AT.date()
    )
    assert cards(secretary)[title("Entries to confirm")].text == said("Every entry is confirmed.")


def test_protocol_card_follows_its_life(secretary, sur, draft):
    name = title("Information-sharing protocol")
    assert cards(secretary)[name].text == said("A draft is there; no version is in force.")


def test_protocol_card_says_what_is_missing(secretary, protocol):
    name = title("Information-sharing protocol")
    card = cards(secretary)[name]
    assert card.text == said("Your institution has not signed version %(version)s yet.", version=1)
    assert card.tone == "amber"
    networks.sign(protocol, by=actor_of("demo-secretaria"), at=STARTS_AT)
    card = cards(secretary)[name]
    assert "4" in card.text
    assert card.tone == ""


def test_seat_whose_term_is_over_waits(secretary, sur):
    name = title("Seats to settle")
    assert cards(secretary)[name].text == said("Every term runs.")
    Member.objects.filter(network=sur, institution__key="DEMO-ALBERGUE").update(
        term_until="2020-11-01"
    )
    assert cards(secretary)[name].tone == "amber"


def test_workspace_takes_the_same_queries_with_more_seats(secretary, sur, count_queries):
    many = count_queries(lambda: secretary.get(SUR))
    Member.objects.filter(network=sur).exclude(
        institution__key__in=["DEMO-RED-SUR", "DEMO-ALBERGUE"]
    ).delete()
    assert count_queries(lambda: secretary.get(SUR)) == many


@pytest.mark.parametrize("key", ["NET-X", "x" * 300, "net-sur", "%00"])
@pytest.mark.parametrize(
    "page",
    [
        *("", "ajustes/", "miembros/", "miembros/nuevo/", "miembros/1/", "salir/"),
        *("salir/datos.zip", "protocolo/", "protocolo/nueva/", "protocolo/1/firmar/"),
    ],
)
def test_network_that_is_not_there(secretary, key, page):
    assert secretary.get(f"/es/mesa/redes/{key}/{page}").status_code == 404


# Beginning and settling.


TOLD = {
    "name_es": "Red de Ocotepeque",
    "key": "RED-OCOTEPEQUE",
    "scope": "cross_border",
    "countries": ["HN", "GT"],
    "started_on": "2020-11-20",
}


def test_one_account_begins_a_network_and_adds_a_member(secretary):
    response = secretary.post("/es/mesa/redes/nueva/", TOLD, follow=True)
    assert response.redirect_chain[0][0] == "/es/mesa/redes/RED-OCOTEPEQUE/"
    assert said("The network is there. Your institution has its secretariat.") in main_words(
        response
    )
    row = Network.objects.get(key="RED-OCOTEPEQUE")
    assert row.is_demo
    seat = {"institution": "DEMO-RED-GT", "role": "member", "joined_on": "2020-11-20"}
    response = secretary.post("/es/mesa/redes/RED-OCOTEPEQUE/miembros/nuevo/", seat, follow=True)
    assert "Coordinación de red, Guatemala (DEMO)" in main_words(response)
    assert secretary.get("/es/redes/RED-OCOTEPEQUE/").status_code == 200
    own = secretary.get("/es/mesa/redes/").context["own"]
    assert {"RED-OCOTEPEQUE", "NET-SUR"} <= {row.key for row in own}


def test_short_name_that_another_network_has(secretary):
    secretary.post("/es/mesa/redes/nueva/", TOLD)
    response = secretary.post("/es/mesa/redes/nueva/", TOLD)
    assert response.status_code == 422
    assert response.context["form"].errors["key"] == [
        said("Another network has this short name. Choose another.")
    ]


def test_who_is_no_coordinator_begins_none(desk):
    client = desk("demo-albergue")
    page = client.get("/es/mesa/redes/nueva/")
    assert said("Only a coordinator begins a network.") in main_words(page)
    assert b'name="name_es"' not in page.content
    response = client.post("/es/mesa/redes/nueva/", TOLD)
    assert response.status_code == 422
    assert not Network.objects.filter(key="RED-OCOTEPEQUE").exists()


def test_parts_are_settled_and_shown_on_both_pages(secretary):
    told = {"parts": ["NET-CORTES"], "verify_every_days": "60"}
    response = secretary.post(f"{SUR}ajustes/", told, follow=True)
    assert said("Settled.") in main_words(response)
    row = Network.objects.get(key="NET-SUR")
    assert ([part.key for part in row.parts.all()], row.verify_every_days) == (["NET-CORTES"], 60)
    form = secretary.get(f"{SUR}ajustes/").context["form"]
    assert form.initial == {"parts": ["NET-CORTES"], "verify_every_days": 60}


def test_part_of_which_the_network_is_itself_a_part(desk):
    client = desk("demo-red-gt")
    network = Network.objects.get(key="NET-COR")
    Network.objects.get(key="NET-CORTES").parts.add(Network.objects.get(key="NET-SUR"))
    network.wholes.add(Network.objects.get(key="NET-SUR"))
    response = client.post(
        "/es/mesa/redes/NET-COR/ajustes/", {"parts": ["NET-SUR"], "verify_every_days": "60"}
    )
    assert response.status_code == 422
    assert response.context["form"].errors["parts"] == [
        said("A network cannot be a part of itself.")
    ]


@pytest.mark.parametrize("page", ["ajustes/", "miembros/nuevo/", "protocolo/nueva/"])
def test_who_does_not_keep_it_is_told_whom_to_ask(desk, page):
    response = desk("demo-red-gt").get(f"{SUR}{page}", follow=True)
    assert said(
        "Only the coordination of the secretariat, the chair or the steering committee writes "
        "this. Ask them to do it."
    ) in main_words(response)


@pytest.mark.parametrize("language", ["es", "en"])
def test_list_puts_ones_own_networks_first(secretary, language):
    response = secretary.get(f"/{language}/mesa/redes/")
    own = [row.key for row in response.context["own"]]
    others = [row.key for row in response.context["others"]]
    institution = Institution.objects.get(key="DEMO-RED-SUR")
    sits = Member.objects.seated().filter(institution=institution)
    assert set(own) == set(sits.values_list("network__key", flat=True)) >= {"NET-SUR"}
    assert sorted(own + others) == sorted(Network.objects.values_list("key", flat=True))
