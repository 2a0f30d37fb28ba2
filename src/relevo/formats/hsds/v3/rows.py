"""A package as the rows of a table, one for each service at each of its places."""

from relevo.formats.hsds.v3.parsing import parse
from relevo.formats.hsds.v3.values import Location, Package, PackageRefused, Schedule
from relevo.formats.tables import FileUnreadable, TableFile
from relevo.formats.tables.shape import build
from relevo.formats.tables.values import Note, RawRow, RawTable, shown

COLUMNS = (
    "institution",
    "acronym",
    "service",
    "country",
    "department",
    "municipality",
    "address",
    "phone",
    "hours",
    "email",
    "web",
    "requirements",
    "notes",
)
MOST_TOLD = 20


def read_package(content: bytes) -> TableFile:
    """Rows of a package; raises FileUnreadable, which says where the first problems are."""
    try:
        package = parse(content)
    except PackageRefused as refused:
        told = "; ".join(f"{p.path or '/'}: {p.code}" for p in refused.problems[:MOST_TOLD])
        raise FileUnreadable("package", read=told, accepted=str(len(refused.problems))) from refused
    header = RawRow("hsds:0", list(COLUMNS), [])
    rows = [header, *_rows(package)]
    if len(rows) == 1:
        raise FileUnreadable("empty")
    return build("hsds", [RawTable(rows)])


def _rows(package: Package) -> list[RawRow]:
    organizations = {row.id: row for row in package.organizations}
    locations = {row.id: row for row in package.locations}
    rows = []
    for number, service in enumerate(package.services):
        place = f"hsds:{number + 1}"
        organization = organizations[service.organization_id]
        closed = [] if service.status == "active" else [Note("inactive", place, service.status)]
        hours = "; ".join(_hours(s) for s in package.schedules if s.service_id == service.id)
        for location in [locations[key] for key in service.location_ids] or [Location("")]:
            own = {service.id, organization.id, location.id} - {""}
            phones = [
                phone.number
                for phone in package.phones
                if {phone.service_id, phone.location_id, phone.organization_id} & own
            ]
            cells = [
                organization.name,
                organization.alternate_name,
                service.name,
                location.country,
                location.state_province,
                location.city,
                location.address_1,
                ", ".join(dict.fromkeys(phones)),
                hours,
                service.email or organization.email,
                service.url or organization.website,
                service.eligibility_description,
                shown(service.description),
            ]
            rows.append(RawRow(place, cells, list(closed)))
    return rows


def _hours(schedule: Schedule) -> str:
    """An expression of opening hours where days and times are given, else the words."""
    if schedule.opens_at and schedule.closes_at:
        days = ",".join(day.strip().capitalize() for day in schedule.byday.split(",") if day)
        return f"{days} {schedule.opens_at[:5]}-{schedule.closes_at[:5]}".strip()
    return schedule.description
