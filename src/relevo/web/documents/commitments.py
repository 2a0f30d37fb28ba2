"""Unfinished commitments of a network, for its chat group or on paper."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from relevo.exchange.enums import CommitmentState
from relevo.exchange.queries.commitments import CommitmentLine
from relevo.formats.documents import Block, Bullets, Document, Heading, Paragraph
from relevo.networks.models import Network
from relevo.web.documents.agenda import promise_words, promises
from relevo.web.phrases import NOT_ENDORSED
from relevo.wording.words import both


def commitments_document(
    network: Network, *, lines: Sequence[CommitmentLine], on: date, is_demo: bool
) -> Document:
    """What is late, what waits for a confirmation, what is still to come."""
    blocks: list[Block] = []
    if is_demo:
        blocks.append(Paragraph(_("DEMONSTRATION: invented meetings and commitments."), "strong"))
    late = [line for line in lines if line.is_overdue]
    waiting = [line for line in lines if line.row.state == CommitmentState.REPORTED]
    to_come = [line for line in lines if line not in late and line not in waiting]
    for title, group in (
        (_("Commitments past their day"), late),
        (_("Reported, to be confirmed"), waiting),
        (_("Still to come"), to_come),
    ):
        if group:
            words = tuple(promise_words(promise) for promise in promises(group, on=on))
            blocks += [Heading(title), Bullets(words)]
    if not lines:
        blocks.append(Paragraph(_("No commitment is unfinished.")))
    return Document(
        _("Commitments of the network"),
        (get_language() or "es")[:2],
        tuple(blocks),
        subtitle=both(network, "name"),
        footer=str(NOT_ENDORSED),
    )
