"""Files of a case: drawn anew, sealed with it, and never as they came."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access
from relevo.cases.actions.work import role_of
from relevo.cases.enums import AttachmentKind
from relevo.cases.errors import AttachmentRefused, CaseClosed, CaseNotVisible
from relevo.cases.models import Attachment
from relevo.cases.rules.attachments import attachment_context, check_attachment
from relevo.formats.redraw import Redrawn, RedrawRefused
from relevo.kernel.actor import Actor
from relevo.plumbing.apart import redraw_apart
from relevo.plumbing.sealed import seal, seal_bytes


def add_attachment(
    *, case_id: UUID, name: str, description: str, data: bytes, by: Actor, at: datetime
) -> Attachment:
    """Keep a picture or a PDF of a case; of what came, only what is seen of it.

    The file is drawn before anything is locked. Raises CaseNotVisible, CaseClosed,
    AttachmentRefused.
    """
    case = access.get_case(by, case_id)
    if case.closed_on is not None:
        raise CaseClosed
    kept = Attachment.objects.filter(case=case).count()
    check_attachment(name=name, description=description, kept=kept)
    try:
        drawn = redraw_apart(data)
    except RedrawRefused as refusal:
        raise AttachmentRefused(problem=refusal.problem) from refusal
    return _keep(case_id, drawn=drawn, name=name, description=description, by=by, at=at)


@transaction.atomic
def _keep(
    case_id: UUID, *, drawn: Redrawn, name: str, description: str, by: Actor, at: datetime
) -> Attachment:
    case = access.locked_case(by, case_id=case_id)
    kept = Attachment.objects.filter(case=case).count()
    check_attachment(name=name, description=description, kept=kept)
    attachment_id = uuid4()
    attachment = Attachment.objects.create(
        id=attachment_id,
        case=case,
        kind=AttachmentKind(drawn.kind),
        sealed=seal(
            {"name": name.strip(), "description": description.strip(), "role": role_of(by)},
            context=attachment_context(attachment_id, "sealed"),
            holder=case.institution_id,
            envelope=case.pk,
        ),
        content=seal_bytes(
            drawn.content,
            context=attachment_context(attachment_id, "content"),
            holder=case.institution_id,
            envelope=case.pk,
        ),
        pages=drawn.pages,
        added_at=at,
        added_by=by.id,
    )
    audit.record(
        "case.attachment_added",
        subject=str(case.pk),
        actor=by,
        at=at,
        facts={"kind": drawn.kind, "attachment": str(attachment_id)},
    )
    return attachment


@transaction.atomic
def remove_attachment(*, case_id: UUID, attachment_id: UUID, by: Actor, at: datetime) -> None:
    """Remove a file that does not belong to the case: its content is gone from the database.

    Raises CaseNotVisible, CaseClosed.
    """
    case = access.locked_case(by, case_id=case_id)
    removed, _by_table = Attachment.objects.filter(case=case, pk=attachment_id).delete()
    if not removed:
        raise CaseNotVisible
    audit.record(
        "case.attachment_removed",
        subject=str(case.pk),
        actor=by,
        at=at,
        facts={"attachment": str(attachment_id)},
    )
