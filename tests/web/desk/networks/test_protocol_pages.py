"""The protocol at the desk: read, drafted, put in force, signed, compared, taken along on paper."""

import io
from dataclasses import asdict

import pytest
from docx import Document
from tests.factories import directory, networks
from tests.factories.desk import ALL_GOES, NACAOME, WINDOW, open_case
from tests.factories.pages import main_words, said, signed_in, words

from relevo.accounts.models import User
from relevo.cases.models import Consent, Referral
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution
from relevo.formats.documents import Paragraph
from relevo.networks.actions import protocols
from relevo.networks.actions import seats as seat_actions
from relevo.networks.models import Protocol, ProtocolSignature
from relevo.web.desk.networks.protocol_model import MODEL
from relevo.web.documents.protocol import protocol_document

PAGE = "/es/mesa/redes/NET-SUR/protocolo/"


def signatures():
    """Of the network of the south; the story has another, which has its own."""
    return ProtocolSignature.objects.filter(protocol__network__key="NET-SUR")


def as_sent(text, **more):
    return {**{name: str(told) for name, told in asdict(text).items()}, **more}


def test_network_without_a_protocol_says_what_works(secretary):
    assert said("This network has no protocol yet") in main_words(secretary.get(PAGE))


def test_first_draft_begins_with_a_model(secretary, sur):
    response = secretary.get(f"{PAGE}nueva/")
    assert response.context["form"].initial == asdict(MODEL)
    assert secretary.post(f"{PAGE}nueva/", as_sent(MODEL)).status_code == 302
    row = Protocol.objects.get(network=sur)
    # A form sends line ends of its own; a clause of one line is what it was.
    assert protocols.text_of(row) == MODEL
    text = main_words(secretary.get(PAGE))
    assert MODEL.what_es in text
    assert MODEL.leaving_en in text


def test_next_draft_begins_with_the_version_before(secretary, protocol):
    initial = secretary.get(f"{PAGE}nueva/").context["form"].initial
    assert initial == asdict(networks.text())


def test_second_draft_is_refused(secretary, draft):
    response = secretary.post(f"{PAGE}nueva/", as_sent(MODEL))
    assert response.status_code == 422
    assert said("There is a draft already. Change that one, or put it in force first.") in words(
        response
    )


def test_draft_is_changed(secretary, draft):
    told = as_sent(networks.text(what_es="Otra cosa"), digest=draft.digest)
    response = secretary.post(f"{PAGE}1/editar/", told, follow=True)
    assert said("The draft is changed.") in words(response)
    response = secretary.post(f"{PAGE}1/editar/", told)
    assert response.status_code == 422
    assert said(
        "Somebody changed the text meanwhile. Open the page anew and read it again."
    ) in words(response)


def test_only_keepers_see_the_forms(desk, draft):
    client = desk("demo-admin-albergue")
    for page in ("nueva/", "1/editar/", "1/vigencia/"):
        assert client.get(f"{PAGE}{page}").status_code == 302
    assert client.get(PAGE).status_code == 200


def test_acta_puts_it_in_force(secretary, draft, sur):
    page = secretary.get(f"{PAGE}1/vigencia/")
    assert said("This network has recorded no acta yet.") in words(page)
    told = {"acta_number": "12-2020", "on": "2020-11-20"}
    response = secretary.post(f"{PAGE}1/vigencia/", told)
    assert response.context["form"].errors["acta_number"] == [
        said("The network has no acta with this number. Record the acta first.")
    ]
    networks.acta(sur, "12-2020")
    response = secretary.post(f"{PAGE}1/vigencia/", told, follow=True)
    assert said("It is in force. Each institution that shares cases signs it for itself.") in words(
        response
    )
    assert response.context["protocol"].state == "in_force"


def signing(row, **changed):
    return {
        "signed_role": "Dirección",
        "document": "OF-7",
        "has_read": "on",
        "digest": row.digest,
        **changed,
    }


def test_institution_signs_for_itself(desk, protocol):
    client = desk("demo-admin-albergue")
    page = client.get(f"{PAGE}1/firmar/")
    assert protocol.what_es in words(page)
    response = client.post(f"{PAGE}1/firmar/", signing(protocol), follow=True)
    text = words(response)
    assert said("Signed for your institution.") in text
    assert "Albergue de ejemplo (DEMO) : Dirección, 20 nov 2020, OF-7" in text
    row = signatures().get()
    assert (row.institution.key, row.text_digest) == ("DEMO-ALBERGUE", protocol.digest)
    again = client.post(f"{PAGE}1/firmar/", signing(protocol))
    assert said("Your institution has signed this version already.") in words(again)


def test_text_that_changed_since_it_was_shown_is_not_signed(desk, draft):
    client = desk("demo-admin-albergue")
    told = signing(draft)
    protocols.edit_protocol(
        key="NET-SUR",
        version=1,
        text=networks.text(what_es="Otra cosa"),
        read_digest=draft.digest,
        by=actor_of("demo-secretaria"),
        at=STARTS_AT,
    )
    response = client.post(f"{PAGE}1/firmar/", told)
    assert response.status_code == 422
    assert not signatures().exists()


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (
            "demo-albergue",
            "Only the administrator or the coordinator of an institution signs or leaves for it.",
        ),
        (
            "demo-red-gt",
            "Your institution has no seat in this network. Ask its secretariat for one.",
        ),
    ],
)
def test_who_may_not_sign_is_told_why(desk, protocol, who, why):
    client = desk(who)
    for response in (
        client.get(f"{PAGE}1/firmar/", follow=True),
        client.post(f"{PAGE}1/firmar/", signing(protocol), follow=True),
    ):
        assert said(why) in words(response)
    assert not signatures().exists()


def test_signature_is_taken_back(desk, protocol):
    client = desk("demo-admin-albergue")
    response = client.post(f"{PAGE}retirar/", follow=True)
    assert said(
        "Your institution has no signature in this network that could be taken back."
    ) in words(response)
    client.post(f"{PAGE}1/firmar/", signing(protocol))
    response = client.post(f"{PAGE}retirar/", follow=True)
    text = words(response)
    assert (
        said(
            "The signature has ended. Offers already made stay; no new case moves to your "
            "institution or from it through this network."
        )
        in text
    )
    assert said("ended on %(day)s", day="20 nov 2020") in text


def test_who_signed_is_for_members(desk, secretary, protocol):
    networks.sign(protocol, by=actor_of("demo-secretaria"), at=STARTS_AT)
    shown = said("Who signed")
    assert shown in words(secretary.get(PAGE))
    outside = words(desk("demo-red-gt").get(PAGE))
    assert shown not in outside
    assert protocol.what_es in outside


def test_on_a_demonstration_no_real_institution_is_named_as_missing(secretary, protocol):
    shown = secretary.get(PAGE).context["unsigned"]
    assert {seat.institution.is_demo for seat in shown} == {True}
    assert len(shown) == 5


@pytest.mark.parametrize("instance_kind", ["real"])
def test_on_a_real_instance_all_who_are_missing_are_named(secretary, protocol):
    shown = secretary.get(PAGE).context["unsigned"]
    assert len(shown) == 14


def test_signatures_take_the_same_queries_for_one_and_for_three(secretary, protocol, count_queries):
    networks.sign(protocol, by=actor_of("demo-secretaria"), at=STARTS_AT)
    one = count_queries(lambda: secretary.get(PAGE))
    for who in ("demo-red-sv", "demo-admin-albergue"):
        networks.sign(protocol, by=actor_of(who), at=STARTS_AT)
    assert count_queries(lambda: secretary.get(PAGE)) == one


def test_what_a_version_changes_is_struck_out_and_underlined(secretary, protocol):
    second = protocols.draft_protocol(
        key="NET-SUR",
        text=networks.text(what_es="what de todos", retention_days=30),
        by=actor_of("demo-secretaria"),
        at=STARTS_AT,
    )
    response = secretary.get(f"{PAGE}2/cambios/")
    source = response.content.decode()
    assert "what <del>es</del><ins>de todos</ins>" in source
    assert "<del>365</del> <ins>30</ins>" in source
    assert len(response.context["changed"]) == 1
    assert secretary.get(f"{PAGE}1/cambios/").status_code == 404
    protocols.edit_protocol(
        key="NET-SUR",
        version=2,
        text=networks.text(),
        read_digest=second.digest,
        by=actor_of("demo-secretaria"),
        at=STARTS_AT,
    )
    assert said("Not a word has changed.") in words(secretary.get(f"{PAGE}2/cambios/"))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("state", ["draft", "in_force"])
def test_paper_has_every_clause_and_a_line_for_every_seat(request, secretary, language, state):
    row = request.getfixturevalue("draft" if state == "draft" else "protocol")
    response = secretary.get(f"/{language}/mesa/redes/NET-SUR/protocolo/1/documento.docx")
    assert response["Content-Disposition"] == ('attachment; filename="protocolo-net-sur-1.docx"')
    paper = Document(io.BytesIO(response.content))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    cells = [cell.text for table in paper.tables for line in table.rows for cell in line.cells]
    for name in ("what", "purpose", "holder", "incident", "leaving"):
        assert f"{name} {language}" in text
    assert said("DEMONSTRATION: not a document of any institution.", language=language) in text
    institution = Institution.objects.get(key="DEMO-ALBERGUE")
    assert (institution.name_es if language == "es" else institution.name_en) in cells
    whole = text + " ".join(cells)
    assert row.digest[:16] in whole
    assert ("12-2020" in whole) == (state == "in_force")


def test_paper_of_a_real_instance_is_no_demonstration(draft):
    mark = Paragraph(said("DEMONSTRATION: not a document of any institution."), "strong")
    for is_demo in (True, False):
        made = protocol_document(draft, seats=[], language="es", is_demo=is_demo)
        assert (mark in made.blocks) == is_demo


def test_paper_of_a_network_without_seats(secretary, sur, draft):
    sur.members.all().delete()
    response = secretary.get(f"{PAGE}1/documento.docx")
    assert Document(io.BytesIO(response.content)).tables


@pytest.mark.parametrize("page", ["9/", "9/editar/", "9/vigencia/", "9/firmar/", "9/cambios/"])
def test_version_that_is_not_there(secretary, protocol, page):
    assert secretary.get(f"{PAGE}{page}").status_code == 404


def test_versions_are_listed_and_each_can_be_read(secretary, protocol):
    protocols.draft_protocol(
        key="NET-SUR",
        text=networks.text(what_es="Nuevo"),
        by=actor_of("demo-secretaria"),
        at=STARTS_AT,
    )
    assert "what es" in words(secretary.get(PAGE))
    assert "Nuevo" in words(secretary.get(f"{PAGE}2/"))


# The gate before cases.

UNSIGNED = (
    "Both institutions must sign the network's information-sharing protocol before a case "
    "moves between them. Call instead and let the person decide."
)


@pytest.mark.parametrize("instance_kind", ["real"])
def test_case_moves_once_both_have_signed_and_no_more_when_one_leaves(sur):
    client, case = signed_in(User.objects.get(username=NACAOME)), open_case()
    nacaome, la_union = (
        directory.actor_of(Institution.objects.get(key=key), "coordinator")
        for key in ("HN-MUN-NACAOME", "SV-MUN-LU")
    )
    for key in ("HN-MUN-NACAOME", "SV-MUN-LU"):
        sur.members.create(
            institution=Institution.objects.get(key=key),
            stated_name_es=key,
            country=key[:2],
            role="member",
        )
    address = f"/es/mesa/casos/{case.pk}/oferta/{WINDOW}/"

    def send(one):
        shown = client.get(f"/es/mesa/casos/{one.pk}/oferta/{WINDOW}/")
        told = {"form": "oral", "said_yes": "on", "digest": shown.context["text"].digest} | ALL_GOES
        return client.post(f"/es/mesa/casos/{one.pk}/oferta/{WINDOW}/", told)

    def refused():
        response = send(case)
        assert said(UNSIGNED) in words(response)
        assert response.status_code == 422
        assert not Consent.objects.filter(case=case).exists()
        assert said(UNSIGNED) in words(client.get(address))

    refused()
    now = networks.AT.replace(year=2026)
    row = protocols.draft_protocol(
        key="NET-SUR", text=networks.text(), by=actor_of("demo-secretaria"), at=now
    )
    networks.acta(sur, "12-2020")
    networks.sign(row, by=nacaome, at=now.replace(month=1))
    networks.sign(row, by=la_union, at=now.replace(month=1))
    refused()
    protocols.put_in_force(
        key="NET-SUR",
        version=1,
        acta_number="12-2020",
        on=networks.ON,
        by=actor_of("demo-secretaria"),
        at=now,
    )
    assert said(UNSIGNED) not in words(client.get(address))
    assert send(case).status_code == 302
    (referral,) = Referral.objects.filter(case=case)
    seat_actions.leave_network(key="NET-SUR", by=la_union, at=now)
    after = open_case()
    assert said(UNSIGNED) in words(send(after))
    referral.refresh_from_db()
    assert referral.status == "offered"
