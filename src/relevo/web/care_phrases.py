"""Recurring terms of the care of the directory: uploads, rounds, change requests."""

from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

ENTRY_FIELDS: Words = {
    "phone": pgettext_lazy("entry", "Telephone"),
    "hours": pgettext_lazy("entry", "Opening hours in words"),
    "opening_hours": pgettext_lazy("entry", "Opening hours for computing"),
    "status": pgettext_lazy("entry", "Does it work?"),
    "name": pgettext_lazy("entry", "Name of the service"),
    "needs": pgettext_lazy("entry", "What it is for"),
    "locality": pgettext_lazy("entry", "Locality"),
    "address": pgettext_lazy("entry", "Address"),
    "email": pgettext_lazy("entry", "E-mail"),
    "url": pgettext_lazy("entry", "Web page"),
    "note": pgettext_lazy("entry", "Note"),
}

ENTRY_ANSWERS: Words = {
    "confirmed": pgettext_lazy("answer about an entry", "It is right"),
    "changed": pgettext_lazy("answer about an entry", "Something changed"),
    "not_ours": pgettext_lazy("answer about an entry", "This is not ours"),
}

CHANGE_STATES: Words = {
    "open": pgettext_lazy("change request", "To be decided"),
    "approved": pgettext_lazy("change request", "Taken in"),
    "refused": pgettext_lazy("change request", "Refused"),
    "withdrawn": pgettext_lazy("change request", "Taken back"),
}

ROUND_STATES: Words = {
    "open": pgettext_lazy("round of verification", "Open"),
    "closed": pgettext_lazy("round of verification", "Closed"),
}

SERVICE_STATUSES: Words = {
    "active": pgettext_lazy("service", "Works"),
    "planned": pgettext_lazy("service", "Planned"),
    "historic": pgettext_lazy("service", "Was once"),
    "closed": pgettext_lazy("service", "Closed"),
}

HOW_CONFIRMED: Words = {
    "published": pgettext_lazy("how an entry was confirmed", "from a publication"),
    "telephone": pgettext_lazy("how an entry was confirmed", "by telephone"),
    "visit": pgettext_lazy("how an entry was confirmed", "by a visit"),
    "own": pgettext_lazy("how an entry was confirmed", "by the institution itself"),
    "link": pgettext_lazy("how an entry was confirmed", "by the institution, with its link"),
    "referral": pgettext_lazy("how an entry was confirmed", "it answered a referral"),
}
