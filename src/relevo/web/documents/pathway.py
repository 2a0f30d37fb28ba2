"""An agreed route as a document: what actas annex, with the six artefacts the networks use."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from relevo.formats.documents import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Page,
    Paragraph,
    Signatures,
    Table,
)
from relevo.kernel.text import LocalisedText
from relevo.pathways.queries.stances import InstitutionStance
from relevo.web.flowchart import ToldStep, told
from relevo.web.pathway_phrases import STANCES


def pathway_document(
    *,
    title: str,
    caption: tuple[str, ...],
    guide: Sequence[tuple[str, str]],
    steps: Sequence[ToldStep],
    stances: Sequence[InstitutionStance],
    is_short: bool = False,
) -> Document:
    """The route in the active language. ``is_short``: for a chat, only what one acts by.

    Routes are for institutions: they name roles and lines, never persons.
    """
    blocks: list[Block] = []
    if not is_short and guide:
        blocks += [Heading(_("Before the first step")), Facts(tuple(guide))]
    blocks.append(Heading(_("Steps")))
    blocks += _as_list(steps) if is_short else _as_table(steps)
    if not is_short:
        blocks += _details(steps)
    if stances:
        blocks += _stances(stances)
    if not is_short:
        blocks += [
            Heading(_("Directory of this route")),
            Table((_("Institution"), _("Steps")), _directory(steps), (3, 1)),
            Signatures((_("For the network"), _("For the institution"))),
        ]
    return Document(
        title,
        (get_language() or "es")[:2],
        tuple(blocks),
        subtitle=" · ".join(caption),
        footer=_(
            "Help is free: nobody may ask for money, work or sex for it. "
            "Made with Relevo, which belongs to no institution named here."
        ),
        page=Page.A4_WIDE,
    )


def _ways(step: ToldStep) -> list[str]:
    found = []
    for way in step.ways:
        values = {"condition": way.condition, "number": way.number}
        found.append(
            _("If %(condition)s: step %(number)d.") % values
            if way.number
            else _("If %(condition)s: leaves the route.") % values
        )
    return found


def _as_list(steps: Sequence[ToldStep]) -> list[Block]:
    told_lines = []
    for step in steps:
        parts = [f"{step.action} ({step.who}, {step.side_words})", step.limit]
        told_lines.append(". ".join(part for part in parts if part) + ". " + " ".join(_ways(step)))
    return [Bullets(tuple(line.strip() for line in told_lines), ordered=True)]


def _as_table(steps: Sequence[ToldStep]) -> list[Block]:
    rows = tuple(
        (
            str(step.number),
            step.action,
            " · ".join(part for part in (step.institution, step.role) if part) or step.who,
            step.side_words,
            step.limit,
            step.documents,
            " ".join(_ways(step)) or (_("The route ends here.") if not step.next_number else ""),
        )
        for step in steps
    )
    headers = (
        _("No."),
        _("What is done"),
        _("Who"),
        _("Side"),
        _("Time limit"),
        _("Documents"),
        _("Where it goes on"),
    )
    return [Table(headers, rows, (1, 5, 5, 3, 3, 4, 5))]


def _details(steps: Sequence[ToldStep]) -> list[Block]:
    blocks: list[Block] = [Heading(_("Step by step"))]
    for step in steps:
        blocks.append(Heading(f"{step.number}. {step.action}", level=2))
        blocks.append(Facts(((_("Who"), step.who), *step.facts)))
    return blocks


def _stances(stances: Sequence[InstitutionStance]) -> list[Block]:
    rows = tuple(
        (
            told(LocalisedText(row.institution.name_es, row.institution.name_en)),
            str(STANCES[row.stance]),
            row.said.document if row.said else "",
            told(LocalisedText(row.said.text_es, row.said.text_en)) if row.said else "",
        )
        for row in stances
    )
    headers = (_("Institution"), _("How it stands"), _("Document"), _("Note or reservation"))
    note = _("Who has said nothing counts as unanswered, neither for the route nor against it.")
    return [
        Heading(_("How institutions stand to it")),
        Paragraph(note, "small"),
        Table(headers, rows, (4, 2, 3, 5)),
    ]


def _directory(steps: Sequence[ToldStep]) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[str]] = {}
    for step in steps:
        found.setdefault(f"{step.who} ({step.side_words})", []).append(str(step.number))
    return tuple((who, ", ".join(numbers)) for who, numbers in found.items())
