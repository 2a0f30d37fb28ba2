"""What crossings asked of whom, and what was announced or seen of them."""

from relevo.borders.models import Requirement, StatusReport
from relevo.kernel.ids import imported_id
from relevo.region.tables import REQUIREMENTS, STATUS_REPORTS
from relevo.region.upserts import Writing, day, in_both, source_of, texts, upsert


def write_requirements(writing: Writing) -> None:
    upsert(
        [
            Requirement(
                id=imported_id("requirement", row.text("id")),
                key=row.text("id"),
                crossing_id=(
                    imported_id("crossing", row.text("crossing_id"))
                    if row.values["crossing_id"]
                    else None
                ),
                **texts(row, "country", "direction", "mode", "demand", "any_of_group", "basis"),
                applies_to="|".join(row.parts("applies_to")),
                age_from=row.values["age_from"],
                age_until=row.values["age_until"],
                is_blocking=row.values["blocking"],
                **in_both(row, "consequence", "text"),
                valid_from=day(row.values["valid_from"]),
                valid_until=day(row.values["valid_until"]),
                known_from=row.values["known_from"],
                **source_of(row),
            )
            for row in writing.of(REQUIREMENTS)
        ],
        by=["id"],
    )


def write_status_reports(writing: Writing) -> None:
    upsert(
        [
            StatusReport(
                id=imported_id("status_report", row.text("id")),
                key=row.text("id"),
                crossing_id=imported_id("crossing", row.text("crossing_id")),
                **texts(row, "country", "direction", "mode", "state", "basis"),
                **texts(row, opening_hours="hours_osm", authority_key="authority_id"),
                from_at=row.values["from_at"],
                until_at=row.values["until_at"],
                known_from=row.values["known_from"],
                **in_both(row, "text"),
                **source_of(row),
            )
            for row in writing.of(STATUS_REPORTS)
        ],
        by=["id"],
    )
