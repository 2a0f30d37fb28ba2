"""HSDS packages: what is written is read again, what is wrong is named with its path."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.formats.hsds.v3 import (
    Location,
    Organization,
    Package,
    PackageRefused,
    Phone,
    Schedule,
    Service,
    is_package,
    parse,
    read_package,
    render,
)
from relevo.formats.tables import FileUnreadable

TEXT = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=40
)


@st.composite
def packages(draw):
    organizations = [
        Organization(f"o{n}", draw(TEXT), draw(TEXT), email=draw(TEXT))
        for n in range(draw(st.integers(0, 3)))
    ]
    locations = [
        Location(f"l{n}", city=draw(TEXT), latitude=draw(st.floats(-90, 90)))
        for n in range(draw(st.integers(0, 3)))
    ]
    places = (
        st.lists(st.sampled_from([row.id for row in locations]), unique=True)
        if locations
        else st.just([])
    )
    services = [
        Service(f"s{n}", organization.id, draw(TEXT), location_ids=tuple(draw(places)))
        for n, organization in enumerate(organizations)
    ]
    phones = [Phone(f"p{n}", draw(TEXT), service_id=row.id) for n, row in enumerate(services)]
    hours = [Schedule(f"h{n}", row.id, opens_at="08:00") for n, row in enumerate(services)]
    return Package(*map(tuple, (organizations, services, locations, phones, hours)))


@given(packages())
def test_what_is_written_is_read_again(package):
    assert parse(render(package)) == package


def test_every_problem_is_named_with_its_path():
    data = {
        "organizations": [
            {"id": "o", "name": "", "description": 3},
            {"id": "o", "name": "x" * 2_001, "description": "a\0"},
            7,
        ],
        "services": [
            {
                "id": "s",
                "organization_id": "none",
                "name": "x",
                "status": "open",
                "location_ids": ["nowhere"],
            },
            {"id": [], "organization_id": "o", "name": "y", "location_ids": [1]},
        ],
        "locations": {"id": "l"},
        "phones": [{"id": "p", "number": "1", "service_id": "gone"}],
        "schedules": [{"id": "h", "service_id": "s", "opens_at": "8h"}],
    }
    with pytest.raises(PackageRefused) as refusal:
        parse(json.dumps(data).encode())
    assert {(p.path, p.code) for p in refusal.value.problems} == {
        ("organizations[0].name", "missing"),
        ("organizations[0].description", "not_a_text"),
        ("organizations[1].name", "too_long"),
        ("organizations[1].description", "unreadable"),
        ("organizations[1].id", "duplicate_id"),
        ("organizations[2]", "not_an_object"),
        ("services[0].organization_id", "points_nowhere"),
        ("services[0].status", "unknown_status"),
        ("services[0].location_ids[0]", "points_nowhere"),
        ("services[1].id", "not_a_text"),
        ("services[1].location_ids", "not_a_list"),
        ("locations", "not_a_list"),
        ("phones[0].service_id", "points_nowhere"),
        ("schedules[0].opens_at", "not_a_time"),
    }


@pytest.mark.parametrize(
    ("content", "paths"),
    [
        (b"{", [("", "not_json")]),
        (b"\xff", [("", "not_json")]),
        (b"[]", [("", "not_an_object")]),
        (b"{}", [("organizations", "missing"), ("services", "missing")]),
        (b"{" + b" " * 5_000_001, [("", "too_large")]),
        (b'{"a":' * 100_000, [("", "not_json")]),
        (
            b'{"organizations": [], "services": [], "locations": [{"id": "l", "latitude": 91}]}',
            [("locations[0].latitude", "not_a_coordinate")],
        ),
        (
            b'{"services": [], "organizations": [' + b",".join([b"1"] * 3_001) + b"]}",
            [("organizations", "too_many")],
        ),
    ],
    ids=["cut", "no text", "list", "empty", "large", "deep", "off the earth", "many"],
)
def test_what_is_no_package_is_refused(content, paths):
    with pytest.raises(PackageRefused) as refusal:
        parse(content)
    assert [(p.path, p.code) for p in refusal.value.problems] == paths


def test_package_is_told_from_a_table_by_its_first_sign():
    assert is_package("\ufeff {}".encode())
    assert not is_package(b"a;b")


def test_rows_are_services_at_places():
    package = Package(
        organizations=(Organization("o", "Cruz Roja", "x", website="https://a.hn"),),
        services=(
            Service("s", "o", "Punto", location_ids=("l", "m")),
            Service("t", "o", "Curso", status="inactive"),
        ),
        locations=(Location("l", city="Nacaome"), Location("m", city="Goascorán", country="HN")),
        phones=(Phone("p", "111", organization_id="o"), Phone("q", "222", location_id="m")),
        schedules=(Schedule("h", "s", description="de día"),),
    )
    file = read_package(render(package))
    rows = [dict(zip(file.columns, row.cells, strict=True)) for row in file.rows]
    assert [(r["service"], r["municipality"], r["phone"], r["hours"]) for r in rows] == [
        ("Punto", "Nacaome", "111", "de día"),
        ("Punto", "Goascorán", "111, 222", "de día"),
        ("Curso", "", "111", ""),
    ]
    assert [[note.code for note in row.notes] for row in file.rows][2] == [
        "inactive",
        "fewer_cells",
    ]


def test_refused_package_says_where_its_problems_are():
    with pytest.raises(FileUnreadable) as refusal:
        read_package(b"{}")
    assert (refusal.value.code, refusal.value.read) == (
        "package",
        "organizations: missing; services: missing",
    )
    with pytest.raises(FileUnreadable) as refusal:
        read_package(render(Package()))
    assert refusal.value.code == "empty"
