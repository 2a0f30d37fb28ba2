"""Recurring terms of the public and the desk pages, once, as translatable text.

Values of the data apps are neutral codes; the words for people are here. The Spanish is in
``locale/es`` and follows the glossary.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.wording import words

Words = dict[str, Promise]

CROSSING_STATES: Words = {
    "open": pgettext_lazy("crossing state", "Open"),
    "restricted": pgettext_lazy("crossing state", "Restricted"),
    "closed": pgettext_lazy("crossing state", "Closed"),
    "not_confirmed": pgettext_lazy("crossing state", "Not confirmed"),
}

DIRECTIONS: Words = {
    "entry": pgettext_lazy("direction", "Entering"),
    "exit": pgettext_lazy("direction", "Leaving"),
    "both": pgettext_lazy("direction", "Both directions"),
}

SIDES: Words = dict(words.SIDES)

REPORT_KINDS: Words = {
    "announced": pgettext_lazy("status report", "Announced"),
    "observed": pgettext_lazy("status report", "Observed by the network"),
}

CONFIDENCE: Words = {
    "high": pgettext_lazy("confidence", "High confidence"),
    "medium": pgettext_lazy("confidence", "Medium confidence"),
    "low": pgettext_lazy("confidence", "Low confidence"),
}

URGENCIES: Words = {
    "emergency": pgettext_lazy("urgency", "Emergency"),
    "urgent": pgettext_lazy("urgency", "Urgent"),
    "normal": pgettext_lazy("urgency", "Normal"),
}

AGE_BANDS: Words = {
    "0-4": pgettext_lazy("age band", "0 to 4 years"),
    "5-11": pgettext_lazy("age band", "5 to 11 years"),
    "12-17": pgettext_lazy("age band", "12 to 17 years"),
    "18-20": pgettext_lazy("age band", "18 to 20 years"),
    "21-59": pgettext_lazy("age band", "21 to 59 years"),
    "60+": pgettext_lazy("age band", "60 years or more"),
}

SEXES: Words = {
    "female": pgettext_lazy("sex", "Woman or girl"),
    "male": pgettext_lazy("sex", "Man or boy"),
    "other": pgettext_lazy("sex", "Other"),
    "unknown": pgettext_lazy("sex", "Not stated"),
}

MODES: Words = {
    "foot": pgettext_lazy("mode of travel", "On foot"),
    "bus": pgettext_lazy("mode of travel", "By bus"),
    "car": pgettext_lazy("mode of travel", "By car"),
}

STEP_STATES: Words = {
    "confirmed": pgettext_lazy("plan step", "Confirmed"),
    "confirm_first": pgettext_lazy("plan step", "Confirm first"),
    "estimated": pgettext_lazy("plan step", "Estimate"),
}

REFERRAL_STATES: Words = {
    "draft": pgettext_lazy("referral state", "Draft"),
    "offered": pgettext_lazy("referral state", "Offered"),
    "seen": pgettext_lazy("referral state", "Seen"),
    "accepted": pgettext_lazy("referral state", "Accepted"),
    "declined": pgettext_lazy("referral state", "Declined"),
    "withdrawn": pgettext_lazy("referral state", "Withdrawn"),
    "expired": pgettext_lazy("referral state", "Time is up"),
    "arrived": pgettext_lazy("referral state", "Arrived"),
    "not_arrived": pgettext_lazy("referral state", "Did not arrive"),
    "delivered": pgettext_lazy("referral state", "Service delivered"),
    "not_delivered": pgettext_lazy("referral state", "Service not delivered"),
    "closed": pgettext_lazy("referral state", "Referral closed"),
}

NOTICE_KINDS: Words = {
    "info": pgettext_lazy("notice", "Information"),
    "success": pgettext_lazy("notice", "Done"),
    "warn": pgettext_lazy("notice", "Attention"),
    "danger": pgettext_lazy("notice", "Important"),
}

COUNTRIES: Words = {
    **words.COUNTRIES,
    "CU": pgettext_lazy("country", "Cuba"),
    "HT": pgettext_lazy("country", "Haiti"),
    "DO": pgettext_lazy("country", "Dominican Republic"),
    "VE": pgettext_lazy("country", "Venezuela"),
    "CO": pgettext_lazy("country", "Colombia"),
    "EC": pgettext_lazy("country", "Ecuador"),
    "PE": pgettext_lazy("country", "Peru"),
    "BR": pgettext_lazy("country", "Brazil"),
    "CL": pgettext_lazy("country", "Chile"),
    "US": pgettext_lazy("country", "United States"),
    "CM": pgettext_lazy("country", "Cameroon"),
    "CD": pgettext_lazy("country", "Democratic Republic of the Congo"),
    "BD": pgettext_lazy("country", "Bangladesh"),
    "IN": pgettext_lazy("country", "India"),
    "NP": pgettext_lazy("country", "Nepal"),
    "ZZ": pgettext_lazy("country", "Another country"),
}

DIAL_CODES: dict[str, str] = {"GT": "+502", "HN": "+504", "SV": "+503", "NI": "+505", "MX": "+52"}

HELP_IS_FREE = _("All help is free. Nobody may ask you for money, work or sex in exchange for it.")
NOT_ENDORSED = _(
    "Relevo is not a product of any institution listed here, and none of them endorses it."
)

ROLES: Words = {
    "officer": pgettext_lazy("role", "Front-line officer"),
    "duty_officer": pgettext_lazy("role", "Duty officer"),
    "border_monitor": pgettext_lazy("role", "Border monitor"),
    "coordinator": pgettext_lazy("role", "Network coordinator"),
    "analyst": pgettext_lazy("role", "Regional analyst"),
    "institution_admin": pgettext_lazy("role", "Institution administrator"),
    "platform_admin": pgettext_lazy("role", "Platform administrator"),
}

SPOKEN_LANGUAGES: Words = {
    "es": pgettext_lazy("language", "Spanish"),
    "en": pgettext_lazy("language", "English"),
    "fr": pgettext_lazy("language", "French"),
    "ht": pgettext_lazy("language", "Haitian Creole"),
    "pt": pgettext_lazy("language", "Portuguese"),
    "kek": pgettext_lazy("language", "Q’eqchi’"),
    "quc": pgettext_lazy("language", "K’iche’"),
    "mam": pgettext_lazy("language", "Mam"),
    "caa": pgettext_lazy("language", "Ch’orti’"),
    "cab": pgettext_lazy("language", "Garifuna"),
    "miq": pgettext_lazy("language", "Miskito"),
    "zz": pgettext_lazy("language", "Another language"),
}

TRAVEL_DOCUMENTS: Words = {
    "national_id": pgettext_lazy("document", "National identity document"),
    "passport": pgettext_lazy("document", "Passport"),
    "birth_certificate": pgettext_lazy("document", "Birth certificate"),
    "parental_authorization": pgettext_lazy("document", "Authorization of the parents"),
    "negative_pcr": pgettext_lazy("document", "Negative PCR test"),
    "negative_rapid_test": pgettext_lazy("document", "Negative rapid or antigen test"),
    "vaccination": pgettext_lazy("document", "Vaccination card"),
    "residence_permit": pgettext_lazy("document", "Residence permit"),
}

PROFILE_FACTORS: Words = {
    "pregnant": pgettext_lazy("factor", "Pregnant"),
    "disability": pgettext_lazy("factor", "Disability"),
    "returnee": pgettext_lazy("factor", "Was returned or is going back home"),
    "idp": pgettext_lazy("factor", "Displaced inside their own country"),
    "refugee_claimant": pgettext_lazy("factor", "Seeks refugee status"),
    "gbv_survivor": pgettext_lazy("factor", "Survived gender-based violence"),
    "trafficking_victim": pgettext_lazy("factor", "Signs of trafficking"),
}

DECLINE_CODES: Words = {
    "no_capacity": pgettext_lazy("decline", "No place is free"),
    "not_eligible": pgettext_lazy("decline", "We do not take this profile"),
    "missing_document": pgettext_lazy("decline", "A document is missing"),
    "out_of_area": pgettext_lazy("decline", "Outside our area"),
    "other": pgettext_lazy("decline", "Another reason"),
}

CONSENT_FORMS: Words = {
    "oral": pgettext_lazy("consent", "Said yes, after it was read out"),
    "written": pgettext_lazy("consent", "Signed"),
    "assent": pgettext_lazy("consent", "Child's assent, with guardian or best-interests decision"),
}

CASE_CLOSINGS: Words = {
    "helped": pgettext_lazy("closing", "Helped"),
    "moved_on": pgettext_lazy("closing", "Moved on"),
    "no_contact": pgettext_lazy("closing", "No contact any more"),
    "did_not_want": pgettext_lazy("closing", "Did not want to go on"),
    "handed_over": pgettext_lazy("closing", "Handed over"),
    "opened_in_error": pgettext_lazy("closing", "Opened in error"),
}

REFERRAL_CLOSINGS: Words = {
    "delivered": pgettext_lazy("closing", "The service was delivered"),
    "other_referral": pgettext_lazy("closing", "Referred elsewhere"),
    "no_longer_needed": pgettext_lazy("closing", "Not needed any more"),
    "person_left": pgettext_lazy("closing", "The person left"),
    "no_contact": pgettext_lazy("closing", "No contact any more"),
    "no_service": pgettext_lazy("closing", "There is no such service"),
}

PLAYED_BY_DEMO = pgettext_lazy(
    "institution that plays a part on a demonstration", "Example institution (DEMO)"
)

MOVE_WORDS: Words = {
    "accepted": pgettext_lazy("move", "Accept: we expect the person"),
    "seen": pgettext_lazy("move", "We have seen it and answer later"),
    "withdrawn": pgettext_lazy("move", "Withdraw the offer"),
    "arrived": pgettext_lazy("move", "The person arrived"),
    "not_arrived": pgettext_lazy("move", "The person did not arrive"),
    "delivered": pgettext_lazy("move", "The service was delivered"),
    "not_delivered": pgettext_lazy("move", "The service was not delivered"),
}

PACKET_FIELDS: Words = {
    "needs": pgettext_lazy("packet", "Needs"),
    "urgency": pgettext_lazy("packet", "Urgency"),
    "age_bands": pgettext_lazy("packet", "Ages"),
    "group_size": pgettext_lazy("packet", "People"),
    "language": pgettext_lazy("packet", "Language"),
    "arrives_at": pgettext_lazy("packet", "Expected arrival"),
    "sexes": pgettext_lazy("packet", "Sex"),
    "accompanied": pgettext_lazy("packet", "Travels with parent or guardian"),
    "documents": pgettext_lazy("packet", "Papers"),
    "profiles": pgettext_lazy("packet", "Also relevant"),
    "nationality": pgettext_lazy("packet", "Nationality"),
    "heads_for": pgettext_lazy("packet", "Heading for"),
    "safe_contact": pgettext_lazy("packet", "Safe contact"),
    "name": pgettext_lazy("packet", "Name"),
    "health": pgettext_lazy("packet", "Health"),
    "narrative": pgettext_lazy("packet", "What happened"),
}

LINK_STAGES: Words = {
    "answer": pgettext_lazy("link", "For the answer"),
    "arrival": pgettext_lazy("link", "For arrival and delivery"),
    "deletion": pgettext_lazy("link", "For the deletion"),
}

PARTIES: Words = {
    "sender": pgettext_lazy("party", "who sent it"),
    "recipient": pgettext_lazy("party", "who received it"),
    "clock": pgettext_lazy("party", "the clock"),
    "turn": pgettext_lazy("party", "as the next address"),
}

VERIFICATION_METHODS: Words = {
    "telephone": pgettext_lazy("verification", "By telephone"),
    "visit": pgettext_lazy("verification", "Somebody was there"),
    "own": pgettext_lazy("verification", "It is our own service"),
    "published": pgettext_lazy("verification", "It was published"),
}

VERIFICATION_OUTCOMES: Words = {
    "confirmed": pgettext_lazy("verification", "It works as the entry says"),
    "changed": pgettext_lazy("verification", "Something has changed"),
    "not_found": pgettext_lazy("verification", "It was not found"),
}
