"""Words of what an institution answers for: legal demands and incidents."""

from django.utils.translation import gettext_lazy as _

from relevo.web.phrases import Words

LEGAL_KINDS: Words = {
    "court": _("A court"),
    "prosecutor": _("A prosecutor"),
    "police": _("The police"),
    "migration": _("A migration authority"),
    "consulate": _("A consulate"),
    "other": _("Somebody else"),
}

LEGAL_ANSWERS: Words = {
    "neither": _("Neither confirmed nor denied that we know the person"),
    "refused": _("Refused, with the reason in law"),
    "narrowed": _("Given only what the order names"),
    "complied": _("Given what was demanded"),
}

DATA_CLASSES: Words = {
    "K": _("Can cost a life: sealed, opened by the team of a case only"),
    "H": _("Can do harm: kept apart from names, need to know"),
    "I": _("Inside: for who is signed in"),
    "P": _("Public"),
}

DATA_PURPOSES: Words = {
    "accountability": _("To account for what was done, and by whom"),
    "borders": _("To know what a crossing really does"),
    "care": _("To help a person and to refer her"),
    "complaints": _("To hear how the help was, and to act on abuse"),
    "consent": _("To read out what a person agrees to"),
    "delivery": _("To tell others what concerns them"),
    "directory": _("To find help that is open"),
    "exchange": _("To learn from each other and keep promises"),
    "networks": _("To run a network: seats, meetings, agreements"),
    "pathways": _("To agree who does what, in which order"),
    "reference": _("To name places alike"),
    "running": _("To run this instance"),
    "situation": _("To act in time when many people need help at once"),
    "sign_in": _("To know who works here, and to let nobody else in"),
}

DATA_KEPT: Words = {
    "case": _("the case ends: the network's period after closing, two years at most"),
    "five_years": _("five years have passed since it ended"),
    "forever": _("the instance ends"),
    "membership": _("the membership ends"),
    "network_life": _("the network ends it"),
    "two_years": _("two years have passed"),
    "record": _("the instance ends: a record with a gap proves nothing"),
    "until_delivered": _("a week after it was delivered"),
    "while_true": _("it is not true any more"),
}
