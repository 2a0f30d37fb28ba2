"""Names of terms and services on desk pages, read once a page."""

from collections.abc import Collection, Iterable

from django.utils.translation import get_language

from relevo.cases.rules.views import ReferralRow
from relevo.directory.models import Institution, Term
from relevo.kernel.text import LocalisedText

SHOWS_A_FAILURE = frozenset({"declined", "expired", "not_arrived", "not_delivered"})


def local(text: LocalisedText) -> str:
    """A stored text in the language of the page."""
    return text.in_language(get_language() or "es")


def need_names() -> dict[str, tuple[str, str]]:
    """Pictogram and words of every term, by code."""
    english = (get_language() or "es").startswith("en")
    return {
        term.code: (term.pictogram or "information", term.name_en if english else term.name_es)
        for term in Term.objects.order_by("code")
    }


def told_needs(codes: Iterable[str], names: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """What ``<c-needs>`` shows."""
    return [names.get(code, ("information", code)) for code in codes]


def hides_failure(
    row: ReferralRow, *, on_demo: bool, is_recipient_demo: bool, past: Collection[str] = ()
) -> bool:
    """Whether this would show a real institution declining, late or failing on a demonstration.

    Then neither it nor its service is named: that part is played by an institution marked DEMO.
    ``past``: earlier states that are shown beside this one.
    """
    failed = SHOWS_A_FAILURE & {row.status, *past}
    fails = bool(failed) or row.is_overdue or bool(row.decline_code)
    return on_demo and not is_recipient_demo and fails


def institution_name(institution: Institution) -> str:
    """An institution in the language of the page."""
    return local(LocalisedText(institution.name_es, institution.name_en))
