"""Words of consent: how it was explained, refusals, exceptions, what was taken back."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

LEFT_OUT: Words = {
    "profile": pgettext_lazy("consent", "Her situation may be sent"),
    "contact": pgettext_lazy("consent", "How to reach her may be sent"),
    "identity": pgettext_lazy("consent", "Her name may be sent"),
    "health": pgettext_lazy("consent", "What is noted of her health may be sent"),
    "narrative": pgettext_lazy("consent", "What is noted of what happened to her may be sent"),
}
PURPOSES: Words = {
    "referral": pgettext_lazy("consent", "To be referred there"),
    "own_record": pgettext_lazy("consent", "So that they may keep a record of their own"),
}
EXPLAINED_HOW: Words = {
    "in_person": pgettext_lazy("consent", "Face to face"),
    "telephone": pgettext_lazy("consent", "By telephone"),
    "interpreter": pgettext_lazy("consent", "With an interpreter"),
}
EXPLAINED_BY: Words = {
    "case_worker": pgettext_lazy("consent", "Whoever has the case"),
    "child_specialist": pgettext_lazy("consent", "A specialist for children"),
    "health_staff": pgettext_lazy("consent", "Health staff"),
    "mediator": pgettext_lazy("consent", "A cultural mediator"),
}
PRESENT: Words = {
    "nobody": pgettext_lazy("consent", "Nobody else"),
    "relative": pgettext_lazy("consent", "A relative"),
    "interpreter": pgettext_lazy("consent", "An interpreter"),
    "witness": pgettext_lazy("consent", "A witness of her choice"),
    "child_specialist": pgettext_lazy("consent", "A specialist for children"),
}
RESPONSIBLE: Words = {
    "parent": pgettext_lazy("guardian", "Mother or father"),
    "grandparent": pgettext_lazy("guardian", "Grandmother or grandfather"),
    "sibling": pgettext_lazy("guardian", "A grown-up sister or brother"),
    "family": pgettext_lazy("guardian", "Other family"),
    "guardian": pgettext_lazy("guardian", "A legal guardian"),
    "child_authority": pgettext_lazy("guardian", "The authority for children"),
}
KNOWN_HOW: Words = {
    "document": pgettext_lazy("guardian", "By a document"),
    "child_said": pgettext_lazy("guardian", "The child said so"),
    "family_said": pgettext_lazy("guardian", "The family said so"),
    "authority_said": pgettext_lazy("guardian", "The authority said so"),
}
CONSENT_REFUSALS: Words = {
    "missing": _("For a child: say who answers for it and how you know, or record the decision."),
    "unknown": _("Choose one of the list."),
    "too_long": _("Say it in fewer words."),
}
_BARRED = _(
    "This case must not go to this institution: it could reach the authorities of the "
    "person's country, police or migration control. Only the person may choose it."
)
WHY_NOT_ASKED: Words = {
    "law": _(
        "This case must not go to this institution: the law of its country makes it dangerous for "
        "the person, whoever asks."
    ),
    "child_origin": _(
        "No authority of the child's country hears of a child alone before a decision on its best "
        "interests rules protection needs out and names that authority."
    ),
    "excluded": _("The person chose that this institution never knows."),
    **dict.fromkeys(("enforcement", "consulate", "origin_unknown", "origin_authority"), _BARRED),
    "refused": _("The person said no to this institution. Only she opens that again."),
    "restricted": _(
        "The person asked that nothing more is done with this case for now, and it was granted. "
        "Nothing new is sent and no consent is asked until she lifts it with her code and words."
    ),
    "serves_no_need": _(
        "This service gives none of what this case needs. If the person needs something that it "
        "gives, note that in the case first."
    ),
}
"""Why no consent for a recipient is asked, by the code of ``why_not_asked``."""
OUTCOMES: Words = {
    "reunited_at_origin": pgettext_lazy("decision", "Reunited with family in the own country"),
    "stays": pgettext_lazy("decision", "Stays in the country where the child is"),
    "third_country": pgettext_lazy("decision", "Goes to another country"),
    "protected_here": pgettext_lazy("decision", "Protection measure here"),
}
AUTHORITIES: Words = {
    "child_protection": pgettext_lazy("authority", "Authority for children"),
    "court": pgettext_lazy("authority", "Court"),
    "prosecutor": pgettext_lazy("authority", "Prosecutor"),
    "asylum": pgettext_lazy("authority", "Asylum authority"),
    "gov_foreign": pgettext_lazy("authority", "Foreign ministry or consulate"),
    "gov_migration": pgettext_lazy("authority", "Migration authority"),
    "registry": pgettext_lazy("authority", "Civil registry"),
}
DECISION_REFUSALS: Words = {
    "unknown": _("Choose one of the list."),
    "ahead": _("This day has not come yet."),
    "of_origin": _(
        "An authority of the child's own country cannot decide that the child needs no protection "
        "from it. Tick that protection needs were ruled out, or name another authority."
    ),
    "missing": _("A return needs both: protection needs ruled out, and the authority named."),
}
GROUNDS: Words = {
    "vital_interest": pgettext_lazy("ground", "Her life is in danger and she cannot be asked"),
    "child_duty": pgettext_lazy("ground", "The law makes us tell the authority for children"),
}
GROUND_REFUSALS: Words = {
    "missing": _("Say in one or two sentences why it cannot wait and why she cannot be asked."),
    "too_long": _("Say it in fewer words."),
    "unknown": _("Choose one of the list."),
    "reviewed": _("This was reviewed already."),
    "not_of_the_institution": _("Name another person who works on cases in your institution."),
    "no_child_alone": _("This duty is for a child without an adult."),
    "not_the_child_authority_here": _(
        "This duty is only towards the authority for children of the country where the child is."
    ),
}
VERDICTS: Words = {
    "justified": pgettext_lazy("ground", "Yes, it was right"),
    "unjustified": pgettext_lazy("ground", "No: take it back"),
}
RETRACTION_ANSWERS: Words = {
    "deleted": pgettext_lazy("taken back", "Deleted"),
    "kept_by_law": pgettext_lazy("taken back", "Kept because the law says so"),
}
LAWFUL_REASONS: Words = {
    "child_file": pgettext_lazy("taken back", "File of a child under protection"),
    "court_order": pgettext_lazy("taken back", "A judge ordered it"),
    "medical_record": pgettext_lazy("taken back", "Medical record"),
    "asylum_file": pgettext_lazy("taken back", "Asylum file"),
}
RETRACTION_REFUSALS: Words = {
    "unknown": _("Choose one of the list."),
    "missing": _("Choose by which law it is kept."),
    "not_wanted": _("What is deleted needs no reason."),
    "answered": _("This was answered already."),
}
RECEIPT_PROBLEMS: Words = {
    "unreadable": _("This is no receipt: letters or digits are wrong. Compare it with the paper."),
    "truncated": _("Something is missing at the end or in between. Copy it whole."),
    "other_instance": _("This receipt was issued by another installation of Relevo."),
    "forged": _("This receipt was changed, or was not issued here. Do not trust it."),
    "expired": _("The receipt is genuine, and the permission has ended by its date."),
    "key": _("This is no public key."),
    "early": _("The receipt is genuine, and its day has not come yet. Check the device's date."),
}
TEXT_KINDS: Words = {
    "consent": pgettext_lazy("text", "Consent, read out before anything is sent"),
    "own_record": pgettext_lazy("text", "Consent to a record of the recipient's own"),
    "receipt": pgettext_lazy("text", "Receipt"),
    "complaint": pgettext_lazy("text", "How to complain"),
}
TEXT_REFUSALS: Words = {
    "unknown": _("Choose one of the list."),
    "missing": _("This is missing, or it is too long."),
    "too_many": _("At most twenty paragraphs."),
    "long": _("A paragraph is empty or too long."),
    "places": _(
        "What is filled in must stand there once and nothing else in braces: {recipient}, "
        "{service}, {until} in a consent, none in other texts."
    ),
    "the_same": _("Who checks it is another person than who translated it."),
    "ahead": _("This day has not come yet."),
    "too_large": _("A recording has at most 4 MB."),
    "not_a_recording": _("This is no Ogg/Opus, MP3 or WAV recording."),
}
LAW_EFFECTS: Words = {
    "never": pgettext_lazy("law", "Nothing is sent, whoever asks"),
    "at_most": pgettext_lazy("law", "At most these fields are sent"),
    "child_duty": pgettext_lazy("law", "One must tell, and these fields only"),
}
LAW_SWITCHES: Words = {
    "state_of_emergency": pgettext_lazy("law", "State of emergency"),
    "child_duty": pgettext_lazy("law", "Duty to tell of a child without an adult"),
}
