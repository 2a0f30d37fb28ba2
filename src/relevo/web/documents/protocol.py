"""The information-sharing protocol on paper, with a table to sign by hand."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from relevo.formats.documents import Block, Document, Facts, Heading, Paragraph, Table
from relevo.networks.enums import ProtocolState
from relevo.networks.models import Member, Protocol
from relevo.networks.rules.protocols import CLAUSES
from relevo.web.network_phrases import PROTOCOL_CLAUSES, PROTOCOL_STATES
from relevo.wording.words import both

SHOWN_OF_DIGEST = 16


def protocol_document(
    protocol: Protocol, *, seats: Sequence[Member], language: str, is_demo: bool
) -> Document:
    """One version with all its clauses, and a line to sign on for each seat.

    A clause that the network wrote in Spanish only is given in Spanish: that is what is signed.
    """
    with override(language):
        blocks: list[Block] = []
        if is_demo:
            mark = _("DEMONSTRATION: not a document of any institution.")
            blocks.append(Paragraph(mark, "strong"))
        blocks.append(_facts(protocol))
        for name in CLAUSES:
            blocks += [
                Heading(str(PROTOCOL_CLAUSES[name])),
                Paragraph(both(protocol, name)),
            ]
        blocks += [Heading(pgettext("protocol", "Signatures")), _to_sign(seats)]
        return Document(
            _("Information-sharing protocol"),
            language,
            tuple(blocks),
            subtitle=both(protocol.network, "name"),
            footer=_(
                "Signing on paper does not replace signing in Relevo: a case moves once both "
                "institutions have signed there."
            ),
        )


def _facts(protocol: Protocol) -> Facts:
    pairs = [
        (pgettext("protocol", "Version"), str(protocol.version)),
        (pgettext("protocol", "State"), str(PROTOCOL_STATES[protocol.state])),
    ]
    if protocol.state != ProtocolState.DRAFT and protocol.acta is not None:
        pairs += [
            (_("In force from"), f"{protocol.in_force_on:%Y-%m-%d}"),
            (pgettext("protocol", "Acta"), protocol.acta.number),
        ]
    pairs += [
        (
            str(PROTOCOL_CLAUSES["retention_days"]),
            _("%(count)s days") % {"count": protocol.retention_days},
        ),
        (_("Check code of the text"), protocol.digest[:SHOWN_OF_DIGEST]),
    ]
    return Facts(tuple(pairs))


def _to_sign(seats: Sequence[Member]) -> Table:
    rows = tuple(
        (both(seat.institution, "name") if seat.institution else "", seat.focal_role, "", "")
        for seat in seats
    )
    return Table(
        (
            pgettext("protocol", "Institution"),
            pgettext("protocol", "Role"),
            pgettext("protocol", "Date"),
            pgettext("protocol", "Signature"),
        ),
        rows or (("", "", "", ""),),
        (4, 3, 2, 3),
    )
