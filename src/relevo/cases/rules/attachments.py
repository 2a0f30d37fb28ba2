"""How many files a case keeps, and what is told of each beside its content."""

from uuid import UUID

from relevo.cases.errors import AttachmentRefused

MOST_A_CASE = 40
LONGEST_NAME = 120
LONGEST_DESCRIPTION = 300


def attachment_context(attachment_id: UUID, column: str) -> str:
    return f"cases_attachment|{column}|{attachment_id}"


def check_attachment(*, name: str, description: str, kept: int) -> None:
    """AttachmentRefused before the file is even read."""
    refusals = (
        (kept >= MOST_A_CASE, "too_many"),
        (not name.strip(), "name_missing"),
        (len(name) > LONGEST_NAME, "name_too_long"),
        (len(description) > LONGEST_DESCRIPTION, "description_too_long"),
    )
    for refused, problem in refusals:
        if refused:
            raise AttachmentRefused(problem=problem)
