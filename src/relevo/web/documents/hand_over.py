"""The acta de entrega on paper: what both sides may see, and room for two to sign."""

from datetime import datetime

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from relevo.cases.rules import handovers
from relevo.cases.rules.loop_views import HandOverView
from relevo.formats.documents import Block, Document, Facts, Paragraph, Signatures
from relevo.kernel.ids import group_code
from relevo.kernel.text import LocalisedText
from relevo.web.documents.agenda import demo_words
from relevo.web.loop_phrases import (
    ALONE_SAID,
    CONDITIONS,
    HAND_OVER_FLAGS,
    PAPER_TITLE,
    RELATIONS,
)
from relevo.web.phrases import NOT_ENDORSED
from relevo.web.templatetags.relevo_web import moment


def hand_over_facts(acta: HandOverView) -> tuple[tuple[str, str], ...]:
    """What the acta says, in the active language; what is empty is left out."""
    terms = acta.terms
    condition = str(CONDITIONS[terms.condition])
    rows = (
        (pgettext("hand-over", "When"), moment(acta.handed_at)),
        (pgettext("hand-over", "Where"), terms.place),
        (
            pgettext("hand-over", "Hands over"),
            _side(_name(acta.giver), terms.giver_role, terms.giver_name),
        ),
        (
            pgettext("hand-over", "Receives"),
            _side(_name(acta.receiver), terms.receiver_role, terms.receiver_name),
        ),
        (pgettext("hand-over", "How the person is"), condition),
        (pgettext("hand-over", "To look after"), terms.condition_note),
        (pgettext("hand-over", "Papers handed along"), terms.papers),
        (pgettext("hand-over", "Belongings handed along"), terms.belongings),
        (
            pgettext("hand-over", "Child"),
            str(ALONE_SAID[terms.alone_with_police]) if terms.alone_with_police else "",
        ),
        (
            pgettext("hand-over", "Who travels along"),
            str(RELATIONS[terms.relation]) if terms.relation else "",
        ),
        (pgettext("hand-over", "Confirmed by who hands over"), _when(acta.given_at)),
        (pgettext("hand-over", "Confirmed by who receives"), _when(acta.received_at)),
    )
    return tuple((term, text) for term, text in rows if text)


def hand_over_flags(acta: HandOverView) -> tuple[str, ...]:
    """What of a child's hand-over is to be looked into, in the active language."""
    return tuple(str(HAND_OVER_FLAGS[code]) for code in handovers.flags_of(acta.terms))


def _name(text: LocalisedText) -> str:
    return text.in_language(get_language() or "es")


def _side(institution: str, role: str, name: str) -> str:
    return ", ".join(part for part in (institution, role, name) if part)


def _when(at: datetime | None) -> str:
    return moment(at) if at is not None else _("not yet")


def hand_over_document(acta: HandOverView, *, is_demo: bool) -> Document:
    """A4, in the active language. The person stands in it by code."""
    terms = acta.terms
    blocks: list[Block] = []
    if is_demo:
        blocks.append(Paragraph(demo_words(), "strong"))
    if acta.received_at is None:
        draft = _("Draft: it counts once the receiving side has confirmed it.")
        if acta.responsible == acta.giver:
            draft = _("Draft: until the receiving side confirms it, who hands over answers.")
        blocks.append(Paragraph(draft, "note"))
    blocks += [Paragraph(words, "strong") for words in hand_over_flags(acta)]
    blocks.append(Facts(hand_over_facts(acta)))
    blocks.append(
        Signatures(
            (
                f"{_name(acta.giver)} ({terms.giver_role})",
                f"{_name(acta.receiver)} ({terms.receiver_role})",
            )
        )
    )
    return Document(
        str(PAPER_TITLE),
        (get_language() or "es")[:2],
        tuple(blocks),
        subtitle=_("Referral %(code)s") % {"code": group_code(acta.code)},
        footer=str(NOT_ENDORSED),
    )
