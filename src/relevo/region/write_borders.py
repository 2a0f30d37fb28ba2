"""What crossings asked of whom, and what was announced or seen of them."""

from relevo.borders.models import Demand, Requirement, Restriction, StatusReport
from relevo.kernel.ids import imported_id
from relevo.places.models import Area
from relevo.region.tables import DEMANDS, REQUIREMENTS, RESTRICTIONS, STATUS_REPORTS
from relevo.region.upserts import Writing, day, in_both, replace, source_of, texts, upsert


def write_demands(writing: Writing) -> None:
    upsert(
        [
            Demand(
                code=row.text("code"),
                kind=row.text("kind"),
                accepts=list(row.parts("accepts")),
                valid_hours=row.values["valid_hours"],
                **in_both(row, "name"),
            )
            for row in writing.of(DEMANDS)
        ],
        by=["code"],
        keep=["told_by"],
    )


def write_restrictions(writing: Writing) -> None:
    listed = writing.of(RESTRICTIONS)
    upsert(
        [
            Restriction(
                id=imported_id("restriction", row.text("id")),
                key=row.text("id"),
                **texts(row, "kind", "stops", "country", "basis", binding_hours="hours_osm"),
                applies_to="|".join(row.parts("applies_to")),
                from_at=row.values["from_at"],
                until_at=row.values["until_at"],
                known_from=row.values["known_from"],
                **in_both(row, "legal_act", "text", "safe_conduct"),
                **source_of(row),
            )
            for row in listed
        ],
        by=["id"],
    )
    areas = dict(Area.objects.values_list("key", "pk"))
    link = Restriction.areas.through
    ids = [imported_id("restriction", row.text("id")) for row in listed]
    replace(
        link._default_manager.filter(restriction_id__in=ids),  # noqa: SLF001 -- the rows of the link
        [
            link(restriction_id=pk, area_id=areas[key])
            for pk, row in zip(ids, listed, strict=True)
            for key in row.parts("area_ids")
        ],
    )


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
                spares_return=bool(row.values["spares_return"]),
                **in_both(row, "text"),
                **source_of(row),
            )
            for row in writing.of(STATUS_REPORTS)
        ],
        by=["id"],
    )
