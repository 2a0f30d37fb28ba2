"""The codes practices are filed under, in words of the language of the page."""

from collections.abc import Mapping

from relevo.directory.models import Term
from relevo.directory.queries import localized_name
from relevo.exchange.enums import EmergencyKind, TagKind
from relevo.kernel.countries import CA4
from relevo.web.exchange_phrases import EMERGENCIES
from relevo.web.network_phrases import MCOF_SECTORS
from relevo.web.phrases import COUNTRIES

Choices = list[tuple[str, str]]


def tag_choices() -> dict[str, Choices]:
    """Every kind of code with its words."""
    terms = list(
        Term.objects.filter(kind__in=("need", "profile")).order_by("kind", "position", "code")
    )

    def of(kind: str) -> Choices:
        return [(term.code, localized_name(term)) for term in terms if term.kind == kind]

    return {
        TagKind.EMERGENCY.value: [(code, str(EMERGENCIES[code])) for code in EmergencyKind.values],
        TagKind.NEED.value: of("need"),
        TagKind.PROFILE.value: of("profile"),
        TagKind.SECTOR.value: [(code, str(words)) for code, words in MCOF_SECTORS.items()],
        TagKind.COUNTRY.value: [(code, str(COUNTRIES[code])) for code in sorted(CA4)],
    }


def tag_words(
    tags: Mapping[str, list[str]], choices: Mapping[str, Choices]
) -> dict[str, list[str]]:
    """The codes of one practice in words, by kind."""
    names = {kind: dict(pairs) for kind, pairs in choices.items()}
    return {kind: [names[kind].get(code, code) for code in codes] for kind, codes in tags.items()}
