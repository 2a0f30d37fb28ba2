"""Behind an answer link: nothing before the number, one referral after it, one answer, one page
for everything that is over."""

import base64
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from tests.factories.desk import WINDOW
from tests.factories.pages import desk, main_words, said, words
from tests.factories.world import move_clock, nothing_written
from tests.web.filled.answer_links import HOUSE, made, ticket_of

from relevo.accounts.models import Membership
from relevo.cases import actions
from relevo.cases.actions import links
from relevo.cases.errors import LinkRefused
from relevo.cases.models import AnswerLink, HandOver, PhoneAnswer, Referral, Retraction
from relevo.cases.rules.handovers import HandOverTerms
from relevo.cases.rules.links import KIND
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.kernel.ids import group_code
from relevo.plumbing.links import make_token
from relevo.web.answer.pages import TICKET
from relevo.web.loop_phrases import ON_PROBATION

__all__ = ["desk"]
ROBOTS = ("WhatsApp/2.21", "TelegramBot", "facebookexternalhit/1.1", "curl/8")
OVER = "This link does not work"
NOBODY = "00000000-0000-4000-8000-000000000000"


def wrong(number):
    return f"{(int(number) + 1) % 1_000_000:06d}"


def is_over(response):
    return (response.status_code, said(OVER) in main_words(response), dict(response.cookies)) == (
        410,
        True,
        {},
    )


def test_a_storm_of_previews_changes_no_row_spends_nothing_and_sees_nothing():
    referral, address, number = made()

    seen = set()
    with nothing_written():
        for robot in ROBOTS:
            visitor = Client(headers={"user-agent": robot})
            for method in (visitor.get, visitor.head):
                response = method(address)
                assert (response.status_code, dict(response.cookies)) == (200, {})
            assert visitor.options(address).status_code == 405
            seen.add(main_words(visitor.get(address)))

    (text,) = seen
    assert referral.code not in text
    assert Client().post(address, {"number": number}).status_code == 200


def test_a_neutral_page_is_the_same_whatever_the_link_is():
    _referral, address, _number = made()

    forged = "/es/respuesta/" + "A" * 43 + "/"

    assert words(Client().get(address)) == words(Client().get(forged))


@pytest.mark.parametrize("language", ["es", "en"])
def test_with_the_number_what_is_needed_opens_and_no_more(language):
    referral, address, number = made()

    response = Client().post(address.replace("/es/", f"/{language}/"), {"number": number})

    text = main_words(response)
    assert response.status_code == 200
    assert "-".join([referral.code[:4], referral.code[4:8]]) in text
    for message in ("Accept: we expect the person",):
        assert said(message, language=language, context="move") in text
    assert "por la ventanilla" not in text
    assert number not in response.content.decode()


def test_wrong_numbers_are_counted_aloud_and_the_fifth_ends_it():
    _referral, address, number = made()

    for left in (4, 3, 2, 1):
        response = Client().post(address, {"number": wrong(number)})
        assert (response.status_code, str(left) in main_words(response)) == (422, True)
    assert is_over(Client().post(address, {"number": wrong(number)}))
    assert is_over(Client().post(address, {"number": number}))


def test_a_yes_opens_what_was_consented_once():
    referral, address, number = made()
    ticket = ticket_of(Client().post(address, {"number": number}))

    response = Client().post(address, {"ticket": ticket, "to": "accepted"})

    assert response.status_code == 200
    assert "por la ventanilla" in main_words(response)
    assert Referral.objects.get(pk=referral.pk).status == "accepted"
    for again in ({"ticket": ticket, "to": "accepted"}, {"number": number}):
        assert is_over(Client().post(address, again))


def test_who_has_only_seen_it_says_so_and_answers_later_by_the_same_link():
    referral, address, number = made()
    opened = Client().post(address, {"number": number})
    assert said("We have seen it and answer later", context="move") in main_words(opened)

    response = Client().post(address, {"ticket": ticket_of(opened), "to": "seen"})

    later = said(
        "Your answer is still awaited: open the same link again with the number before the time is "
        "over."
    )
    assert later in main_words(response)
    assert Referral.objects.get(pk=referral.pk).status == "seen"
    again = Client().post(address, {"number": number})
    assert said("We have seen it and answer later", context="move") not in main_words(again)
    Client().post(address, {"ticket": ticket_of(again), "to": "accepted"})
    assert Referral.objects.get(pk=referral.pk).status == "accepted"


def test_what_nobody_on_probation_takes_over_is_said_and_the_link_goes_on():
    referral, address, number = made()
    accounts = Membership.objects.filter(institution=referral.recipient)
    accounts.update(is_on_probation=True)
    ticket = ticket_of(Client().post(address, {"number": number}))

    response = Client().post(address, {"ticket": ticket, "to": "accepted"})

    assert response.status_code == 422
    assert said(ON_PROBATION) in main_words(response)
    assert Client().post(address, {"number": number}).status_code == 200


def told_by_telephone(referral, *, at):
    return actions.note_phone_answer(
        referral_id=referral.pk,
        told="accepted",
        role="jefa de turno",
        by=actor_of("demo-nacaome"),
        at=at,
    )


def new_link(referral, *, at):
    link, number = links.make_link(referral_id=referral.pk, by=actor_of("demo-nacaome"), at=at)
    return f"/es/respuesta/{make_token(KIND, row_id=link.pk)}/", number


def test_a_yes_told_by_telephone_in_time_is_confirmed_by_link_also_after_the_deadline():
    referral, _address, _number = made()
    late = referral.deadline_at + timedelta(hours=1)
    with pytest.raises(LinkRefused):
        new_link(referral, at=late)
    answer = told_by_telephone(referral, at=referral.deadline_at - timedelta(hours=1))
    address, number = new_link(referral, at=late)
    move_clock(late)

    opened = Client().post(address, {"number": number})

    assert said("By telephone, not confirmed") in main_words(opened)
    assert "jefa de turno" not in main_words(opened)
    assert said("Accept: we expect the person", context="move") not in main_words(opened)
    settle = {"ticket": ticket_of(opened), "told": str(answer.pk), "to": "confirmed"}
    for wrong_one in ("", "x", NOBODY):
        assert Client().post(address, settle | {"told": wrong_one}).status_code in {410, 422}
    done = Client().post(address, settle)
    assert (done.status_code, "por la ventanilla" in main_words(done)) == (200, True)
    assert Referral.objects.get(pk=referral.pk).status == "accepted"
    assert is_over(Client().post(address, settle))


def test_what_nobody_said_by_telephone_is_contradicted_by_link_which_goes_on():
    referral, address, number = made()
    answer = told_by_telephone(referral, at=STARTS_AT)
    ticket = ticket_of(Client().post(address, {"number": number}))

    done = Client().post(address, {"ticket": ticket, "told": str(answer.pk), "to": "contradicted"})

    assert done.status_code == 200
    assert said("By telephone, not confirmed") not in main_words(done)
    assert PhoneAnswer.objects.get().contradicted_at is not None
    accepted = Client().post(address, {"ticket": ticket_of(done), "to": "accepted"})
    assert accepted.status_code == 200
    assert Referral.objects.get(pk=referral.pk).status == "accepted"


@pytest.mark.parametrize("prepared", ["told", "taken_back"])
def test_on_a_demonstration_no_real_institution_settles_what_was_told_or_taken_back(prepared):
    referral, address, number = taken_back() if prepared == "taken_back" else made()
    answer = told_by_telephone(referral, at=STARTS_AT) if prepared == "told" else None
    opened = Client().post(address, {"number": number})
    type(referral.recipient).objects.filter(pk=referral.recipient_id).update(is_demo=False)
    press = {"ticket": ticket_of(opened), "answer": "deleted"}
    if answer:
        press |= {"told": str(answer.pk), "to": "confirmed"}

    refused = Client().post(address, press)

    assert refused.status_code == 422
    assert 'name="ticket"' not in refused.content.decode()
    assert not Retraction.objects.exclude(answer="").exists()
    assert not PhoneAnswer.objects.exclude(confirmed_at=None).exists()


def taken_back():
    """A referral accepted by link whose consent was withdrawn, and a new link to answer that."""
    referral, address, number = made()
    ticket = ticket_of(Client().post(address, {"number": number}))
    Client().post(address, {"ticket": ticket, "to": "accepted"})
    actions.withdraw_consent(
        consent_id=referral.consent_id, by=actor_of("demo-nacaome"), at=STARTS_AT
    )
    return referral, *new_link(referral, at=STARTS_AT)


def test_who_has_no_account_confirms_by_link_that_what_was_taken_back_is_deleted(desk):
    referral, address, number = taken_back()
    opened = Client().post(address, {"number": number})
    text = main_words(opened)
    assert group_code(referral.code) in text
    assert "por la ventanilla" not in text
    ticket = ticket_of(opened)
    for told in ({}, {"answer": "x"}, {"answer": "kept_by_law"}, {"to": "accepted"}):
        assert Client().post(address, {"ticket": ticket} | told).status_code == 422
    assert Retraction.objects.get().answer == ""

    done = Client().post(address, {"ticket": ticket, "answer": "deleted"})

    assert said("Whoever sent it sees your answer.") in main_words(done)
    assert Retraction.objects.get().answer == "deleted"
    assert is_over(Client().post(address, {"ticket": ticket, "answer": "deleted"}))
    with pytest.raises(LinkRefused):
        new_link(referral, at=STARTS_AT)
    shown = desk("demo-nacaome").get(f"/es/mesa/referencias/{referral.pk}/enlaces/")
    assert said("For the deletion", context="link") in main_words(shown)


def test_who_did_not_confirm_the_deletion_for_three_days_is_led_to_a_link(desk):
    referral, _address, _number = taken_back()
    client, links_page = desk("demo-nacaome"), f"/es/mesa/referencias/{referral.pk}/enlaces/"
    assert links_page not in client.get("/es/mesa/retiros/").content.decode()
    move_clock(STARTS_AT + timedelta(hours=72))
    assert links_page in client.get("/es/mesa/retiros/").content.decode()
    assert client.get(links_page).context["may_make"] is True


def test_of_whom_must_never_know_no_link_asks(desk):
    referral, _address, _number = taken_back()
    actions.add_exclusion(
        case_id=referral.case_id,
        kind="institution",
        who=referral.recipient_id,
        by=actor_of("demo-nacaome"),
        at=STARTS_AT,
    )
    with pytest.raises(LinkRefused):
        new_link(referral, at=STARTS_AT)


def test_a_no_says_why_or_is_asked_again():
    referral, address, number = made()
    ticket = ticket_of(Client().post(address, {"number": number}))

    asked = Client().post(address, {"ticket": ticket, "to": "declined"})
    told = Client().post(address, {"ticket": ticket, "to": "declined", "code": "no_capacity"})

    assert (asked.status_code, told.status_code) == (422, 200)
    assert said("Choose why it is declined.") in main_words(asked)
    assert Referral.objects.get(pk=referral.pk).decline_code == "no_capacity"


def test_a_no_may_name_a_better_address_that_the_public_may_see(desk):
    referral, address, number = made()
    opened = Client().post(address, {"number": number})
    ticket = ticket_of(opened)
    no = {"ticket": ticket, "to": "declined", "code": "no_capacity"}
    near = [key for key, _label in opened.context["form"].fields["service"].choices if key]
    assert near
    assert HOUSE not in near
    assert set(Service.objects.filter(key__in=near).values_list("visibility", flat=True)) == {
        "public"
    }

    looked = Client().post(address, no | {"service_words": WINDOW, "find": "1"})
    assert looked.status_code == 200
    assert looked.context["form"]["service"].value() == WINDOW
    assert looked.context["form"]["code"].value() == "no_capacity"
    Service.objects.filter(key="SP-059").update(visibility="network_only")
    for wrong_one in (HOUSE, "SP-059", "SP-NADA"):
        assert Client().post(address, no | {"service": wrong_one}).status_code == 422
    assert Referral.objects.get(pk=referral.pk).status == "offered"
    told = Client().post(address, no | {"service": WINDOW})

    assert told.status_code == 200
    assert Referral.objects.get(pk=referral.pk).better_service.key == WINDOW
    name = Service.objects.get(key=WINDOW).name_es
    assert name in main_words(desk("demo-nacaome").get(f"/es/mesa/referencias/{referral.pk}/"))


def test_what_must_be_told_with_a_no_is_not_called_optional():
    _referral, address, number = made()
    form = Client().post(address, {"number": number}).context["form"]
    assert [form.fields[name].required for name in ("code", "service")] == [True, False]


def test_arrival_and_delivery_come_by_the_second_link():
    referral, address, number = made()
    ticket = ticket_of(Client().post(address, {"number": number}))
    Client().post(address, {"ticket": ticket, "to": "accepted"})
    link, number = links.make_link(
        referral_id=referral.pk, by=actor_of("demo-nacaome"), at=STARTS_AT
    )
    address = f"/es/respuesta/{make_token(KIND, row_id=link.pk)}/"
    shown = Client().post(address, {"number": number})
    assert "por la ventanilla" in main_words(shown)

    arrived = Client().post(address, {"ticket": ticket_of(shown), "to": "arrived"})
    delivered = Client().post(address, {"ticket": ticket_of(arrived), "to": "delivered"})

    assert (arrived.status_code, delivered.status_code) == (200, 200)
    assert Referral.objects.get(pk=referral.pk).status == "delivered"
    (left,) = AnswerLink.objects.filter(spent_at=None)
    assert left.pk == link.pk  # until the acta of the child is received


def test_an_arrival_does_not_lengthen_the_minutes_that_the_number_gave():
    referral, _address, _number = made()
    actions.accept(referral_id=referral.pk, by=actor_of("demo-albergue"), at=STARTS_AT)
    link, number = links.make_link(
        referral_id=referral.pk, by=actor_of("demo-nacaome"), at=STARTS_AT
    )
    address = f"/es/respuesta/{make_token(KIND, row_id=link.pk)}/"
    shown = Client().post(address, {"number": number})
    move_clock(STARTS_AT + timedelta(minutes=19))

    arrived = Client().post(address, {"ticket": ticket_of(shown), "to": "arrived"})

    assert (arrived.status_code, ticket_of(arrived)) == (200, ticket_of(shown))
    move_clock(STARTS_AT + timedelta(minutes=21))
    assert is_over(Client().post(address, {"ticket": ticket_of(arrived), "to": "delivered"}))


def forged_tickets(link_id):
    """Another link's, another salt's, an old one, a cut one, one of the future."""
    now = STARTS_AT.timestamp()
    good = signing.dumps([str(link_id), now], salt=TICKET)
    other = signing.dumps(["00000000-0000-4000-8000-000000000000", now], salt=TICKET)
    unsigned = base64.urlsafe_b64encode(json.dumps([str(link_id), now]).encode()).decode()
    return {
        "another link": other,
        "another salt": signing.dumps([str(link_id), now], salt="x"),
        "old": signing.dumps([str(link_id), now - 1201], salt=TICKET),
        "future": signing.dumps([str(link_id), now + 3600], salt=TICKET),
        "cut": good[:-1],
        "unsigned": unsigned,
        "empty": "",
    }


def test_forged_replayed_and_cut_tickets_are_one_refusal():
    referral, address, _number = made()

    for name, ticket in forged_tickets(AnswerLink.objects.get().pk).items():
        response = Client().post(address, {"ticket": ticket, "to": "accepted"})
        assert is_over(response), name
    assert Referral.objects.get(pk=referral.pk).status == "offered"


def test_cut_changed_and_invented_links_are_one_refusal():
    _referral, address, number = made()
    token = address.split("/")[-2]

    for bad in (token[:-1], token[:20], token[::-1], token + "A", "x", "é" * 43, token.lower()):
        assert is_over(Client().post(f"/es/respuesta/{bad}/", {"number": number})), bad


def test_what_was_taken_back_or_is_late_is_the_same_page():
    referral, address, number = made()
    ticket = ticket_of(Client().post(address, {"number": number}))
    actions.withdraw(referral_id=referral.pk, by=actor_of("demo-nacaome"), at=STARTS_AT)
    assert is_over(Client().post(address, {"ticket": ticket, "to": "accepted"}))

    referral, address, number = made()
    move_clock(referral.deadline_at + timedelta(minutes=1))
    assert is_over(Client().post(address, {"number": number}))


def test_a_move_of_another_stage_is_over_too():
    referral, address, number = made()
    ticket = ticket_of(Client().post(address, {"number": number}))

    assert is_over(Client().post(address, {"ticket": ticket, "to": "delivered"}))
    assert Referral.objects.get(pk=referral.pk).status == "offered"


def test_an_ended_consent_is_said():
    referral, address, number = made()
    ticket = ticket_of(Client().post(address, {"number": number}))
    consent = Referral.objects.get(pk=referral.pk).consent
    consent.expires_at = STARTS_AT + timedelta(seconds=1)
    consent.given_at = STARTS_AT - timedelta(days=1)
    consent.save()
    move_clock(STARTS_AT + timedelta(minutes=1))

    response = Client().post(address, {"ticket": ticket, "to": "accepted"})

    assert response.status_code == 422
    assert said("The consent has ended: ask the sender to speak with the person again.") in (
        main_words(response)
    )


def test_on_a_demonstration_a_real_institution_is_given_no_words():
    referral, address, number = made(WINDOW)
    shown = Client().post(address, {"number": number})
    ticket = signing.dumps([str(AnswerLink.objects.get().pk), STARTS_AT.timestamp()], salt=TICKET)

    response = Client().post(address, {"ticket": ticket, "to": "accepted"})

    assert 'name="to"' not in shown.content.decode()
    assert response.status_code == 422
    assert Referral.objects.get(pk=referral.pk).status == "offered"


def test_the_sender_makes_a_link_sees_how_it_stands_and_takes_it_back(desk):
    referral, _address, _number = made()
    sender = desk("demo-nacaome")
    page = f"/es/mesa/referencias/{referral.pk}/enlaces/"

    response = sender.post(page)
    link = AnswerLink.objects.order_by("-created_at").filter(revoked_at=None).get()
    text = words(response)
    assert said("Shown only now") in text
    assert make_token(KIND, row_id=link.pk) in text
    assert said("Shown only now") not in words(sender.get(page))
    again = sender.post(f"{page}{link.pk}/retirar/", follow=True)
    late = sender.post(f"{page}{link.pk}/retirar/", follow=True)

    assert said("The link is taken back: it opens nothing any more.") in words(again)
    assert said("This link was over already.") in words(late)
    actions.withdraw(referral_id=referral.pk, by=actor_of("demo-nacaome"), at=STARTS_AT)
    nothing = sender.post(page, follow=True)
    assert said("There is nothing to answer now, so no link was made.") in words(nothing)


def test_the_sender_reads_that_wrong_numbers_ended_the_link(desk):
    referral, address, number = made()
    sender = desk("demo-nacaome")
    page = f"/es/mesa/referencias/{referral.pk}/"
    closed = said("The answer link is closed")
    assert closed not in words(sender.get(page))
    for _ in range(5):
        Client().post(address, {"number": wrong(number)})

    assert closed in main_words(sender.get(page))
    why = said("Closed: five wrong numbers", context="link")
    assert why in main_words(sender.get(f"{page}enlaces/"))
    assert closed not in words(desk("demo-albergue").get(page))
    sender.post(f"{page}enlaces/")
    assert closed not in words(sender.get(page))
    assert why in main_words(sender.get(f"{page}enlaces/"))


def test_a_link_is_not_proposed_where_the_recipient_answers_at_its_own_desk(desk):
    by_link, address, number = made()
    at_desk, _address, _number = made()
    sender = desk("demo-nacaome")
    proposed = said("They have no account: let them answer by link and telephone")

    def shown(referral):
        return proposed in words(sender.get(f"/es/mesa/referencias/{referral.pk}/"))

    assert [shown(by_link), shown(at_desk)] == [True, True]
    ticket = ticket_of(Client().post(address, {"number": number}))
    Client().post(address, {"ticket": ticket, "to": "accepted"})
    actions.accept(referral_id=at_desk.pk, by=actor_of("demo-albergue"), at=STARTS_AT)

    assert [shown(by_link), shown(at_desk)] == [True, False]


def test_the_pages_of_links_are_the_senders_alone(desk):
    referral, _address, _number = made()
    page = f"/es/mesa/referencias/{referral.pk}/enlaces/"

    for name in ("demo-la-union", "demo-albergue", "demo-monitor", "demo-secretaria"):
        stranger = desk(name)
        absent = stranger.get(
            page.replace(str(referral.pk), "00000000-0000-4000-8000-000000000000")
        )
        for response in (stranger.get(page), stranger.post(page)):
            assert (response.status_code, len(response.content)) == (404, len(absent.content)), name


# The acta de entrega -----------------------------------------------------------------------------

TOLD = HandOverTerms(
    place="Puente El Amatillo",
    condition="needs_care",
    giver_role="oficial de ventanilla",
    receiver_role="hermana portera",
    alone_with_police="no",
    relation="checked",
)


def write(referral, **changes):
    return actions.write_hand_over(
        referral_id=referral.pk,
        terms=replace(TOLD, **changes),
        handed_at=STARTS_AT,
        by=actor_of("demo-nacaome"),
        at=STARTS_AT,
    )


def seen_of(response):
    return re.search(r'name="seen" value="(\w+)"', response.content.decode())[1]


def second_link(*verbs):
    """The referral, the address of its link for the arrival, and the number."""
    referral, _address, _number = made()
    for verb in ("accept", *verbs):
        getattr(actions, verb)(referral_id=referral.pk, by=actor_of("demo-albergue"), at=STARTS_AT)
    link, number = links.make_link(
        referral_id=referral.pk, by=actor_of("demo-nacaome"), at=STARTS_AT
    )
    return referral, f"/es/respuesta/{make_token(KIND, row_id=link.pk)}/", number


def test_who_has_no_account_reads_and_confirms_the_acta_behind_the_number():
    referral, address, number = second_link()
    write(referral)
    assert "hermana portera" not in words(Client().get(address))
    for _ in range(2):
        tried = Client().post(address, {"number": wrong(number)})
        assert "hermana portera" not in words(tried)

    shown = Client().post(address, {"number": number})
    assert "hermana portera" in main_words(shown)
    press = {"ticket": ticket_of(shown), "to": "received", "seen": seen_of(shown)}
    write(referral, receiver_role="hermana directora")
    changed = Client().post(address, press)
    assert changed.status_code == 422
    assert "hermana directora" in main_words(changed)
    assert HandOver.objects.get().received_at is None
    received = Client().post(address, press | {"seen": seen_of(changed)})

    assert received.status_code == 200
    assert said("Hand-over confirmed", context="history") in main_words(received)
    row = HandOver.objects.select_related("referral").get()
    assert (row.responsible_id, row.referral.status) == (referral.recipient_id, "arrived")
    again = Client().post(address, {"number": number})
    assert said("We received as it says") not in main_words(again)
    delivered = Client().post(address, {"ticket": ticket_of(received), "to": "delivered"})
    assert delivered.status_code == 200
    assert is_over(Client().post(address, {"number": number}))


def test_after_what_came_of_it_the_link_stays_for_the_acta_of_a_child():
    referral, address, number = second_link("mark_arrived", "mark_delivered")
    shown = Client().post(address, {"number": number})
    assert said("Nobody has written the record yet.") in main_words(shown)
    write(referral)
    shown = Client().post(address, {"number": number})
    Client().post(address, {"ticket": ticket_of(shown), "to": "received", "seen": seen_of(shown)})
    assert HandOver.objects.get().received_at is not None
    assert AnswerLink.objects.filter(spent_at=None, revoked_at=None).count() == 0
    assert is_over(Client().post(address, {"number": number}))


def test_the_link_for_the_answer_confirms_no_acta():
    _referral, address, number = made()
    ticket = ticket_of(Client().post(address, {"number": number}))
    assert is_over(Client().post(address, {"ticket": ticket, "to": "received", "seen": ""}))


def test_on_a_demonstration_no_real_institution_confirms_an_acta():
    referral, address, number = second_link()
    write(referral)
    shown = Client().post(address, {"number": number})
    press = {"ticket": ticket_of(shown), "to": "received", "seen": seen_of(shown)}
    type(referral.recipient).objects.filter(pk=referral.recipient_id).update(is_demo=False)
    refused = Client().post(address, press)
    assert refused.status_code == 422
    assert HandOver.objects.get().received_at is None
