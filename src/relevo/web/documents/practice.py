"""A good practice on paper or in a chat, so that somebody elsewhere can do it."""

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from relevo.exchange.models import Adoption, EvidenceReview, Practice
from relevo.formats.documents import Block, Bullets, Document, Facts, Heading, Paragraph
from relevo.web.exchange_phrases import ADOPTION_RESULTS, PRACTICE_PARTS, REVIEW_VERDICTS
from relevo.web.phrases import NOT_ENDORSED
from relevo.wording.words import both


def practice_document(
    practice: Practice,
    *,
    tags: Mapping[str, Sequence[str]],
    adoptions: Sequence[Adoption],
    reviews: Sequence[EvidenceReview],
) -> Document:
    """Part by part, then who adopted it and what happened, then what reviewers say."""
    blocks: list[Block] = []
    if practice.is_demo:
        blocks.append(Paragraph(_("DEMONSTRATION: an invented practice."), "strong"))
    blocks.append(Facts(_facts(practice, tags)))
    for part, words in PRACTICE_PARTS.items():
        text = both(practice, part)
        if text:
            blocks += [Heading(str(words)), *_paragraphs(text)]
    if adoptions:
        blocks += [
            Heading(_("Who adopted it, and what happened")),
            Bullets(tuple(_adopted(row) for row in adoptions)),
        ]
    if reviews:
        blocks += [
            Heading(_("What reviewers say of the evidence")),
            Bullets(tuple(_reviewed(row) for row in reviews)),
        ]
    return Document(
        both(practice, "title"),
        (get_language() or "es")[:2],
        tuple(blocks),
        subtitle=both(practice.institution, "name"),
        footer=str(NOT_ENDORSED),
    )


def _facts(practice: Practice, tags: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    names = {
        "emergency": pgettext("practice", "Emergencies it suits"),
        "need": pgettext("practice", "Needs it answers"),
        "profile": pgettext("practice", "For whom"),
        "sector": pgettext("practice", "Sectors"),
        "country": pgettext("practice", "Where it was tried"),
    }
    facts = [(names[kind], ", ".join(words)) for kind, words in tags.items() if words]
    if practice.source:
        facts.append((_("Source"), practice.source))
    return tuple(facts)


def _paragraphs(text: str) -> list[Block]:
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def _adopted(row: Adoption) -> str:
    values = {
        "institution": both(row.institution, "name"),
        "result": ADOPTION_RESULTS[row.result],
        "story": both(row, "story"),
    }
    if not values["story"]:
        return _("%(institution)s. %(result)s.") % values
    return _("%(institution)s. %(result)s. %(story)s") % values


def _reviewed(row: EvidenceReview) -> str:
    return _("%(institution)s. %(verdict)s. %(text)s") % {
        "institution": both(row.institution, "name"),
        "verdict": REVIEW_VERDICTS[row.verdict],
        "text": both(row, "text"),
    }
