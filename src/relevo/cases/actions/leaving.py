"""An institution leaves for good: what it kept of people can never be opened again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from relevo.accounts.enums import Role
from relevo.audit import actions as audit
from relevo.cases.enums import CaseStatus, ReferralStatus
from relevo.cases.errors import LeavingRefused
from relevo.cases.models import Case, Referral
from relevo.kernel.actor import Actor
from relevo.networks.models import ProtocolSignature
from relevo.plumbing.sealed import destroy_key


@transaction.atomic
def destroy_sealed_cases(*, by: Actor, at: datetime) -> None:
    """Destroy the sealing key of the actor's own institution, after its work is closed.

    Its cases, previews, packets and kept plans stay as rows of codes that nobody can open. Only
    its administrator does this, only once nothing of it is open and it has ended every signature.
    Raises LeavingRefused with what still stands.
    """
    institution_id = by.institution_id
    if institution_id is None or not by.has_role(Role.INSTITUTION_ADMIN):
        raise LeavingRefused(standing="not_the_administrator")
    own = Q(sender_id=institution_id) | Q(recipient_id=institution_id)
    standing = {
        "open_cases": Case.objects.filter(institution_id=institution_id, status=CaseStatus.OPEN),
        "open_referrals": Referral.objects.filter(own).exclude(status=ReferralStatus.CLOSED),
        "live_signatures": ProtocolSignature.objects.filter(
            institution_id=institution_id, ended_on=None
        ),
    }
    for reason, rows in standing.items():
        if rows.exists():
            raise LeavingRefused(standing=reason)
    destroy_key(institution_id, at=at)
    audit.record("institution.key_destroyed", subject=str(institution_id), actor=by, at=at)
