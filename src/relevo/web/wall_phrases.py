"""Words of the walls: reasons of an emergency opening, what its review found, refusals."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

GLASS_REASONS: Words = {
    "life_in_danger": pgettext_lazy("emergency", "A life is in danger"),
    "child_missing": pgettext_lazy("emergency", "A child is missing"),
    "team_unreachable": pgettext_lazy(
        "emergency", "It cannot wait, and nobody of the team answers"
    ),
}

GLASS_VERDICTS: Words = {
    "justified": pgettext_lazy("emergency", "Yes, it was needed"),
    "unjustified": pgettext_lazy("emergency", "No; the person may not do it again"),
}

GLASS_REFUSALS: Words = {
    "too_often": _("Too many codes were wrong. Wait an hour, or call your supervisor."),
    "too_many": _("You opened two cases this way in seven days. Call your supervisor."),
    "unknown": _("There is no case with this code that you can open this way."),
    "missing": _("Say what has happened."),
    "too_long": _("Say it in fewer words."),
    "reviewed": _("This was reviewed already."),
}

EXCLUSION_REFUSALS: Words = {
    "own_institution": _(
        "The case belongs to your institution. Exclude single colleagues, or hand the case over."
    ),
    "yourself": _("You cannot exclude yourself. Hand the case to a colleague first."),
    "already": _("They are on the list already."),
    "unknown": _("Nobody has this user name. Write it exactly, or exclude the institution."),
}
