"""Names of terms and services on desk pages, read once a page."""

from collections.abc import Iterable

from django.utils.translation import get_language

from relevo.directory.models import Institution, Term
from relevo.kernel.text import LocalisedText
from relevo.plumbing import clock
from relevo.web.phrases import PLAYED_BY_DEMO

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


def other_side(name: LocalisedText, *, is_demo: bool, status: str, is_overdue: bool) -> str:
    """The institution at the other end of a referral.

    On a demo instance a real institution is never shown declining, late or failing: that part is
    played by an institution marked DEMO.
    """
    fails = status in SHOWS_A_FAILURE or is_overdue
    if fails and not is_demo and clock.is_demo():
        return str(PLAYED_BY_DEMO)
    return local(name)


def institution_name(institution: Institution) -> str:
    """An institution in the language of the page."""
    return local(LocalisedText(institution.name_es, institution.name_en))
