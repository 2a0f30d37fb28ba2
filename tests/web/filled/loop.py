"""The forms of how a referral closes its loop, filled in rightly."""

from tests.factories.desk import ALL_GOES, LA_UNION, NACAOME, offer, open_case
from tests.web.filled import Filled, signed_in_as

from relevo.cases import access, actions
from relevo.cases.rules.facts import Person
from relevo.demo.story import STARTS_AT, actor_of
from relevo.web.desk.handovers.forms import HandOverForm
from relevo.web.desk.loop import forms
from relevo.web.service_choice import Shelf
from relevo.wording.reasons import ToldReason

HOUSE, DEMO_HOUSE = "SP-059", "DEMO-SP-ALBERGUE"


def _page(referral, word):
    return f"/es/mesa/referencias/{referral.pk}/{word}/"


def by_telephone():
    referral = offer(open_case())
    values = {"told": "declined", "decline_code": "no_capacity", "role": "la jefa de turno"}
    values |= {"service": HOUSE, "service_words": "", "slip_code": ""}
    return Filled(signed_in_as(NACAOME), _page(referral, "telefono"), values)


def with_a_slip():
    referral = offer(open_case())
    return Filled(signed_in_as(LA_UNION), "/es/mesa/boletas/", {"code": referral.slip_code})


def next_address():
    referral = offer(open_case())
    return Filled(
        signed_in_as(NACAOME),
        _page(referral, "siguiente"),
        {"consent": "", "service": HOUSE, "service_words": ""},
    )


def said_yes():
    """A girl without her parents, for a house that takes none alone: the form asks most then."""
    girl = open_case(people=(Person("12-17", "f"),), nationality="HN", heads_for="")
    client, address = signed_in_as(NACAOME), f"/es/mesa/casos/juntos/{girl.pk}/{DEMO_HOUSE}/"
    values = {"form": "assent", "said_yes": "on", "takes_all_the_same": "on"} | ALL_GOES
    answers = {"responsible": "grandparent", "known_how": "family_said"}
    digest = client.get(address).context["text"].digest
    return Filled(client, address, values | answers | {"digest": digest})


def a_group():
    case = open_case()
    values = {"cases": [str(case.pk)], "service": HOUSE, "service_words": ""}
    values |= {"needed_by": "", "needed_why": ""}
    return Filled(signed_in_as(NACAOME), "/es/mesa/casos/juntos/", values)


def _group():
    """One case, offered as a group to the window of La Unión."""
    case = open_case()
    first = offer(case)
    actions.withdraw(referral_id=first.pk, by=actor_of(NACAOME), at=STARTS_AT)
    (made,) = actions.offer_batch(
        case_ids=[case.pk],
        service_id=first.service_id,
        is_protocol_signed=True,
        by=actor_of(NACAOME),
        at=STARTS_AT,
    )
    return access.read_referral(actor_of(LA_UNION), referral_id=made.referral_id, at=STARTS_AT).row


def answers():
    row = _group()
    values = {f"answer-{row.referral_id}": "accepted"}
    return Filled(signed_in_as(LA_UNION), f"/es/mesa/lotes/{row.batch_id}/", values)


def _arrived():
    referral = offer(open_case())
    for verb in (actions.accept, actions.mark_arrived):
        verb(referral_id=referral.pk, by=actor_of(LA_UNION), at=STARTS_AT)
    return referral


def outcome():
    referral = _arrived()
    values = {"outcome": "delivered:in_part"}
    return Filled(signed_in_as(LA_UNION), _page(referral, "contrarreferencia"), values)


def hand_over():
    referral = _arrived()
    values = {
        "handed_at": f"{STARTS_AT:%Y-%m-%dT%H:%M}",
        "place": "Puente El Amatillo",
        "giver_role": "oficial de ventanilla",
        "giver_name": "",
        "receiver_role": "enfermera de turno",
        "receiver_name": "",
        "condition": "needs_care",
        "condition_note": "fiebre",
        "papers": "partida de nacimiento",
        "belongings": "una mochila",
        "alone_with_police": "no",
        "relation": "checked",
    }
    return Filled(signed_in_as(NACAOME), _page(referral, "acta/escribir"), values)


SHELF = Shelf(viewer=None, at=STARTS_AT)
BOUND = {
    forms.PhoneForm: lambda: {"tellable": ("accepted", "declined", "arrived"), "shelf": SHELF},
    forms.NextForm: lambda: {"given": (), "shelf": SHELF},
    forms.SaidYesForm: lambda: {
        "without_adult": True,
        "against": [ToldReason("age", "", "")],
    },
    forms.GroupForm: lambda: {
        "rows": {row.case_id: row.code for row in access.list_cases(actor_of(NACAOME))},
        "shelf": SHELF,
        "at": STARTS_AT,
    },
    forms.GroupAnswerForm: lambda: {"rows": ()},
    HandOverForm: lambda: {"has_child": True, "since": STARTS_AT, "at": STARTS_AT},
}
FORMS = {
    forms.PhoneForm: by_telephone,
    forms.SlipForm: with_a_slip,
    forms.NextForm: next_address,
    forms.SaidYesForm: said_yes,
    forms.GroupForm: a_group,
    forms.GroupAnswerForm: answers,
    forms.OutcomeForm: outcome,
    HandOverForm: hand_over,
}
