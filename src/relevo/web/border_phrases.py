"""Words of border facts: of whom a report speaks, and what is asked of a traveler."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

TRAVEL_KINDS: Words = {
    "people": pgettext_lazy("of whom a report speaks", "People"),
    "vehicles": pgettext_lazy("of whom a report speaks", "Private vehicles"),
    "cargo": pgettext_lazy("of whom a report speaks", "Cargo"),
    "all": pgettext_lazy("of whom a report speaks", "All traffic"),
}

ASKED_VERDICTS: Words = {
    "met": pgettext_lazy("what is asked of me", "You have it"),
    "missing": pgettext_lazy("what is asked of me", "You lack it"),
    "cannot_tell": pgettext_lazy("what is asked of me", "We cannot tell"),
    "not_admitted": pgettext_lazy("what is asked of me", "You would not be let in"),
    "not_asked": pgettext_lazy("what is asked of me", "It was seen not to be asked here"),
}

VERDICT_ICONS = {
    "met": "check",
    "missing": "no",
    "cannot_tell": "not_confirmed",
    "not_admitted": "closed",
    "not_asked": "information",
}

ASKED_DOUBTS: Words = {
    "age": _("It depends on the exact age: the rule begins or ends within the ages you chose."),
    "residence": _("It depends on the kind of residence permit: ask at the post."),
    "residents_unsaid": _(
        "The source does not say whether people with a residence permit of this country are let "
        "in. That is neither a yes nor a no: ask its migration authority before you travel."
    ),
    "not_a_paper": _("We did not ask you about it: have it with you, or do it at the post."),
    "follows": _("Nobody is turned back for it: it follows after entering."),
}

ASKED_RESULTS: Words = {
    "barred": _("With what you have told us, you would not be let through."),
    "cannot_tell": _("We cannot tell whether you would be let through: ask before you travel."),
    "child_alone": _(
        "We cannot tell whether a child without mother, father or guardian would be let through: "
        "the child-protection authority comes first. Call it before you travel."
    ),
    "with_consequence": _("You would be let through, and something more is asked of you."),
    "complete": _("You have all that we know to be asked."),
    "no_rule": _(
        "We cannot tell whether you would be let through: we know of no rule for people like you "
        "here. That is no permission. Ask at the post before you travel."
    ),
    "state_unknown": _(
        "We cannot tell whether you would be let through: what this crossing does is not "
        "confirmed. Ask at the post before you travel."
    ),
    "closed": _(
        "This crossing is told to be closed: do not count on being let through. Ask at the post "
        "before you travel."
    ),
    "closed_to_others": _(
        "This crossing is told to be closed. The rule that we know bars people of other countries, "
        "and nobody is refused entry to their own. Whether people pass here, and are let out on "
        "the side you leave, we do not know: ask at the post before you travel."
    ),
}

RESULT_KINDS = {
    "barred": "danger",
    "cannot_tell": "warn",
    "with_consequence": "info",
    "complete": "success",
    "no_rule": "warn",
    "state_unknown": "warn",
    "closed": "danger",
    "closed_to_others": "warn",
    "child_alone": "warn",
}

TRAVEL_COMPANY: Words = {
    "accompanied_by_parent": pgettext_lazy("company", "Travels with mother, father or guardian"),
    "accompanied_by_both_parents": pgettext_lazy("company", "Travels with mother and father"),
}
