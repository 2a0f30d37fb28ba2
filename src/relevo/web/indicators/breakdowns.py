"""The words of what a figure is broken down by."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from relevo.directory.models import Term
from relevo.web.indicators.figures import Figure
from relevo.web.network_phrases import INSTITUTION_KINDS
from relevo.web.phrases import AGE_BANDS, DECLINE_CODES, SPOKEN_LANGUAGES, URGENCIES

SEXES: dict[str, Promise] = {
    "f": pgettext_lazy("counted contacts", "women and girls"),
    "m": pgettext_lazy("counted contacts", "men and boys"),
    "x": pgettext_lazy("counted contacts", "another sex"),
    "": pgettext_lazy("counted contacts", "sex not stated"),
}
NO_AGE = pgettext_lazy("counted contacts", "age not stated")
TABLES: dict[str, Mapping[str, Promise]] = {
    "members": INSTITUTION_KINDS,
    "referrals_offered": URGENCIES,
    "referrals_answered_in_time": URGENCIES,
    "declined": DECLINE_CODES,
    "attention_languages": SPOKEN_LANGUAGES,
}


def words_of(figure: Figure, *, profiles: Mapping[str, str]) -> str:
    """What this line is about: ``Urgent``, ``women and girls, 5 to 11 years``; empty: the whole."""
    if not figure.by:
        return ""
    code = figure.indicator.code
    if code == "attentions":
        sex, band = figure.by
        return f"{SEXES[sex]}, {AGE_BANDS[band] if band else NO_AGE}"
    (value,) = figure.by
    if code == "pathways_agreed":
        return profiles.get(value, value)
    return str(TABLES[code].get(value, value))


def profile_names() -> dict[str, str]:
    """Profiles of the taxonomy in the active language."""
    english = (get_language() or "es").startswith("en")
    rows = Term.objects.filter(kind="profile").order_by("code")
    return {row.code: row.name_en if english else row.name_es for row in rows}
