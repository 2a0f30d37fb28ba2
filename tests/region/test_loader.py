"""All of the committed facts or none; what is wrong is told with its place."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, models
from django.utils import translation
from tests.factories import directory
from tests.region import tiny

from relevo.directory import actions
from relevo.directory.models import (
    Capacity,
    Holiday,
    Institution,
    Schedule,
    SearchToken,
    Service,
    Term,
    Verification,
)
from relevo.kernel.ids import imported_id
from relevo.networks.models import Member, Network
from relevo.places.models import Area, AreaAlias, Crossing, Link, Node, Post
from relevo.plumbing.models import LoadedFacts
from relevo.region.loader import LeftOut, load_region
from relevo.region.reading import LARGEST_FILE, MOST_ROWS, Problem, shown
from relevo.region.tables import TABLES

pytestmark = pytest.mark.django_db
AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
COLUMNS = [(table, column) for table in TABLES for column in table.columns]


@pytest.fixture(autouse=True)
def _english():
    """What is wrong is told in the language of whoever loads; here it is compared in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def rows():
    return tiny.region()


@pytest.fixture
def load(tmp_path, rows):
    def load(at=AT):
        return load_region(at=at, folder=tiny.write(tmp_path, rows))

    return load


def test_the_real_region_loads_without_a_problem_and_a_second_time_at_no_cost():
    started = time.monotonic()
    report = load_region(at=AT)
    first = time.monotonic() - started

    assert report.problems == []
    assert {p.accepted for p in report.warnings} == {
        "no point known: found as a name of its municipality"
    }
    assert report.loaded["services.csv"] == Service.objects.count()
    assert report.loaded["geo/areas.csv"] == Area.objects.count() == 1260
    assert report.loaded["geo/links.csv"] == Link.objects.count()
    assert report.loaded["institutions.csv"] + 1 == Institution.objects.count()
    assert not Service.objects.exclude(visibility="public").exists()
    assert not Service.objects.filter(location__node_key="").exists()
    assert not Service.objects.filter(location__area=None).exists()
    assert Service.objects.get(key="SP-005").location.node_key == "LOC-HN-1706-EL-AMATILLO"
    assert len(report.left_out) == report.loaded["left_out.csv"]

    started = time.monotonic()
    assert load_region(at=AT).is_unchanged
    assert time.monotonic() - started < 0.5
    assert first < 25


def test_a_tiny_region_is_loaded_whole(load):
    report = load()

    assert (report.problems, report.warnings, report.retired, report.kept) == ([], [], 0, [])
    assert report.loaded == {table.file: len(tiny.OWN.get(table.file, [{}])) for table in TABLES}
    assert [(row.file, row.row, row.reason.es) for row in report.left_out] == [
        ("K-1", "K-1", "Texto")
    ]
    assert isinstance(report.left_out[0], LeftOut)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("table", "column"), COLUMNS, ids=[f"{t.file}:{c.name}" for t, c in COLUMNS]
)
def test_a_bad_cell_is_told_with_its_place_and_nothing_is_written(
    table, column, rows, tmp_path, django_assert_num_queries
):
    good, others = rows[table.file][-1], rows[table.file][:-1]
    number = len(others) + 2
    tiny.write(tmp_path, rows)
    for bad in tiny.bad_cells(column):
        tiny.write(tmp_path, {table.file: [*others, good | {column.name: bad}]})
        with django_assert_num_queries(1):
            report = load_region(at=AT, folder=tmp_path)
        expected = Problem(table.file, number, column.name, shown(bad), column.accepted)
        assert expected in report.problems, bad
        assert report.loaded == {}
    assert not LoadedFacts.objects.exists()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_what_may_be_left_empty_loads_empty(table, rows, load):
    for column in table.columns:
        needed = rows[table.file][-1].get("level") == "municipality" and column.name == "parent_id"
        if not column.required and not needed:
            rows[table.file][-1][column.name] = ""
    changed = {"sourced": "no", "kind": "need" if table.file == "taxonomy.csv" else None}
    rows[table.file][-1] |= {
        name: cell for name, cell in changed.items() if cell and name in rows[table.file][-1]
    }

    assert load().problems == []


def test_a_formula_stays_text(rows, load):
    formula = '=HYPERLINK("http://x","+1")'
    rows["services.csv"][0] |= {"name_es": formula, "note_es": "@SUM(1)", "phone": "+504 2780-0199"}

    assert load().problems == []

    kept = Service.objects.get(key="SP-1")
    assert (kept.name_es, kept.note_es, kept.phone) == (formula, "@SUM(1)", "+504 2780-0199")


def test_the_longest_texts_that_are_accepted_fit_the_database(rows, load):
    for table in TABLES:
        for column in table.columns:
            if isinstance(column.kind, tiny.Text) and column.name not in {
                "admin1", "municipality", "locality",
            }:  # fmt: skip
                rows[table.file][-1][column.name] = "ñ" * column.kind.longest
    assert load().problems == []

    too_long = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in {"places", "directory", "networks", "borders"}
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.max_length
        for value in model._default_manager.values_list(field.attname, flat=True)
        if value and len(value) > field.max_length
    ]
    assert too_long == []


def broken(file, row, column, read, accepted):
    return [Problem(file, row, column, read, accepted)]


@pytest.mark.parametrize(
    ("file", "cells", "column", "read", "accepted"),
    [
        ("crossings.csv", {"lon": ""}, "lon", "", "lat and lon together or neither"),
        ("posts.csv", {"source": ""}, "source", "", "a source, because sourced says yes"),
        (
            "requirements.csv",
            {"valid_until": "2020-01-01"},
            "valid_until",
            "2020-01-01",
            "a day after valid_from",
        ),
        (
            "status_reports.csv",
            {"until_at": "2020-11-20T06:00-06:00"},
            "until_at",
            "2020-11-20 06:00:00-06:00",
            "a moment after from_at",
        ),
        ("requirements.csv", {"age_from": "18"}, "age_until", "18", "more than age_from"),
        (
            "services.csv",
            {"capacity_unit": ""},
            "capacity_unit",
            "",
            "a unit and a condition, because capacity_max is given",
        ),
        (
            "geo/areas.csv",
            {"parent_id": "HN-1701"},
            "parent_id",
            "HN-1701",
            "a department of the same country",
        ),
        (
            "geo/areas.csv",
            {"level": "department"},
            "parent_id",
            "HN-17",
            "nothing",
        ),
        (
            "geo/areas.csv",
            {"level": "district"},
            "parent_id",
            "HN-17",
            "a municipality of the same country",
        ),
        ("taxonomy.csv", {"parent": "family"}, "parent", "family", "the code of a need"),
        ("taxonomy.csv", {"parent": ""}, "parent", "", "the code of a need"),
        ("taxonomy.csv", {"kind": "need"}, "parent", "shelter", "nothing"),
        (
            "geo/links.csv",
            {"to_node": "HN-1700"},
            "to_node",
            "HN-1700",
            "another node of the same country",
        ),
        (
            "services.csv",
            {"service_types": "shelter|family"},
            "service_types",
            "shelter|family",
            "needs and service types, no profiles",
        ),
        ("services.csv", {"profiles": "shelter"}, "profiles", "shelter", "profiles only"),
        (
            "services.csv",
            {"admin1": "Lempira"},
            "admin1",
            "Lempira",
            "the name of a department of the country",
        ),
    ],
)
def test_cells_that_do_not_go_together(rows, load, *, file, cells, column, read, accepted):
    rows[file][-1] |= cells

    report = load()

    assert report.problems == broken(file, len(rows[file]) + 1, column, read, accepted)
    assert not LoadedFacts.objects.exists()


def test_countries_of_areas_nodes_and_links_agree(rows, load):
    rows["geo/areas.csv"].append(
        rows["geo/areas.csv"][0] | {"id": "SV-14", "country": "SV", "name": "La Unión"}
    )
    rows["geo/areas.csv"].append(
        rows["geo/areas.csv"][1] | {"id": "HN-1702", "name": "Alianza", "parent_id": "SV-14"}
    )
    rows["geo/nodes.csv"].append(rows["geo/nodes.csv"][1] | {"id": "N-3", "area_id": "SV-14"})
    rows["geo/nodes.csv"].append(rows["geo/nodes.csv"][2] | {"id": "SV-14", "country": "SV"})
    rows["geo/links.csv"][0]["to_node"] = "SV-14"

    assert load().problems == [
        *broken("geo/areas.csv", 5, "parent_id", "SV-14", "a department of the same country"),
        *broken("geo/nodes.csv", 4, "area_id", "SV-14", "an area of the node's country"),
        *broken("geo/links.csv", 2, "to_node", "SV-14", "another node of the same country"),
    ]


def test_a_key_or_a_unique_pair_may_not_repeat(rows, load):
    rows["services.csv"].append(rows["services.csv"][0])
    rows["posts.csv"].append(rows["posts.csv"][0] | {"id": "HNSV-AMA-2"})
    once = "each crossing_id, country once; row 2 has it"

    assert load().problems == [
        *broken("posts.csv", 3, "country", "HNSV-AMA HN", once),
        *broken("services.csv", 3, "id", "SP-1", "each id once; row 2 has it"),
    ]


def test_a_row_with_a_bad_cell_is_told_once_and_not_by_all_that_refer_to_it(rows, load):
    rows["institutions.csv"][1]["level"] = "galactic"

    assert [(p.file, p.column) for p in load().problems] == [("institutions.csv", "level")]


def head(file):
    return "the head " + ",".join(column.name for column in tiny.BY_FILE[file].columns)


def aliases(content):
    def write(path):
        path.write_bytes(content)

    return write


ALIAS_HEAD = b"area_id,alias,source,sourced,confidence\n"
NO_CELLS = "a row that does not split into cells"
SPLITS = "comma-separated values, quotes in pairs, at most 131072 characters in a cell"


@pytest.mark.parametrize(
    ("harm", "row", "read", "accepted"),
    [
        (lambda path: path.unlink(), 0, "no file", "a file of that name"),
        (aliases(b"\xff" + ALIAS_HEAD), 0, "byte 0 is not UTF-8", "text in UTF-8"),
        (aliases(b""), 1, "", head("area_aliases.csv")),
        (aliases(b"area_id,name\n"), 1, "area_id,name", head("area_aliases.csv")),
        (aliases(ALIAS_HEAD + b"HN-17,x\n"), 2, "2 cells", "5 cells"),
        (aliases(ALIAS_HEAD + b"HN-17,x,,no,low,=1\n"), 2, "6 cells", "5 cells"),
        (aliases(ALIAS_HEAD + b'HN-17,"x'), 2, NO_CELLS, SPLITS),
        (aliases(ALIAS_HEAD + b"HN-17," + b"x" * 200_000 + b",,no,low\n"), 2, NO_CELLS, SPLITS),
        (
            aliases(b"x" * (LARGEST_FILE + 1)),
            0,
            f"{LARGEST_FILE + 1} bytes",
            f"at most {LARGEST_FILE} bytes",
        ),
    ],
    ids=["absent", "latin", "empty", "head", "short", "long", "quote", "field", "bytes"],
)
def test_files_that_are_no_table(tmp_path, rows, *, harm, row, read, accepted):
    tiny.write(tmp_path, rows)
    harm(tmp_path / "area_aliases.csv")

    report = load_region(at=AT, folder=tmp_path)

    assert report.problems == broken("area_aliases.csv", row, "", read, accepted)
    assert not LoadedFacts.objects.exists()


def test_a_table_has_an_end(tmp_path, rows):
    tiny.write(tmp_path, rows)
    line = "K-{},K-1,Texto,Texto\n"
    (tmp_path / "left_out.csv").write_text(
        "file,row_id,reason_es,reason_en\n" + "".join(line.format(n) for n in range(MOST_ROWS))
    )

    assert load_region(at=AT, folder=tmp_path).problems == broken(
        "left_out.csv", MOST_ROWS + 1, "", "more rows", f"at most {MOST_ROWS} rows"
    )


def test_what_a_terminal_would_obey_is_not_repeated():
    assert shown("a\x1b[2J\u202eb") == "a\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}b"
    assert shown("x" * 81) == "x" * 80 + "…"


def test_a_failure_on_the_way_leaves_nothing(load):
    directory.institution("SOMEBODY")
    Institution.objects.filter(key="SOMEBODY").update(key="HN-CRH")

    with pytest.raises(IntegrityError):
        load()

    assert [row.key for row in Institution.objects.all()] == ["HN-CRH"]
    assert (Area.objects.count(), Term.objects.count(), LoadedFacts.objects.count()) == (0, 0, 0)


def test_what_each_row_becomes(load):
    load()

    area = Area.objects.get(key="HN-1701")
    assert (area.id, area.parent.key, area.name_folded, area.node_key, area.sourced) == (
        imported_id("area", "HN-1701"),
        "HN-17",
        "nacaome",
        "HN-1701",
        True,
    )
    assert AreaAlias.objects.get().name_folded == "nacaome valle"
    locality = Node.objects.get(key="LOC-1")
    assert (locality.kind, locality.area, locality.department.key) == ("locality", area, "HN-17")
    post = Post.objects.get()
    assert (post.crossing.key, post.area, post.authority_keys, post.is_listed_official) == (
        "HNSV-AMA",
        area,
        "HN-CRH",
        True,
    )
    assert Term.objects.get(code="shelter").name_folded == "|texto|posada|"
    service = Service.objects.get()
    assert (service.institution.key, service.department.key, service.crossing.key) == (
        "HN-CRH",
        "HN-17",
        "HNSV-AMA",
    )
    assert [term.code for term in service.terms.order_by("code")] == [
        "child_shelter",
        "family",
        "shelter",
    ]
    assert (service.location.area, service.location.locality, service.location.node_key) == (
        area,
        "El Amatillo",
        "LOC-1",
    )
    assert service.schedule.opening_hours == "Mo-Fr 08:00-16:00; PH off"
    assert service.schedule.as_of == date(2020, 11, 20)
    capacity = service.capacities.get()
    assert (capacity.unit, capacity.condition, capacity.maximum, capacity.available) == (
        "persons",
        "nominal",
        1,
        None,
    )
    network = Network.objects.get()
    assert [crossing.key for crossing in network.crossings.all()] == ["HNSV-AMA"]
    assert network.members.get().institution.key == "HN-VIEJA"


def test_a_published_source_confirms_as_of_the_day_it_was_read(rows, load):
    rows["services.csv"].append(rows["services.csv"][0] | {"id": "SP-2", "hours_as_of": ""})
    rows["services.csv"].append(
        rows["services.csv"][0] | {"id": "SP-3", "source": "", "sourced": "no"}
    )
    load(at=datetime(2030, 1, 1, tzinfo=UTC))

    kept = Verification.objects.order_by("service__key").values_list(
        "service__key", "at", "method", "outcome", "confidence"
    )
    assert list(kept) == [
        ("SP-1", datetime(2020, 11, 20, 6, tzinfo=UTC), "published", "confirmed", "high"),
        ("SP-2", datetime(2026, 11, 24, 6, tzinfo=UTC), "published", "confirmed", "high"),
    ]


def test_a_source_cannot_be_read_after_the_load(rows, load):
    rows["services.csv"][0]["hours_as_of"] = ""
    load()

    assert Verification.objects.get().at == AT


def test_a_service_without_an_operator_or_hours_or_capacity(rows, load):
    nothing = dict.fromkeys(
        ["institution_id", "hours_osm", "hours_text_es", "capacity_max", "phone_sourced"], ""
    )
    rows["services.csv"][0] |= nothing
    load()

    service = Service.objects.get()
    assert (service.institution.key, service.institution.name_en, service.is_phone_sourced) == (
        "UNLISTED",
        "Operator without an entry in the directory",
        False,
    )
    assert not Schedule.objects.exists()
    assert not Capacity.objects.exists()


def test_hours_in_words_alone_are_kept(rows, load):
    rows["services.csv"][0]["hours_osm"] = ""
    load()

    assert (Schedule.objects.get().opening_hours, Schedule.objects.get().text_es) == ("", "Texto")


def test_an_unknown_municipality_stays_words(rows, load):
    rows["services.csv"][0] |= {"municipality": "Atlantis", "locality": ""}
    rows["posts.csv"][0]["municipality"] = "Atlantis"

    report = load()

    effect = "kept as words: no such area"
    assert report.problems == []
    assert report.warnings == [
        *broken("posts.csv", 2, "municipality", "Atlantis", effect),
        *broken("services.csv", 2, "municipality", "Atlantis", effect),
    ]
    location = Service.objects.get().location
    assert (location.area, location.locality, location.node_key) == (None, "Atlantis", "")
    assert (Post.objects.get().area, Post.objects.get().municipality) == (None, "Atlantis")


def test_a_service_without_a_municipality_has_a_department_only(rows, load):
    rows["services.csv"][0] |= {"municipality": "", "locality": ""}
    load()

    service = Service.objects.get()
    assert (service.location.area, service.department.key) == (None, "HN-17")


def test_a_post_abroad_has_no_area(rows, load):
    rows["posts.csv"].append(rows["posts.csv"][0] | {"id": "HNSV-AMA-NI", "country": "NI"})

    assert load().warnings == []
    assert Post.objects.get(country="NI").area is None


@pytest.mark.parametrize(
    ("service", "node"),
    [
        ({"locality": "El Amatillo"}, "LOC-1"),
        ({"locality": "Aduana vieja"}, "LOC-1"),
        ({"locality": "Aduana vieja", "crossing_id": ""}, "HN-1701"),
        ({"locality": ""}, "HN-1701"),
    ],
    ids=str,
)
def test_a_service_is_reached_at_its_locality_its_crossing_or_its_seat(rows, load, service, node):
    rows["services.csv"][0] |= service
    load()

    assert Service.objects.get().location.node_key == node


def test_an_area_without_a_node_gives_its_services_none(rows, load):
    rows["geo/areas.csv"][1]["node_id"] = ""
    rows["services.csv"][0]["locality"] = ""
    load()

    assert Service.objects.get().location.node_key == ""


def test_todays_unit_is_taken_before_the_former_one_of_the_same_name(rows, load):
    former = rows["geo/areas.csv"][1] | {"id": "HN-OLD", "valid_until": "2024-05-01"}
    rows["geo/areas.csv"].append(former | {"predecessor_id": "", "node_id": ""})
    rows["services.csv"][0]["municipality"] = "nacaome"
    load()

    assert Service.objects.get().location.area.key == "HN-1701"


def test_a_locality_without_a_point_is_a_name_of_its_municipality(rows, load):
    rows["localities.csv"].append(
        rows["localities.csv"][0] | {"id": "LOC-2", "name": "Coyolito", "lat": "", "lon": ""}
    )

    report = load()

    effect = "no point known: found as a name of its municipality"
    assert report.warnings == broken("localities.csv", 3, "name", "Coyolito", effect)
    assert AreaAlias.objects.get(name="Coyolito").area.key == "HN-1701"
    assert not Node.objects.filter(key="LOC-2").exists()


def test_loading_changed_files_changes_rows_and_keeps_what_was_told(rows, load):
    load()
    before = Service.objects.get()
    Capacity.objects.update(available=7, isolation_places=2, updated_at=AT)
    rows["services.csv"][0] |= {"name_es": "Albergue nuevo", "capacity_max": "50"}
    rows["holidays.csv"][0]["name_es"] = "Feriado"

    report = load(at=AT + timedelta(days=1))

    assert (report.is_unchanged, report.problems, report.retired) == (False, [], 0)
    after = Service.objects.get()
    assert (after.pk, after.name_es, before.name_es) == (before.pk, "Albergue nuevo", "Texto")
    capacity = Capacity.objects.get()
    assert (capacity.maximum, capacity.available, capacity.isolation_places) == (50, 7, 2)
    assert capacity.updated_at == AT
    assert Holiday.objects.get().name_es == "Feriado"
    assert Verification.objects.count() == 1
    assert SearchToken.objects.filter(token="nuevo").count() == 1
    assert LoadedFacts.objects.get().loaded_at == AT + timedelta(days=1)


def test_what_the_networks_decided_outlives_newer_tables(rows, load):
    for row in rows["institutions.csv"]:
        row |= {"successor_id": "", "valid_from": "", "valid_until": ""}
    load()
    service = Service.objects.get()
    keeper = directory.actor_of(service.institution, "coordinator")
    changes = {
        "phone": "2222-9999",
        "hours": "De noche",
        "address": "Calle 1",
        "email": "casa@ejemplo.org",
        "url": "https://ejemplo.org/",
    }
    for minute, asked in enumerate((changes, {"phone": "2222-8888"})):
        at = AT + timedelta(minutes=minute)
        request = actions.request_change(
            service_id=service.pk, changes=asked, reason="", by=keeper, at=at
        )
        actions.decide_change(request_id=request.pk, approve=True, by=keeper, at=at)
    refused = actions.request_change(
        service_id=service.pk, changes={"phone": "1"}, reason="", by=keeper, at=AT
    )
    actions.decide_change(request_id=refused.pk, approve=False, by=keeper, at=AT)
    heir = actions.succeed_institution(
        institution_id=service.institution_id,
        heir=actions.Heir(name_es="Heredera"),
        on=AT.date(),
        by=keeper,
        at=AT,
    )
    before = actions.texts_of(Service.objects.get())
    due = Service.objects.get().verify_by
    rows["services.csv"][0] |= {"note_es": "Nota nueva"}
    rows["institutions.csv"][1] |= {"role_es": "Papel nuevo"}

    load(at=AT + timedelta(days=1))

    after = Service.objects.select_related("institution").get()
    assert actions.texts_of(after) == before | {"note": "Nota nueva"}
    assert (after.phone, after.institution, after.verify_by) == ("2222-8888", heir, due)
    old = Institution.objects.get(successor=heir)
    assert (old.valid_until, old.valid_until_precision, old.role_es) == (
        AT.date(),
        "day",
        "Papel nuevo",
    )


def test_a_changed_confidence_is_a_new_verification(rows, load):
    load()
    rows["services.csv"][0]["confidence"] = "medium"
    load(at=AT + timedelta(days=1))

    assert sorted(Verification.objects.values_list("confidence", flat=True)) == ["high", "medium"]


def test_rows_that_vanish_go_and_those_made_here_stay(rows, load):
    made_here = directory.institution("HN-AQUI")
    rows["services.csv"].append(rows["services.csv"][0] | {"id": "SP-2"})
    rows["holidays.csv"].append(rows["holidays.csv"][0] | {"on": "2021-01-01"})
    rows["localities.csv"].append(rows["localities.csv"][0] | {"id": "LOC-2"})
    load()
    for file in ("services.csv", "holidays.csv", "localities.csv"):
        rows[file].pop()

    report = load()

    assert (report.retired, report.kept) == (3, [])
    assert [row.key for row in Service.objects.all()] == ["SP-1"]
    assert [row.on for row in Holiday.objects.all()] == [date(2020, 11, 20)]
    assert not Node.objects.filter(key="LOC-2").exists()
    assert Institution.objects.filter(pk=made_here.pk).exists()


def test_a_locality_that_became_a_node_of_the_graph_stays(rows, load):
    load()
    rows["geo/nodes.csv"].append(rows["geo/nodes.csv"][1] | {"id": "LOC-1"})
    rows["localities.csv"].pop()

    report = load()

    assert (report.problems, report.retired) == ([], 0)
    assert Node.objects.filter(key="LOC-1").exists()


def test_what_vanishes_while_others_refer_to_it_ends_today(rows, load):
    rows["institutions.csv"].append(
        rows["institutions.csv"][0] | {"id": "HN-GONE", "valid_until": ""}
    )
    rows["crossings.csv"].append(rows["crossings.csv"][0] | {"id": "HNSV-POY"})
    load()
    gone = Institution.objects.get(key="HN-GONE")
    house = directory.service("HERE", "Albergue", of=gone)
    Service.objects.filter(pk=house.pk).update(crossing=Crossing.objects.get(key="HNSV-POY"))
    rows["institutions.csv"].pop()
    rows["crossings.csv"].pop()

    report = load()

    assert (report.retired, report.kept) == (
        0,
        ["institutions.csv HN-GONE", "crossings.csv HNSV-POY"],
    )
    assert Institution.objects.get(key="HN-GONE").valid_until == AT.date()
    assert Crossing.objects.filter(key="HNSV-POY").exists()


def test_a_member_is_named_by_network_name_and_country(rows, load):
    load()
    rows["network_members.csv"][0]["stated_name_es"] = "Otro nombre"

    assert load().retired == 1
    assert [row.stated_name_es for row in Member.objects.all()] == ["Otro nombre"]
