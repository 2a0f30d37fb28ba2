"""Words of the work on a case: factors, questions, notes, plan, follow-ups, files."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

FACTOR_LEVELS: Words = {
    "individual": pgettext_lazy("level of factors", "The person"),
    "household": pgettext_lazy("level of factors", "Household and family"),
    "community": pgettext_lazy("level of factors", "Community"),
    "structural": pgettext_lazy("level of factors", "Laws, institutions, surroundings"),
}
FACTOR_SIGNS: Words = {
    "risk": pgettext_lazy("sign of factors", "Risk"),
    "protective": pgettext_lazy("sign of factors", "Protects"),
}
ASKED_OF: Words = {
    "person": pgettext_lazy("asked of", "Ask the person"),
    "child": pgettext_lazy("asked of", "Ask the child, in simple words"),
    "carer": pgettext_lazy("asked of", "Ask who cares for the child"),
    "team": pgettext_lazy("asked of", "For you to note; do not ask"),
}
PROMPT_PROFILES: Words = {
    "nna": pgettext_lazy("questions", "Child or adolescent without family"),
    "trafficking_victim": pgettext_lazy("questions", "Signs of trafficking"),
    "gbv_survivor": pgettext_lazy("questions", "Gender-based violence"),
    "lgbtiq": pgettext_lazy("questions", "Name, address and room"),
    "refugee_claimant": pgettext_lazy("questions", "International protection"),
    "returnee": pgettext_lazy("questions", "Return"),
    "medical": pgettext_lazy("questions", "Health"),
    "family": pgettext_lazy("questions", "Family group"),
    "extra_regional": pgettext_lazy("questions", "From outside the region"),
    "idp": pgettext_lazy("questions", "Internal displacement"),
    "family_of_missing": pgettext_lazy("questions", "Family links"),
}
RELATIONS: Words = {
    "mother": pgettext_lazy("relation", "Mother"),
    "father": pgettext_lazy("relation", "Father"),
    "child": pgettext_lazy("relation", "Daughter or son"),
    "sibling": pgettext_lazy("relation", "Sister or brother"),
    "grandparent": pgettext_lazy("relation", "Grandmother or grandfather"),
    "partner": pgettext_lazy("relation", "Partner"),
    "other": pgettext_lazy("relation", "Another relation"),
    "alone": pgettext_lazy("relation", "Not related"),
}
CHANNELS: Words = {
    "in_person": pgettext_lazy("channel", "Only in person"),
    "call": pgettext_lazy("channel", "Call"),
    "text": pgettext_lazy("channel", "Text or WhatsApp message"),
    "somebody": pgettext_lazy("channel", "Through somebody"),
    "none": pgettext_lazy("channel", "There is no safe way"),
}
MAY_SAY: Words = {
    "nothing": pgettext_lazy("may say", "Nothing to anybody else"),
    "notice": pgettext_lazy("may say", "Only: “there is a notice for you”"),
    "institution": pgettext_lazy("may say", "Which institution is calling"),
}
TASK_KINDS: Words = {
    "plan": pgettext_lazy("task", "Step of the plan"),
    "follow_up": pgettext_lazy("task", "Follow-up"),
}
TASK_OUTCOMES: Words = {
    "done": pgettext_lazy("task", "Done"),
    "not_possible": pgettext_lazy("task", "Was not possible"),
    "not_needed": pgettext_lazy("task", "Not needed any more"),
    "not_reached": pgettext_lazy("task", "Nobody was reached"),
}
ATTACHMENT_KINDS: Words = {
    "image": pgettext_lazy("attachment", "Picture"),
    "pdf": pgettext_lazy("attachment", "PDF"),
}
READ_PURPOSES: Words = {
    "intake": pgettext_lazy("purpose of reading", "To note what is known"),
    "plan": pgettext_lazy("purpose of reading", "To plan"),
    "referral": pgettext_lazy("purpose of reading", "For a referral"),
    "follow_up": pgettext_lazy("purpose of reading", "To follow up with the person"),
    "review": pgettext_lazy("purpose of reading", "To review or report"),
}
NEEDED_BY: Words = {
    "hiv_prevention": pgettext_lazy("needed by", "Prevention of HIV is possible until"),
    "emergency_contraception": pgettext_lazy(
        "needed by", "Emergency contraception is possible until"
    ),
    "asylum_claim_sv": pgettext_lazy(
        "needed by", "The claim for protection in El Salvador is in time until"
    ),
    "stay_gt": pgettext_lazy("needed by", "The provisional stay in Guatemala is valid until"),
    "permit_hn": pgettext_lazy("needed by", "The transit permit is valid until"),
}
NOTE_ROLES: Words = {
    "": pgettext_lazy("role", "Somebody of the team"),
    "officer": pgettext_lazy("role", "Front-line officer"),
    "duty_officer": pgettext_lazy("role", "Duty officer"),
}
FILE_REFUSALS: Words = {
    "missing": _("Choose a file."),
    "empty": _("The file is empty. Choose it again."),
    "too_large": _("The file is larger than 8 MB. Send a smaller picture or fewer pages."),
    "heic": _(
        "This picture is in the HEIC format of a telephone. Save it as JPEG, or take a screenshot"
        " of it, and send that."
    ),
    "unknown_kind": _("Only pictures (JPEG, PNG, WebP) and PDF are kept. This file is another."),
    "broken": _("The file cannot be read: it may be damaged or cut off. Try another copy."),
    "too_many_pixels": _("The picture is too large to be opened safely. Make it smaller first."),
    "too_many_pages": _("The PDF has more than 20 pages. Send only those that matter."),
    "locked": _("The PDF asks for a password. Save it without one and send it again."),
    "too_large_drawn": _("There is too much on these pages. Send fewer of them."),
    "too_many": _("The case has 40 files already. Remove one that is not needed."),
    "name_missing": _("Say in a few words what the file is."),
    "name_too_long": _("The name is too long."),
    "description_too_long": _("The description is too long."),
}
WORK_REFUSALS: Words = {
    "text:missing": _("Write the note first."),
    "text:too_long": _("The note is too long. Make two of it."),
    "text:too_many": _("The case has too many notes."),
    "what:missing": _("Say what is to be done."),
    "what:too_many": _("The case has too many steps and follow-ups."),
    "due_on:out_of_range": _("Choose a day from today on, within two years."),
}
