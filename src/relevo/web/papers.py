"""What people carry, in words: the papers that are usual, and what was added as rows since."""

from collections.abc import Iterable

from django.utils.text import capfirst

from relevo.borders.queries.requirements import list_papers
from relevo.web.phrases import TRAVEL_DOCUMENTS
from relevo.wording.words import both


def paper_words() -> dict[str, str]:
    """What one may carry, by code; a vaccination told yesterday is on the list."""
    found = {code: str(words) for code, words in TRAVEL_DOCUMENTS.items()}
    for row in list_papers():
        found.setdefault(row.code, capfirst(both(row, "name")))
    return found


def told_papers(codes: Iterable[str]) -> list[str]:
    """These papers in words, in the order of their codes; rows are read only for unusual ones."""
    listed = sorted(codes)
    words = TRAVEL_DOCUMENTS if set(listed) <= set(TRAVEL_DOCUMENTS) else paper_words()
    return [str(words.get(code, code)) for code in listed]
