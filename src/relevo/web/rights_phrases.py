"""Words of what a person may ask for, and of who looked."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

RIGHTS_KINDS: Words = {
    "copy": _("A copy of everything that is kept"),
    "correction": _("A correction: something is not right"),
    "erasure": _("That everything is deleted"),
    "restriction": _("That nothing more is done with it for now"),
    "objection": _("That it is not used for something: say for what"),
}

RIGHTS_OUTCOMES: Words = {
    "granted": pgettext_lazy("answer to a request", "Granted"),
    "partly": pgettext_lazy("answer to a request", "Granted in part"),
    "refused": pgettext_lazy("answer to a request", "Not granted"),
}

RIGHTS_REASONS: Words = {
    "right_as_it_stands": _("What is kept is right as it stands"),
    "court_order": _("A court has ordered that it be kept"),
    "child_file": _("The law orders that a child's file be kept"),
    "medical_record": _("The law orders that a medical record be kept"),
    "asylum_file": _("An asylum procedure is open and needs it"),
    "not_hers": _("It concerns another person"),
}

LOOKED_VERBS: Words = {
    "case.opened": _("opened the case for the first time"),
    "case.read": _("looked at the case"),
    "case.changed": _("changed what is known"),
    "case.closed": _("closed the case"),
    "case.team_joined": _("let a colleague work on it"),
    "case.team_left": _("took a colleague off the case"),
    "case.route_chosen": _("chose a route"),
    "case.key_given": _("gave the person the code and the four words"),
    "case.key_renewed": _("sealed the case with a new key"),
    "case.listed": _("saw its line in the list of cases"),
    "case.searched": _("found it in a search"),
    "caseload.listed": _("saw its line in the list of the whole institution"),
    "case.glass_broken": _("opened the case in an emergency"),
    "case.glass_read": _("looked at the case in an emergency"),
    "consent.given": _("recorded a consent"),
    "consent.withdrawn": _("recorded that a consent was taken back"),
    "disclosure.refused": _("tried to send something; it was stopped"),
    "referral.offered": _("offered the case to another institution"),
    "referral.read": _("looked at what was sent to it"),
    "referral.listed": _("saw its line in the inbox"),
    "referral.accepted": _("accepted"),
    "referral.declined": _("declined"),
    "referral.arrived": _("noted the arrival"),
    "referral.delivered": _("noted that the service was given"),
    "referral.withdrawn": _("took back what was sent"),
    "rights.opened": _("opened this page with the code and the words"),
    "rights.read": _("saw this page with the code and the words"),
    "rights.asked": _("took down a request of the person"),
    "rights.lifted": _("let work on the case go on, as the person asked"),
    "rights.request_read": _("read what the person asked for"),
    "rights.answered": _("answered a request of the person"),
}
"""The acts a person is told of one by one; every other one is work on the case."""

OTHER_ACT = _("worked on the case")
