"""Keeping the directory true at the desk: rounds, what was said by telephone, changes, pairs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests.factories.pages import main_words, said
from tests.web.filled.care import HERE, SHELTER, address_of, entries, no_open_round, opened

from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory import actions as directory
from relevo.directory.models import ChangeRequest, Institution, Service, Verification
from relevo.networks.models import EntryLink, Meeting, Mirror, Network, VerificationRound
from relevo.networks.queries import rounds as queries
from relevo.plumbing.models import Instance

SECRETARY, MEMBER, STRANGER = "demo-secretaria", "demo-albergue", "demo-nacaome"


def page_of(link):
    return f"{HERE}rondas/{link.round_id}/"


def told(response):
    return [(m.level_tag, str(m)) for m in response.context["messages"]]


def ask_change(by=SECRETARY, **changes):
    return directory.request_change(
        service_id=Service.objects.get(key=SHELTER).pk,
        changes=changes or {"phone": "7943-0000"},
        reason="",
        by=actor_of(by),
        at=STARTS_AT,
    )


# Who may come in.

PAGES = ("rondas/", "por-confirmar/", "cambios/", "espejos/")


@pytest.mark.parametrize("page", PAGES)
def test_members_read_and_strangers_do_not(desk, page):
    assert desk(SECRETARY).get(HERE + page).status_code == 200
    assert desk(MEMBER).get(HERE + page).status_code == 200
    assert desk(STRANGER).get(HERE + page).status_code == 403
    assert desk(SECRETARY).get(f"/es/mesa/redes/NET-NADA/{page}").status_code == 404


def test_only_keepers_have_the_links_and_the_buttons(desk):
    link = opened()
    address = address_of(link)

    kept = desk(SECRETARY).get(page_of(link)).content.decode()
    read = desk(MEMBER).get(page_of(link)).content.decode()

    assert f"http://testserver{address}" in kept
    assert f"http://testserver{address_of(link, 'en')}" in kept
    assert "/enlace/" not in read
    assert '<form method="post" action="/es/mesa/' not in read


@pytest.mark.parametrize("verb", ["enviado", "anular", "telefono"])
def test_a_member_does_not_act_for_the_secretariat(desk, verb):
    link = opened()

    response = desk(MEMBER).post(
        f"{page_of(link)}{link.pk}/{verb}/", {"answer": "confirmed"}, follow=True
    )

    assert [level for level, _ in told(response)] == ["error"]
    now = EntryLink.objects.get(pk=link.pk)
    assert (now.sent_at, now.revoked_at, now.answered_at) == (None, None, None)


def test_a_member_opens_and_closes_no_round(desk):
    no_open_round()
    before = VerificationRound.objects.count()
    response = desk(MEMBER).post(f"{HERE}rondas/", {"due_on": "2020-11-27", "meeting": ""})
    assert (response.status_code, VerificationRound.objects.count()) == (422, before)

    link = opened()
    desk(MEMBER).post(f"{page_of(link)}cerrar/")
    assert VerificationRound.objects.get(pk=link.round_id).state == "open"


# A round from its opening to its end.


def test_a_round_is_opened_for_a_meeting_sent_and_closed(desk):
    no_open_round()
    meeting = Meeting.objects.create(
        network=Network.objects.get(key="NET-SUR"),
        number=77,
        kind="ordinary",
        title_es="Reunión",
        starts_at=STARTS_AT + timedelta(days=8),
        modality="virtual",
        state="planned",
        changed_at=STARTS_AT,
    )
    secretary = desk(SECRETARY)

    response = secretary.post(
        f"{HERE}rondas/", {"due_on": "2020-11-27", "meeting": str(meeting.pk)}
    )

    made = VerificationRound.objects.get(state="open")
    assert response["Location"] == f"{HERE}rondas/{made.pk}/"
    assert (made.meeting, made.due_on.isoformat()) == (meeting, "2020-11-27")
    link = EntryLink.objects.get(round=made, institution__key="DEMO-ALBERGUE")
    secretary.post(f"{page_of(link)}{link.pk}/enviado/")
    assert EntryLink.objects.get(pk=link.pk).sent_at is not None
    refused = secretary.post(f"{HERE}rondas/", {"due_on": "2020-11-27", "meeting": ""})
    assert refused.status_code == 422
    listed = main_words(secretary.get(f"{HERE}rondas/"))
    assert "77" in listed
    response = secretary.post(f"{page_of(link)}cerrar/", follow=True)
    assert told(response) == [("success", said("The round is closed."))]
    response = secretary.post(f"{page_of(link)}cerrar/", follow=True)
    assert told(response) == [("error", said("This round was closed before."))]
    shown = secretary.get(page_of(link)).content.decode()
    assert "/enlace/" not in shown


def test_a_link_is_taken_back_and_the_telephone_still_works(desk):
    link = opened()
    secretary = desk(SECRETARY)

    secretary.post(f"{page_of(link)}{link.pk}/anular/")

    assert Client().get(address_of(link)).status_code == 404
    assert said("link taken back") in main_words(secretary.get(page_of(link)))
    response = secretary.post(
        f"{page_of(link)}{link.pk}/telefono/", {"answer": "changed"}, follow=True
    )
    assert [level for level, _ in told(response)] == ["success"]
    now = EntryLink.objects.get(pk=link.pk)
    assert (now.answer, now.answered_by_telephone) == ("changed", True)
    again = secretary.post(
        f"{page_of(link)}{link.pk}/telefono/", {"answer": "confirmed"}, follow=True
    )
    assert told(again) == [("error", said("This institution has answered already."))]


@pytest.mark.parametrize("answer", ["confirmed", "changed", "not_ours"])
def test_what_was_answered_is_shown_in_words(desk, answer):
    link = opened()
    Client().post(
        address_of(link),
        {"answer": answer, "seen": queries.digest_of(entries()), "phone_0": "7943"},
    )

    text = main_words(desk(SECRETARY).get(page_of(link)))

    words = {
        "confirmed": "It is right",
        "changed": "Something changed",
        "not_ours": "This is not ours",
    }[answer]
    assert said(words, context="answer about an entry") in text


def test_a_link_is_taken_back_once_and_an_answer_by_telephone_is_one_of_three(desk):
    link = opened()
    secretary = desk(SECRETARY)
    secretary.post(f"{page_of(link)}{link.pk}/anular/", follow=True)

    again = secretary.post(f"{page_of(link)}{link.pk}/anular/", follow=True)
    none = secretary.post(f"{page_of(link)}{link.pk}/telefono/", {"answer": "perhaps"}, follow=True)

    assert told(again) == [("error", said("This round or this link is over."))]
    assert told(none) == [("error", said("Say which of the three answers was given."))]


def test_links_of_other_rounds_and_unknown_ones_are_not_found(desk):
    first, second = opened(), opened()
    secretary = desk(SECRETARY)
    for path in (
        f"{HERE}rondas/{uuid4()}/",
        f"/es/mesa/redes/NET-COR/rondas/{second.round_id}/",
    ):
        assert secretary.get(path).status_code in {403, 404}
    for row in (first.pk, uuid4()):
        assert secretary.post(f"{page_of(second)}{row}/enviado/").status_code == 404


def test_a_link_that_is_over_is_not_marked_as_sent(desk):
    link = opened()
    EntryLink.objects.update(expires_at=STARTS_AT - timedelta(days=1))

    response = desk(SECRETARY).post(f"{page_of(link)}{link.pk}/enviado/", follow=True)

    assert told(response) == [("error", said("This round or this link is over."))]


def test_no_real_institution_is_shown_silent_or_given_an_answer_on_a_demonstration(desk):
    link = opened()
    real = EntryLink.objects.filter(round=link.round_id, institution__is_demo=False).first()
    assert real is not None
    VerificationRound.objects.update(due_on=STARTS_AT.date() - timedelta(days=3))
    secretary = desk(SECRETARY)

    rows = {row.link.pk: row for row in secretary.get(page_of(link)).context["waiting"]}

    assert rows[real.pk].state == said("asked")
    assert rows[real.pk].may_answer is False
    assert said("no answer yet") in rows[link.pk].state
    assert rows[link.pk].state != said("no answer yet")  # a demo institution may be late
    refused = secretary.post(
        f"{page_of(link)}{real.pk}/telefono/", {"answer": "confirmed"}, follow=True
    )
    assert [level for level, _ in told(refused)] == ["error"]
    assert EntryLink.objects.get(pk=real.pk).answered_at is None


def test_elsewhere_everybody_is_asked_alike(desk):
    link = opened()
    Instance.objects.update(kind="real")
    VerificationRound.objects.update(due_on=STARTS_AT.date() + timedelta(days=36500))

    rows = desk(SECRETARY).get(page_of(link)).context["waiting"]

    assert {row.state for row in rows} == {said("no answer yet")}


def test_the_text_to_send_is_whole_in_both_languages(desk):
    link = opened()
    (row,) = [
        row
        for row in desk(SECRETARY).get(page_of(link)).context["waiting"]
        if row.link.pk == link.pk
    ]
    assert "DEMOSTRACIÓN" in row.chat_es
    assert "DEMONSTRATION" in row.chat_en
    assert "free of charge" in row.chat_en
    assert row.chat_en.index("http://testserver/en/enlace/") > 0


def test_many_institutions_take_as_many_queries_as_few(desk, count_queries):
    link = opened()
    secretary = desk(SECRETARY)
    EntryLink.objects.exclude(pk=link.pk).delete()
    one = count_queries(lambda: secretary.get(page_of(link)))
    for key in ("DEMO-MONITOREO", "DEMO-SALUD", "DEMO-RED-GT"):
        EntryLink.objects.create(
            round_id=link.round_id,
            institution=Institution.objects.get(key=key),
            expires_at=link.expires_at,
        )

    assert count_queries(lambda: secretary.get(page_of(link))) == one


# The sheet for the telephone.


def test_the_sheet_lists_every_entry_and_hides_what_is_protected(desk):
    link = opened()
    Service.objects.filter(key=SHELTER).update(
        visibility="restricted", location=None, phone="1572", name_es="Casa con nombre"
    )

    text = main_words(desk(SECRETARY).get(f"{page_of(link)}hoja/"))

    assert "Albergue protegido" in text
    assert "1572" in text
    assert "Casa con nombre" not in text
    listed = queries.list_entries_asked(link.round)
    assert [row.name_es for row in listed if row.key != SHELTER and row.name_es not in text] == []


def test_the_sheet_says_that_it_is_a_demonstration_where_it_is_one(desk):
    link = opened()
    secretary = desk(SECRETARY)
    sheets = []
    for kind in ("demo", "real"):
        Instance.objects.update(kind=kind)
        blocks = secretary.get(f"{page_of(link)}hoja/").context["sheet"].blocks
        sheets.append([getattr(block, "text", "") for block in blocks])

    assert sheets[0] == [said("DEMONSTRATION"), *sheets[1]]


def test_the_sheet_is_a_word_file_too(desk):
    link = opened()

    response = desk(SECRETARY).get(f"{page_of(link)}hoja.docx")

    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response.content[:2] == b"PK"
    assert response["Cache-Control"] == "no-store"


# Change requests.


@pytest.mark.parametrize(
    ("verb", "state", "phone"),
    [("aprobar", "approved", "7943-0000"), ("rechazar", "refused", "")],
)
def test_a_change_is_decided_side_by_side(desk, verb, state, phone):
    request = ask_change()
    secretary = desk(SECRETARY)
    assert "7943-0000" in main_words(secretary.get(f"{HERE}cambios/"))

    response = secretary.post(f"{HERE}cambios/{request.pk}/{verb}/", follow=True)

    assert [level for level, _ in told(response)] == ["success"]
    assert (ChangeRequest.objects.get().state, Service.objects.get(key=SHELTER).phone) == (
        state,
        phone,
    )
    again = secretary.post(f"{HERE}cambios/{request.pk}/{verb}/", follow=True)
    assert told(again) == [("error", said("Somebody has decided this already."))]


def test_states_and_needs_are_told_in_words(desk):
    ask_change(status="closed", needs="medical")

    text = main_words(desk(SECRETARY).get(f"{HERE}cambios/"))

    assert said("Closed", context="service") in text
    assert "Atención médica" in text
    assert "medical" not in text


def test_a_change_that_was_overtaken_says_which_field(desk):
    request = ask_change()
    Service.objects.filter(key=SHELTER).update(phone="1")

    response = desk(SECRETARY).post(f"{HERE}cambios/{request.pk}/aprobar/", follow=True)

    ((level, text),) = told(response)
    assert (level, said("Telephone", context="entry") in text) == ("error", True)
    assert ChangeRequest.objects.get().state == "open"


def test_a_change_that_can_no_longer_stand_is_not_taken_in(desk):
    request = ask_change(address="Calle 1")
    Service.objects.filter(key=SHELTER).update(visibility="restricted", location=None)

    response = desk(SECRETARY).post(f"{HERE}cambios/{request.pk}/aprobar/", follow=True)

    assert [level for level, _ in told(response)] == ["error"]
    assert Service.objects.get(key=SHELTER).location is None


def test_who_asked_takes_it_back_and_others_do_not(desk):
    request = ask_change(MEMBER)
    refused = desk("demo-monitor").post(f"{HERE}cambios/{request.pk}/retirar/", follow=True)
    assert [level for level, _ in told(refused)] == ["error"]
    refused = desk("demo-monitor").post(f"{HERE}cambios/{request.pk}/aprobar/", follow=True)
    assert [level for level, _ in told(refused)] == ["error"]
    assert ChangeRequest.objects.get().state == "open"

    desk(MEMBER).post(f"{HERE}cambios/{request.pk}/retirar/")

    assert ChangeRequest.objects.get().state == "withdrawn"


def test_unknown_requests_verbs_and_entries_are_not_found(desk):
    request = ask_change()
    secretary = desk(SECRETARY)
    for path in (f"{uuid4()}/aprobar/", f"{request.pk}/borrar/"):
        assert secretary.post(f"{HERE}cambios/{path}").status_code == 404
    for key in ("SP-NADA", "DEMO-SP-SALUD"):
        assert secretary.get(f"{HERE}cambios/nuevo/{key}/").status_code == 404


def test_an_entry_is_corrected_through_a_request(desk):
    secretary = desk(SECRETARY)
    address = f"{HERE}cambios/nuevo/{SHELTER}/"
    form = secretary.get(address).context["form"]
    now = {name: form[name].value() or "" for name in form.fields}

    response = secretary.post(address, now | {"phone": "7943-0000", "status": "closed"})

    assert response["Location"] == f"{HERE}cambios/"
    assert ChangeRequest.objects.get().changes == {"phone": "7943-0000", "status": "closed"}
    nothing = secretary.post(address, now)
    assert nothing.status_code == 422
    wrong = secretary.post(address, now | {"opening_hours": "de 8 a 4"})
    assert wrong.context["form"].errors["opening_hours"]
    assert ChangeRequest.objects.count() == 1


def test_a_protected_entry_is_corrected_by_its_own_only_and_without_words(desk):
    Service.objects.filter(key=SHELTER).update(visibility="restricted", location=None)
    address = f"{HERE}cambios/nuevo/{SHELTER}/"

    assert desk(SECRETARY).get(address).status_code == 403
    form = desk(MEMBER).get(address).context["form"]
    assert set(form.fields) == {"phone", "opening_hours", "status", "needs"}
    now = {name: form[name].value() or "" for name in form.fields}
    assert desk(MEMBER).post(address, now | {"phone": "1572"}).status_code == 302


@pytest.mark.parametrize("page", ["cambios/", "por-confirmar/", "espejos/", "rondas/"])
def test_lists_take_as_many_queries_for_three_rows_as_for_one(desk, count_queries, page):
    secretary = desk(SECRETARY)
    red = Network.objects.get(key="NET-SUR")
    crossings = list(red.crossings.all()) or list(
        Mirror._meta.get_field("crossing").related_model.objects.all()
    )
    Service.objects.exclude(institution__is_demo=True).update(verify_by=STARTS_AT.date())
    own = list(queries.institutions_of(red).order_by("key"))
    hondurans = [row for row in own if row.country == "HN"]
    others = [row for row in own if row.country == "SV"]

    def add(number):
        ask_change(phone=str(number))
        no_open_round()
        opened()
        Mirror.objects.create(
            network=red,
            crossing=crossings[0],
            institution_a=hondurans[number % len(hondurans)],
            institution_b=others[number // len(hondurans)],
        )

    add(0)
    one = count_queries(lambda: secretary.get(HERE + page))
    add(1)
    add(2)

    assert count_queries(lambda: secretary.get(HERE + page)) == one


# Entries to be confirmed, and counterparts.


def test_entries_to_be_confirmed_say_the_last_word_about_them(desk):
    secretary = desk(SECRETARY)
    text = main_words(secretary.get(f"{HERE}por-confirmar/"))
    assert said("nobody has confirmed it yet") in text

    service = Service.objects.get(key=SHELTER)
    directory.verify_service(
        service_id=service.pk,
        method="telephone",
        outcome="changed",
        by=actor_of(SECRETARY),
        at=STARTS_AT,
    )

    text = main_words(secretary.get(f"{HERE}por-confirmar/"))
    assert said("by telephone", context="how an entry was confirmed") in text
    Service.objects.update(verify_by="2030-01-01")
    empty = main_words(secretary.get(f"{HERE}por-confirmar/"))
    assert said("Nothing is to be confirmed today") in empty
    assert Verification.objects.filter(service=service).count() >= 1


PAIR = {
    "crossing": "HNSV-AMA",
    "institution_a": "DEMO-MONITOREO",
    "institution_b": "DEMO-RED-SV",
    "note": "",
}


def test_a_pair_is_added_and_taken_out(desk):
    Mirror.objects.all().delete()
    secretary = desk(SECRETARY)
    assert said("No counterparts yet") in main_words(secretary.get(f"{HERE}espejos/"))
    assert secretary.post(f"{HERE}espejos/", PAIR).status_code == 302
    pair = Mirror.objects.get()
    assert secretary.post(f"{HERE}espejos/", PAIR).status_code == 422
    assert desk(MEMBER).post(f"{HERE}espejos/", PAIR).status_code == 422
    desk(MEMBER).post(f"{HERE}espejos/{pair.pk}/quitar/")
    assert Mirror.objects.count() == 1
    assert pair.institution_a.name_es in main_words(desk(MEMBER).get(f"{HERE}espejos/"))

    secretary.post(f"{HERE}espejos/{pair.pk}/quitar/")

    assert Mirror.objects.count() == 0
    assert secretary.post(f"{HERE}espejos/{pair.pk}/quitar/").status_code == 404
