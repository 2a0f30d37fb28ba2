"""Words of how a referral closes its loop: telephone, slip, next addresses, hand-over, outcome."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = dict[str, Promise]

PHONE_TOLD: Words = {
    "accepted": pgettext_lazy("told by telephone", "They accept: they expect the person"),
    "declined": pgettext_lazy("told by telephone", "They decline"),
    "arrived": pgettext_lazy("told by telephone", "The person is there"),
    "not_arrived": pgettext_lazy("told by telephone", "The person did not arrive"),
    "delivered": pgettext_lazy("told by telephone", "The service was delivered"),
    "not_delivered": pgettext_lazy("told by telephone", "The service was not delivered"),
}

OUTCOMES: Words = {
    "delivered": pgettext_lazy("outcome", "The service was delivered"),
    "delivered:in_part": pgettext_lazy("outcome", "It was delivered in part"),
    "delivered:referred_onward": pgettext_lazy("outcome", "Delivered, and referred onward"),
    "not_delivered:referred_onward": pgettext_lazy("outcome", "Not delivered: referred onward"),
    "not_delivered:refused_by_person": pgettext_lazy(
        "outcome", "Not delivered: the person did not want it"
    ),
    "not_delivered:no_capacity": pgettext_lazy("outcome", "Not delivered: there was no room"),
    "not_delivered:not_eligible": pgettext_lazy(
        "outcome", "Not delivered: this service is not for the person"
    ),
    "not_delivered:person_left": pgettext_lazy("outcome", "Not delivered: the person left"),
    "not_delivered": pgettext_lazy("outcome", "Not delivered, for another reason"),
}

STEP_NOTES: Words = {
    "place_held": pgettext_lazy("history", "a place is held"),
    "slip": pgettext_lazy("history", "with the slip"),
    "phone_slip": pgettext_lazy("history", "told by telephone, with the code of the slip"),
    "hand_over": pgettext_lazy("history", "with the hand-over record"),
    "in_part": pgettext_lazy("history", "in part"),
    "referred_onward": pgettext_lazy("history", "and referred onward"),
    "refused_by_person": pgettext_lazy("history", "the person did not want it"),
    "no_capacity": pgettext_lazy("history", "no place is free"),
    "not_eligible": pgettext_lazy("history", "not for this person"),
    "person_left": pgettext_lazy("history", "the person left"),
    "after_declined": pgettext_lazy("history", "after the address before declined"),
    "after_expired": pgettext_lazy("history", "after the address before did not answer in time"),
    "after_not_arrived": pgettext_lazy(
        "history", "after the person did not arrive at the address before"
    ),
}

HAND_OVER_CONFIRMED = pgettext_lazy("history", "Hand-over confirmed")
"""By which side stands beside it."""

HAND_OVER_ENDED = pgettext_lazy(
    "history", "Another institution answers for the person from here on"
)
"""By a later hand-over; beside it stands the side by which the person went on."""

SKIPS: Words = {
    "no_consent": pgettext_lazy("not offered", "There is no consent for it now"),
    "blocked": pgettext_lazy("not offered", "This case must not go there now"),
    "restricted": pgettext_lazy("not offered", "The person asked that nothing more is done"),
    "not_offered": pgettext_lazy("not offered", "The service does not receive it now"),
    "is_offered": pgettext_lazy("not offered", "It is offered there already"),
    "no_protocol": pgettext_lazy("not offered", "The sharing protocol is not signed"),
    "too_late": pgettext_lazy("not offered", "It would come too late"),
    "case_closed": pgettext_lazy("not offered", "The case is closed"),
}

ON_PROBATION = _("On probation nobody takes over a child, or more than three people at a time.")

BATCH_ANSWERS: Words = {
    "accepted": pgettext_lazy("group", "Accepted"),
    "declined": pgettext_lazy("group", "Declined"),
    "moved_on": pgettext_lazy("group", "It has moved on meanwhile: nothing was changed"),
    "too_late": pgettext_lazy("group", "The time to answer was over"),
    "no_reason": pgettext_lazy("group", "Choose why not"),
    "no_consent": pgettext_lazy("group", "The consent has ended: call the sender"),
    "on_hold": pgettext_lazy("group", "Nothing new may be done with it for now: call the sender"),
    "on_probation": ON_PROBATION,
}

ON_HOLD = _(
    "For now nothing new may be done with what is known of this person: it can be neither accepted "
    "nor passed on. Ask the sender whether it goes on."
)
"""Why is told to the team of the case alone: to some, that the person asked for it is too much."""

NEEDED_WHY: Words = {
    "departure": pgettext_lazy("needed by", "The person leaves then"),
    "medical": pgettext_lazy("needed by", "A medical limit"),
    "legal": pgettext_lazy("needed by", "A legal limit"),
}

CONDITIONS: Words = {
    "well": pgettext_lazy("hand-over", "Well"),
    "tired": pgettext_lazy("hand-over", "Tired or hungry"),
    "needs_care": pgettext_lazy("hand-over", "Hurt or ill: needs care"),
    "in_care": pgettext_lazy("hand-over", "Hurt or ill: is being cared for"),
}

RELATIONS: Words = {
    "checked": pgettext_lazy("hand-over", "Travels with an adult; who that adult is was checked"),
    "unchecked": pgettext_lazy(
        "hand-over", "Travels with an adult; who that adult is was not checked"
    ),
    "no_adult": pgettext_lazy("hand-over", "Travels without an adult of the family"),
}

ALONE: Words = {
    "no": pgettext_lazy("alone with police", "No, at no time"),
    "yes": pgettext_lazy("alone with police", "Yes, it happened"),
    "unknown": pgettext_lazy("alone with police", "It is not known"),
}

ALONE_SAID: Words = {
    "no": _("At no time left alone with police."),
    "yes": _("Was left alone with police."),
    "unknown": _("It is not known whether the child was left alone with police."),
}

HAND_OVER_FLAGS: Words = {
    "alone_with_police": _(
        "The child was left alone with police: tell whoever supervises and the child-protection "
        "authority."
    ),
    "alone_unknown": _(
        "Nobody knows whether the child was left alone with police: find out, and tell whoever "
        "supervises."
    ),
    "adult_unchecked": _(
        "Who the adult is that travels with the child was not checked: it is still to be done."
    ),
}

PAPER_TITLE = _("Hand-over record")
