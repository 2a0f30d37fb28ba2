"""What the pages say when an act of the loop is refused: a sentence, and nothing has changed."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relevo.cases.errors import (
    AlternateRefused,
    AnswerRefused,
    AnswerTooLate,
    DisclosureRefused,
    HandOverRefused,
    MoveNotYours,
    OfferRefused,
    OnProbation,
    OnwardRefused,
    PhoneRefused,
    RestrictionStands,
    TransitionRefused,
)
from relevo.web.consent_phrases import WHY_NOT_ASKED
from relevo.web.loop_phrases import ON_HOLD, ON_PROBATION

BY_PROBLEM: dict[tuple[str, str], Promise] = {
    ("told", "unknown"): _("This cannot be told of the referral as it stands now."),
    ("told", "on_hold"): ON_HOLD,
    ("better_service", "with_a_no_only"): _("Choose a better address only when they decline."),
    ("better_service", "the_same"): _("This very service is no better address."),
    ("better_service", "unknown"): _(
        "This better address is not in the directory, or it does not work now."
    ),
    ("decline_code", "with_a_no_only"): _("Choose why only when they decline."),
    ("decline_code", "unknown"): _("Choose why it is declined."),
    ("role", "missing"): _("Write who answered, as a role: for example, the shift nurse."),
    ("slip_code", "unreadable"): _("This is not a code. Let them read it out again."),
    ("slip_code", "does_not_match"): _("This is not the code of this slip."),
    ("answer", "settled"): _("This was settled already."),
    ("referral", "has_ended"): _("This referral has ended: a next address is of no use any more."),
    ("consent", "the_same"): _("This is the very service that was asked."),
    ("consent", "noted"): _("This address is noted already."),
    ("consent", "too_many"): _("Five next addresses are enough."),
    ("consent", "barred"): _(
        "This case must not go there now: the directory of the case says why."
    ),
    ("consent", "restricted"): WHY_NOT_ASKED["restricted"],
    ("consent", "unknown"): _("Choose one of the consents of this case."),
    ("alternate", "unknown"): _("This address is not noted any more."),
    ("cases", "too_many"): _("Choose at most 60 cases."),
    ("needed_by", "passed"): _("This has already passed."),
    ("needed_why", "unknown"): _("Say by when, if you say why."),
    ("service", "unknown"): _("No service has this code, or it does not work now."),
    ("referral", "not_now"): _(
        "A hand-over is recorded from the yes on, for somebody who is to come or who came."
    ),
    ("referral", "confirmed"): _("The receiver has confirmed this record: it stays as it is."),
    ("referral", "not_written"): _("Nobody has written the record yet."),
    ("referral", "changed"): _(
        "The record was changed after it was shown to you: nothing is confirmed. Read it once more."
    ),
    ("referral", "own_first"): _(
        "Who hands over has not confirmed yet that it received the person: that record comes first."
    ),
    ("place", "missing"): _("Write where it was."),
    ("giver_role", "missing"): _("Write the role of who hands over."),
    ("receiver_role", "missing"): _("Write the role of who receives."),
    ("handed_at", "ahead"): _("This lies ahead: record a hand-over when it happens."),
    ("handed_at", "before_the_offer"): _("This lies before the offer."),
    ("alone_with_police", "missing"): _(
        "Say whether the child was at any time alone with police; also when it is not known."
    ),
    ("relation", "missing"): _("Say whether it was checked who travels with the child."),
}

BY_KIND: dict[type[Exception], Promise] = {
    TransitionRefused: _("This referral has already moved on. Nothing was changed."),
    OnProbation: ON_PROBATION,
    MoveNotYours: _("The other institution makes this move."),
    AnswerTooLate: _("The time to answer is over. Call the sender."),
    RestrictionStands: ON_HOLD,
    DisclosureRefused: _("The consent has ended: ask the sender to speak with the person again."),
    OnwardRefused: _("A case of your own cannot be opened out of this referral."),
    AnswerRefused: _("Choose one of the answers."),
}

REFUSALS: tuple[type[Exception], ...] = (
    AlternateRefused,
    HandOverRefused,
    OfferRefused,
    PhoneRefused,
    *BY_KIND,
)


def said(refusal: Exception) -> str:
    """The sentence for a refusal of the loop."""
    field, problem = getattr(refusal, "field", ""), getattr(refusal, "problem", "")
    if (field, problem) in BY_PROBLEM:
        return str(BY_PROBLEM[field, problem])
    named = (words for kind, words in BY_KIND.items() if isinstance(refusal, kind))
    return str(next(named, _("This cannot be done so. Nothing was changed.")))
