"""The person's rights at the desk, in words, for herself and for her case's team."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import signing
from PIL import Image
from tests.factories.desk import LA_UNION, WINDOW, offer, open_case
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock
from tests.web.filled.rights import HELPER, OWN, asked, given, opened

from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.access import exclusion_mark
from relevo.cases.actions import exclusions, rights
from relevo.cases.actions.rights import answer_request, give_key
from relevo.cases.enums import ExclusionKind
from relevo.cases.errors import RightsRefused
from relevo.cases.models import Case, Consent, Exclusion, Retraction, RightsRequest
from relevo.cases.rules.factors import factors
from relevo.cases.rules.rights import OPEN_FOR
from relevo.cli.prove_authz.matrix import masked
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution, Service
from relevo.kernel.ids import group_code
from relevo.web.desk.rights.own import TICKET

HOUSE = "DEMO-SP-ALBERGUE"
NOBODY = "00000000-0000-4000-8000-000000000000"


def test_the_key_is_shown_once_and_printed_without_a_name(nacaome):
    case, _key = given()
    page = f"/es/mesa/casos/{case.pk}/llave/"
    asked_for = nacaome.get(page)
    assert said("She has a key already. A new one ends it.") in main_words(asked_for)

    shown = nacaome.post(page)
    code = Case.objects.get(pk=case.pk).person_code

    assert group_code(code) in words(shown)
    assert said("Shown only now") in words(shown)
    assert "por la ventanilla" not in words(shown)
    assert group_code(code) not in words(nacaome.get(page))


@pytest.mark.parametrize("language", ["es", "en"])
def test_with_code_and_words_she_sees_what_is_kept_who_looked_and_who_received(desk, language):
    _case, key = given()
    helper = desk(HELPER)

    response = helper.post(OWN.replace("/es/", f"/{language}/"), key)

    text = main_words(response)
    assert response.status_code == 200
    for shown in (
        "por la ventanilla",
        getattr(Service.objects.get(key=WINDOW), f"name_{language}"),
        said("offered the case to another institution", language=language),
        said("opened this page with the code and the words", language=language),
    ):
        assert shown in text, shown
    assert key["phrase"] not in response.content.decode()
    assert {"rights.opened", "rights.read"} <= set(Event.objects.values_list("verb", flat=True))


@pytest.mark.parametrize("language", ["es", "en"])
def test_she_reads_in_whose_lists_her_line_stood(desk, nacaome, language):
    case, key = given()
    for address in ("casos/", "casos/?all", "casos/juntos/", "bandeja/"):
        assert nacaome.get(f"/es/mesa/{address}").status_code == 200
    nacaome.post("/es/mesa/casos/buscar/", {"text": case.code})
    move_clock(STARTS_AT + timedelta(days=1))
    desk("demo-nacaome").get("/es/mesa/casos/")

    text = main_words(desk(HELPER).post(OWN.replace("/es/", f"/{language}/"), key))

    for act in (
        "saw its line in the list of cases",
        "saw its line in the inbox",
        "found it in a search",
    ):
        assert text.count(said(act, language=language)) == 1, act
    on_two_days = {"es": "en 2 días, el último", "en": "on 2 days, the last"}
    assert text.count(on_two_days[language]) == 1


def test_wrong_words_too_many_tries_and_other_roles_get_a_sentence(desk):
    _case, key = given()
    helper = desk(HELPER)
    wrong = {"code": key["code"], "phrase": "no son estas palabras"}
    nothing = said("Code and words open nothing. After five wrong tries they rest for a day.")
    for told in ({**key, "code": "ABC"}, wrong, {**key, "code": "0" * 13}):
        response = helper.post(OWN, told)
        assert (response.status_code, nothing in words(response)) == (422, True)
    for _ in range(7):
        helper.post(OWN, wrong)
    assert said("Too many wrong tries from this desk. Try again in an hour.") in words(
        helper.post(OWN, key)
    )
    analyst = desk("demo-universidad")
    assert said("Only officers and duty officers help with this.") in words(analyst.post(OWN, key))


def test_she_asks_and_the_team_answers_with_a_lawful_reason(desk, nacaome):
    _case, key = given()
    helper, ticket = opened(key)

    done = helper.post(f"{OWN}pedir/", {"ticket": ticket, "kind": "copy"})
    twice = helper.post(f"{OWN}pedir/", {"ticket": ticket, "kind": "copy"})
    empty = helper.post(f"{OWN}pedir/", {"ticket": ticket, "kind": "correction", "text": " "})

    assert said("Noted. Whoever keeps the case answers within twenty working days.") in words(done)
    assert said("This was asked before and is not answered yet.") in words(twice)
    assert said("Write what is wrong, and what would be right.") in words(empty)
    listed = nacaome.get(f"{OWN}pedidos/")
    assert said("A copy of everything that is kept") in main_words(listed)
    assert said("Nothing to answer.") in main_words(helper.get(f"{OWN}pedidos/"))
    request = RightsRequest.objects.get()
    page = f"{OWN}pedidos/{request.pk}/"
    without = nacaome.post(page, {"outcome": "refused"})
    asks = said("Choose why not everything is granted.")
    assert (without.status_code, asks in words(without)) == (422, True)
    answered = nacaome.post(page, {"outcome": "partly", "reason": "court_order"}, follow=True)
    late = nacaome.post(page, {"outcome": "granted"}, follow=True)

    assert said("Noted. The person sees the answer with her key.") in words(answered)
    assert said("This request was answered before.") in words(late)
    assert said("A court has ordered that it be kept") in main_words(nacaome.get(page))
    assert said("A court has ordered that it be kept") in main_words(helper.post(OWN, key))
    assert said("Granted in part", context="answer to a request") in main_words(
        nacaome.get(f"{OWN}pedidos/?all")
    )


def picture():
    file = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 9, 200)).save(file, "PNG")
    return file.getvalue()


def test_her_copy_has_her_factors_and_after_a_yes_the_notes_and_the_files(desk):
    case, key = given()
    by = actor_of("demo-nacaome")
    _case, facts, urgency = access.read_facts(by, case_id=case.pk, at=STARTS_AT)
    known = {"factors": frozenset(sorted(factors())[:1]), "factor_note": "Tiene un oficio"}
    actions.change_facts(
        case_id=case.pk,
        facts=replace(facts, **known),
        urgency=urgency,
        by=by,
        at=STARTS_AT,
    )
    actions.add_note(case_id=case.pk, text="Llamó la hermana", by=by, at=STARTS_AT)
    actions.add_task(
        case_id=case.pk,
        kind="plan",
        goal="Volver",
        what="Pedir la partida",
        due_on=STARTS_AT.date(),
        by=by,
        at=STARTS_AT,
    )
    file = actions.add_attachment(
        case_id=case.pk, name="Partida", description="", data=picture(), by=by, at=STARTS_AT
    )
    helper, ticket = opened(key)
    before = main_words(helper.post(OWN, key))
    wrote = ("Llamó la hermana", "Pedir la partida", "Partida")
    waits = said(
        "The team keeps notes, a plan or files too. They can tell of other people, so they open "
        "here once the team has granted you a copy of all of it: ask for one below. If it grants "
        "only a part, they stay closed and you read the reason there."
    )
    assert "Tiene un oficio" in before
    assert [words for words in wrote if words in before] == []
    assert waits in before

    helper.post(f"{OWN}pedir/", {"ticket": ticket, "kind": "copy"})
    answer_request(
        request_id=RightsRequest.objects.get().pk, outcome="granted", by=by, at=STARTS_AT
    )
    actions.add_note(case_id=case.pk, text="De después", by=by, at=STARTS_AT + timedelta(minutes=1))

    after = main_words(helper.post(OWN, key))
    assert [words for words in wrote if words not in after] == []
    assert (waits in after, "De después" in after) == (False, False)
    sent = helper.post(f"{OWN}archivo/", {"ticket": ticket, "file": str(file.pk)})
    assert (sent.status_code, sent["Content-Type"]) == (200, "image/jpeg")
    for unknown in ("", NOBODY):
        there = helper.post(f"{OWN}archivo/", {"ticket": ticket, "file": unknown})
        assert there.status_code == 404


def test_a_restriction_that_is_granted_is_seen_stops_consents_and_is_lifted_by_her(desk, nacaome):
    request = asked("restriction")
    case_page = f"/es/mesa/casos/{request.case_id}/"
    consent_page = f"/es/mesa/casos/{request.case_id}/oferta/{WINDOW}/"
    stands = said("Nothing more is sent for now")
    granting = said(
        "Granted, also in part, nothing new is offered and no consent is asked until she lifts it "
        "with her code and words. What was sent before stays."
    )
    page = f"{OWN}pedidos/{request.pk}/"
    assert granting in main_words(nacaome.get(page))
    assert stands not in main_words(nacaome.get(case_page))
    nacaome.post(page, {"outcome": "granted"})

    assert stands in main_words(nacaome.get(case_page))
    refused = nacaome.get(consent_page)
    assert (refused.status_code, stands in main_words(refused)) == (422, True)

    case = Case.objects.get(pk=request.case_id)
    code, phrase = give_key(case_id=case.pk, by=actor_of("demo-nacaome"), at=STARTS_AT)
    key = {"code": code, "phrase": phrase}
    helper, ticket = opened(key)
    assert said("Let it go on again") in main_words(helper.post(OWN, key))
    lifted = main_words(helper.post(f"{OWN}seguir/", {"ticket": ticket}))
    done = said("Noted. Who keeps the case may ask you for consents and offer it again.")
    assert (done in lifted, said("Let it go on again") in lifted) == (True, False)
    assert stands not in main_words(nacaome.get(case_page))
    assert nacaome.get(consent_page).status_code == 200


def test_an_erasure_says_what_it_does_and_does_it(nacaome):
    request = asked("erasure")
    page = f"{OWN}pedidos/{request.pk}/"

    before = words(nacaome.get(page))
    for sentence in (
        "Granting deletes at once and for good",
        (
            "Her code and words open only this answer afterwards, and you see her contact no "
            "more: agree first on how she learns of it."
        ),
    ):
        assert said(sentence) in before
    after = words(nacaome.post(page, {"outcome": "granted"}, follow=True))
    assert (
        said(
            "Everything is deleted. With her code and words she reads from now on only this, "
            "who had received something and who confirmed that it was deleted."
        )
        in after
    )
    assert said("Noted. The person sees the answer with her key.") not in after

    assert Case.objects.get(pk=request.case_id).shredded_at is not None
    assert nacaome.get(page).status_code == 404


def erased():
    """Her key, after the erasure that she asked for was granted."""
    case, key = given()
    own = rights.open_own(**key, by=actor_of(HELPER), at=STARTS_AT)
    request = rights.ask(own, kind="erasure", text="", at=STARTS_AT)
    answer_request(
        request_id=request.pk, outcome="granted", by=actor_of("demo-nacaome"), at=STARTS_AT
    )
    return case, key


@pytest.mark.parametrize("language", ["es", "en"])
def test_after_an_erasure_her_key_opens_its_answer(desk, language):
    case, key = erased()
    address = OWN.replace("/es/", f"/{language}/")
    before = main_words(desk(HELPER).post(address, key))
    receiver = actor_of("demo-la-union")
    (held,) = access.list_held(receiver, at=STARTS_AT)
    actions.answer_retraction(
        retraction_id=held.retraction_id, answer="deleted", by=receiver, at=STARTS_AT
    )

    page = desk(HELPER).post(address, key)

    text = main_words(page)
    confirmed = said("It confirmed on %(day)s that it deleted what it had.", language=language)
    assert confirmed.rpartition("%(day)s")[2] not in before
    for sentence in (
        said("Your data was deleted", language=language),
        confirmed.rpartition("%(day)s")[2],
        said("That everything is deleted", language=language),
        getattr(Service.objects.get(key=WINDOW), f"name_{language}"),
    ):
        assert sentence in text, sentence
    assert "por la ventanilla" not in text
    assert b'name="ticket"' not in page.content
    assert key["code"] not in page.content.decode()
    assert Case.objects.get(pk=case.pk).code not in page.content.decode()


def test_after_an_erasure_whom_she_excluded_reads_what_a_wrong_code_reads(desk):
    case, key = given()
    by = actor_of("demo-nacaome")
    whom = actor_of("demo-la-union")
    exclusions.add_exclusion(
        case_id=case.pk, kind="institution", who=whom.institution_id, by=by, at=STARTS_AT
    )
    own = rights.open_own(**key, by=actor_of(HELPER), at=STARTS_AT)
    request = rights.ask(own, kind="erasure", text="", at=STARTS_AT)
    answer_request(request_id=request.pk, outcome="granted", by=by, at=STARTS_AT)
    excluded = desk("demo-la-union")

    def read(**changed):
        told = {**key, **changed}
        page = excluded.post(OWN, told)
        body = masked(page.content, OWN)
        for value in told.values():
            body = body.replace(value.encode(), b"")
        return page.status_code, body

    assert read() == read(code="0" * 13) == read(phrase="no son estas palabras")
    assert desk(HELPER).post(OWN, key).status_code == 200


RIGHT = "right_as_it_stands"


def test_a_correction_of_what_is_right_is_refused_because_it_is_right(desk, nacaome):
    _case, key = given()
    helper, ticket = opened(key)
    helper.post(
        f"{OWN}pedir/", {"ticket": ticket, "kind": "correction", "text": "Tiene tres años."}
    )
    page = f"{OWN}pedidos/{RightsRequest.objects.get().pk}/"
    form = nacaome.get(page)
    assert said("(optional)") not in main_words(form)
    assert "required" not in form.content.decode().split('name="reason"')[1].split(">")[0]

    answered = nacaome.post(page, {"outcome": "refused", "reason": RIGHT}, follow=True)

    assert said("Noted. The person sees the answer with her key.") in words(answered)
    assert said("What is kept is right as it stands") in main_words(helper.post(OWN, key))


@pytest.mark.parametrize("kind", ["copy", "erasure", "restriction", "objection"])
def test_nothing_else_is_refused_because_what_is_kept_is_right(nacaome, kind):
    request = asked(kind)
    page = f"{OWN}pedidos/{request.pk}/"
    assert said("What is kept is right as it stands") not in main_words(nacaome.get(page))
    assert nacaome.post(page, {"outcome": "refused", "reason": RIGHT}).status_code == 422
    with pytest.raises(RightsRefused):
        answer_request(
            request_id=request.pk,
            outcome="refused",
            reason=RIGHT,
            by=actor_of("demo-nacaome"),
            at=STARTS_AT,
        )


def test_an_erasure_that_is_refused_is_read_with_the_key(nacaome):
    request = asked("erasure")

    told = {"outcome": "refused", "reason": "court_order"}
    answered = nacaome.post(f"{OWN}pedidos/{request.pk}/", told, follow=True)

    assert said("Noted. The person sees the answer with her key.") in words(answered)


def test_the_list_sets_no_sign_between_an_institution_and_the_day(nacaome):
    asked("copy")
    card = nacaome.get(f"{OWN}pedidos/").content.decode().split("<main")[1].split("</li>")[0]
    assert "·" not in card


def test_she_takes_every_consent_back(desk):
    case, key = given()
    helper, ticket = opened(key)

    response = helper.post(f"{OWN}retirar/", {"ticket": ticket})

    assert Consent.objects.get(case=case).withdrawn_at is not None
    assert said("Take back every consent") not in main_words(response)
    assert "1" in main_words(response)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"answer": "deleted"}, "It confirmed on %(day)s that it deleted what it had."),
        (
            {"answer": "kept_by_law", "reason": "court_order"},
            "It said on %(day)s that the law makes it keep what it had: %(reason)s.",
        ),
    ],
)
def test_she_reads_what_a_recipient_said_when_it_was_taken_back(desk, answer, sentence):
    _case, key = given()
    helper, ticket = opened(key)
    helper.post(f"{OWN}retirar/", {"ticket": ticket})
    row = Retraction.objects.get()
    waits = said("It was told to delete what it had. It has not confirmed it yet.")
    assert waits not in main_words(helper.post(OWN, key))  # a real institution, on a demonstration
    Institution.objects.filter(pk=row.holder_id).update(is_demo=True)
    assert waits in main_words(helper.post(OWN, key))

    by = actor_of("demo-la-union")
    actions.answer_retraction(retraction_id=row.pk, **answer, by=by, at=STARTS_AT)

    reason = said("A judge ordered it", context="taken back")
    text = main_words(helper.post(OWN, key))
    assert said(sentence) % {"day": "20 nov 2020", "reason": reason} in text
    assert waits not in text


def test_a_page_that_was_open_for_too_long_or_is_forged_asks_for_the_key_again(desk):
    case, key = given()
    helper, ticket = opened(key)
    asks = said("The page was open for too long. Write code and words again.")
    now = STARTS_AT.timestamp()
    me, other = (str(actor_of(name).id) for name in (HELPER, "demo-nacaome"))
    forged = [
        ticket[:-1],
        "",
        signing.dumps([key["code"], now, me], salt="other"),
        signing.dumps([NOBODY, now, me], salt=TICKET),
        signing.dumps([case.code, now, me], salt=TICKET),
        signing.dumps([key["code"], now], salt=TICKET),
        signing.dumps([key["code"], now, other], salt=TICKET),
    ]

    for bad in forged:
        for verb in ("pedir", "retirar", "seguir", "archivo"):
            response = helper.post(f"{OWN}{verb}/", {"ticket": bad, "kind": "copy"}, follow=True)
            assert asks in words(response)
    move_clock(STARTS_AT + OPEN_FOR + timedelta(minutes=1))
    late = helper.post(f"{OWN}retirar/", {"ticket": ticket}, follow=True)
    assert asks in words(late)
    assert (RightsRequest.objects.count(), Consent.objects.get(case=case).withdrawn_at) == (0, None)


def test_what_one_member_opened_another_cannot_carry_on(desk, nacaome):
    case, key = given()
    _helper, ticket = opened(key)

    response = nacaome.post(f"{OWN}retirar/", {"ticket": ticket}, follow=True)

    assert said("The page was open for too long. Write code and words again.") in words(response)
    assert Consent.objects.get(case=case).withdrawn_at is None


def test_a_closed_case_gets_no_new_key(nacaome):
    case, _key = given()
    for consent in Consent.objects.filter(case=case):
        actions.withdraw_consent(consent_id=consent.pk, by=actor_of("demo-nacaome"), at=STARTS_AT)
    actions.close_case(case_id=case.pk, reason="helped", by=actor_of("demo-nacaome"), at=STARTS_AT)

    response = nacaome.post(f"/es/mesa/casos/{case.pk}/llave/", follow=True)

    assert said("The case is closed: no new key was made.") in words(response)


def test_requests_and_keys_of_others_are_pages_that_do_not_exist(desk):
    request = asked()
    for name in ("demo-la-union", HELPER, "demo-secretaria", "demo-admin-albergue"):
        stranger = desk(name)
        for page in (
            f"{OWN}pedidos/{request.pk}/",
            f"/es/mesa/casos/{request.case_id}/llave/",
        ):
            absent = page.replace(str(request.pk), NOBODY).replace(str(request.case_id), NOBODY)
            for method in (stranger.get, stranger.post):
                assert method(page).status_code == method(absent).status_code == 404


@pytest.mark.parametrize("language", ["es", "en"])
def test_she_reads_what_went_on_from_a_recipient_or_how_much(desk, language):
    case, key = given()
    own = open_case(by=LA_UNION)
    Case.objects.filter(pk=own.pk).update(origin=case.referrals.get())
    offer(own, HOUSE, by=LA_UNION)
    access.read_case(actor_of(LA_UNION), case_id=own.pk, at=STARTS_AT)
    address = OWN.replace("/es/", f"/{language}/")

    text = main_words(desk(HELPER).post(address, key))
    keeper = getattr(own.institution, f"name_{language}")
    opened_own = said("%(name)s opened a case of its own on %(day)s", language=language)
    assert opened_own.replace("%(name)s", keeper).split(" %(day)s")[0] in text
    assert getattr(Service.objects.get(key=HOUSE), f"name_{language}") in text
    assert own.code not in text

    exclude = {"kind": "user", "who": actor_of("demo-salud").id}
    actions.add_exclusion(case_id=own.pk, **exclude, by=actor_of(LA_UNION), at=STARTS_AT)
    text = main_words(desk(HELPER).post(address, key))
    number = said("and %(number)s more, further on", language=language)
    assert number.replace("%(number)s", "1") in text
    assert getattr(Service.objects.get(key=HOUSE), f"name_{language}") not in text

    Exclusion.objects.update(mark=exclusion_mark(ExclusionKind.USER, actor_of(HELPER).id))
    gone = main_words(desk(HELPER).post(address, key))
    assert number.replace("%(number)s", "1") not in gone
