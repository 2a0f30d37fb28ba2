"""The forms of consent without consent, of best interests and of what was taken back."""

from tests.factories.desk import NACAOME, WINDOW, offer, open_case
from tests.web.filled import Filled, signed_in_as

from relevo.accounts.models import Membership, User
from relevo.cases import actions
from relevo.cases.models import Retraction
from relevo.cases.rules.facts import Person
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution
from relevo.plumbing import receipts
from relevo.web.desk.protection import forms

SECOND = "demo-secundaria"


def girl(**changes):
    """A girl of Guatemala alone in Honduras."""
    alone = {"people": (Person("12-17", "f"),), "accompanied": False, "nationality": "GT"}
    return open_case(**alone | changes)


def second_person():
    """A colleague of Nacaome's who supervises, too."""
    user, _made = User.objects.get_or_create(username=SECOND)
    Membership.objects.get_or_create(
        user=user,
        institution=Institution.objects.get(key="HN-MUN-NACAOME"),
        role="officer",
        starts_on=STARTS_AT.date(),
        acta="A1",
    )
    return user


def to_decide():
    address = f"/es/mesa/casos/{girl().pk}/interes-superior/"
    values = {
        "decided_kind": "child_protection",
        "decided_country": "HN",
        "decided_on": "2020-11-19",
        "outcome": "stays",
    }
    return Filled(signed_in_as(NACAOME), address, values)


def to_send_without():
    values = {
        "ground": "vital_interest",
        "reasons": "Está inconsciente y sangra; no se le puede preguntar.",
        "second_person": str(second_person().pk),
    }
    address = f"/es/mesa/casos/{open_case().pk}/sin-consentimiento/{WINDOW}/"
    return Filled(signed_in_as(NACAOME), address, values)


def to_review():
    filled = to_send_without()
    filled.client.post(filled.address, filled.values)
    third, _made = User.objects.get_or_create(username="demo-tercera")
    Membership.objects.create(
        user=third,
        institution=Institution.objects.get(key="HN-MUN-NACAOME"),
        role="officer",
        starts_on=STARTS_AT.date(),
        acta="A1",
        is_supervisor=True,
    )
    client = signed_in_as("demo-tercera")
    ((row, _form),) = client.get("/es/mesa/excepciones/").context["rows"]
    return Filled(client, f"/es/mesa/excepciones/{row.exception_id}/", {"verdict": "justified"})


def to_lift():
    case = open_case()
    client = signed_in_as(NACAOME)
    client.post(f"/es/mesa/casos/{case.pk}/oferta/{WINDOW}/", {"said_no": "on"})
    refusal = case.refusals.get()
    address = f"/es/mesa/casos/{case.pk}/negativas/{refusal.pk}/levantar/"
    return Filled(client, address, {"present": "nobody"})


def taken_back():
    referral = offer(open_case())
    actions.withdraw_consent(consent_id=referral.consent_id, by=actor_of(NACAOME), at=STARTS_AT)
    return Retraction.objects.get(referral=referral)


def to_answer():
    address = f"/es/mesa/retiros/{taken_back().pk}/"
    return Filled(signed_in_as("demo-la-union"), address, {"answer": "deleted"})


def to_tell_code():
    code = offer(open_case()).consent.receipt_code
    return Filled(signed_in_as("demo-la-union"), "/es/mesa/recibos/retirar/", {"code": code})


def to_verify():
    given = offer(open_case()).consent
    text = receipts.issue(
        code=given.receipt_code,
        given_on=given.given_at.date(),
        until=given.expires_at.date(),
        digest=given.text_digest,
    )
    return Filled(signed_in_as(NACAOME), "/es/mesa/recibos/verificar/", {"text": text})


FORMS = {
    forms.BestInterestsForm: to_decide,
    forms.WithoutConsentForm: to_send_without,
    forms.ReviewExceptionForm: to_review,
    forms.LiftForm: to_lift,
    forms.RetractionForm: to_answer,
    forms.ReceiptCodeForm: to_tell_code,
    forms.ReceiptTextForm: to_verify,
}
BOUND = {forms.WithoutConsentForm: lambda: {"people": [(second_person().pk, SECOND)]}}
