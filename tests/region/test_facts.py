"""The committed facts agree with each other and say what the sources say.

Plain CSV reading: what holds here holds before any importer or database sees the files.
"""

import csv
import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import opening_hours
import pytest

DATA = Path(__file__).parents[2] / "src" / "relevo" / "region" / "data"
FILES = sorted(DATA.rglob("*.csv"))
UNSAID = re.compile(r"caravan|oleada|avalancha|ilegal|\billegal", re.IGNORECASE)
SOURCED_FILES = [
    f.stem
    for f in FILES
    if f.stem not in {"taxonomy", "taxonomy_map", "left_out", "nodes", "demands", "scenarios"}
]

KINDS = (
    "academia anti_trafficking army asylum child_protection church civil_protection community "
    "coordination court customs data donor gov_foreign gov_local gov_migration gov_other "
    "gov_social health human_rights igo legal_aid municipality ngo ombudsman police prosecutor "
    "red_cross registry un women"
)
ADMISSIONS = (
    "asylum_claim_working_days by_referral_only capacity_per_day max_nights "
    "max_stay_days_foreigners max_stay_hours only_air_returnees only_children only_foreigners "
    "only_land_returnees only_nationality only_profiles only_returnees only_women permit_days "
    "stay_days transfer_days"
)
CLOSED_LISTS = {
    ("institutions", "kind"): KINDS,
    ("institutions", "country"): "GT HN SV RG",
    ("institutions", "level"): "national regional departmental municipal local international",
    ("networks", "scope"): (
        "cross_border trinational departmental municipal national civil_society"
    ),
    ("network_members", "role"): (
        "member founder chair convener host observer support local_network"
    ),
    ("requirements", "country"): "GT HN SV",
    ("requirements", "direction"): "entry exit",
    ("requirements", "mode"): "people bus cargo",
    ("requirements", "basis"): "announced observed",
    ("requirements", "blocking"): "yes no",
    ("restrictions", "country"): "GT HN SV",
    ("restrictions", "kind"): (
        "curfew circulation transport prevention calamity cordon quarantine"
    ),
    ("restrictions", "stops"): "nothing public_transport all_travel entry",
    ("demands", "kind"): "document test vaccination check condition none",
    ("status_reports", "direction"): "in out both",
    ("status_reports", "mode"): "people vehicles cargo all",
    ("status_reports", "state"): "open restricted closed",
    ("status_reports", "basis"): "announced observed",
    ("admission_rules", "rule"): ADMISSIONS,
    ("assumptions", "capacity_rule"): "known_only unlimited by_call",
    ("assumptions", "confidence"): "low",
    ("assistance_lines", "kind"): (
        "emergency child women ombudsman trafficking red_cross police ambulance migration"
    ),
}
REFERENCES = {
    ("services", "institution_id"): "institutions",
    ("services", "crossing_id"): "crossings",
    ("posts", "crossing_id"): "crossings",
    ("posts", "authority_ids"): "institutions",
    ("institutions", "successor_id"): "institutions",
    ("networks", "crossing_ids"): "crossings",
    ("network_members", "network_id"): "networks",
    ("network_members", "institution_id"): "institutions",
    ("exchange_series", "network_id"): "networks",
    ("exchanges", "series_id"): "exchange_series",
    ("exchanges", "network_ids"): "networks",
    ("requirements", "crossing_id"): "crossings",
    ("requirements", "demand"): "demands",
    ("demands", "accepts"): "demands",
    ("restrictions", "area_ids"): "areas",
    ("status_reports", "crossing_id"): "crossings",
    ("status_reports", "authority_id"): "institutions",
    ("admission_rules", "service_id"): "services",
    ("localities", "municipality_area_id"): "areas",
    ("localities", "crossing_id"): "crossings",
    ("area_aliases", "area_id"): "areas",
    ("areas", "parent_id"): "areas",
    ("areas", "node_id"): "areas",
    ("areas", "predecessor_id"): "areas",
}
KEYS = {
    "network_members": ("network_id", "institution_id", "stated_name_es"),
    "assumptions": ("kind",),
    "holidays": ("country", "on"),
    "area_aliases": ("area_id", "alias"),
    "assistance_lines": ("country", "number"),
    "left_out": ("file", "row_id"),
    "taxonomy": ("code",),
    "demands": ("code",),
    "mcof_checklist": ("code",),
    "taxonomy_map": ("column", "tag"),
}
AREA_POINT = ("lat", "lon", "precision", "confidence")
TIMED = {"emergency_figures", "status_reports", "restrictions"}
"""Files in which an instant may stand where others have a day."""
DATE_COLUMNS = {"valid_from", "valid_until", "known_from", "started", "on", "hours_as_of"}


def rows_of(name):
    (path,) = (f for f in FILES if f.stem == name)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(value):
    return [part for part in value.split("|") if part]


def is_date(text):
    """A date, or the year or year and month that a source gives instead of a day."""
    padded = f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10]
    return str(date.fromisoformat(padded)).startswith(text)


def easter(year):
    """Western Easter by the anonymous Gregorian computation."""
    a, b, c = year % 19, year // 100, year % 100
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - b // 4 - g + 15) % 30
    week = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * week) // 451
    month, day = divmod(h + week - 7 * m + 114, 31)
    return date(year, month, day + 1)


def asked(*, crossing, country, direction, nationality, age, on, mode="people"):
    """Ids of the rules that concern one traveler at one crossing on one day."""
    day = date.fromisoformat(on)
    groups = {"all", nationality, "nationals" if nationality == country else "foreigners"}
    return {
        row["id"]
        for row in rows_of("requirements")
        if (row["country"], row["direction"], row["mode"]) == (country, direction, mode)
        and row["crossing_id"] in {"", crossing}
        and groups & set(split(row["applies_to"]))
        and (not row["age_from"] or age >= int(row["age_from"]))
        and (not row["age_until"] or age < int(row["age_until"]))
        and (not row["valid_from"] or date.fromisoformat(row["valid_from"]) <= day)
        and (not row["valid_until"] or day < date.fromisoformat(row["valid_until"]))
    }


def by_id(name):
    key = "code" if name == "demands" else "id"
    return {row[key]: row for row in rows_of(name)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_clean_text_with_unique_keys(path):
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert raw.decode("utf-8").endswith("\n")
    rows = rows_of(path.stem)
    assert rows or path.stem == "left_out"  # every row that was handed over is in
    keys = Counter(tuple(row[c] for c in KEYS.get(path.stem, ("id",))) for row in rows)
    assert [key for key, count in keys.items() if count > 1] == []
    ragged = [row for row in rows if None in row or None in row.values()]
    assert ragged == []
    untrimmed = [(c, v) for row in rows for c, v in row.items() if v != v.strip()]
    assert untrimmed == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_texts_stand_in_both_languages_and_in_fair_words(path):
    rows = rows_of(path.stem)
    one_sided = [
        (column, row[column])
        for row in rows
        for column in row
        if column.endswith("_es") and bool(row[column]) != bool(row[f"{column[:-3]}_en"])
    ]
    assert one_sided == []
    unfair = [v for row in rows for c, v in row.items() if c != "source" and UNSAID.search(v)]
    assert unfair == []


@pytest.mark.parametrize("name", SOURCED_FILES)
def test_every_row_says_what_it_rests_on(name):
    rows = rows_of(name)
    if name == "areas":  # its confidence is that of the point, which may be unknown
        assert [r for r in rows if len({bool(r[c]) for c in AREA_POINT}) != 1] == []
        rows = [r for r in rows if r["lat"]]
    elif name == "links":  # all are recalled or computed, and the source says so
        assert {(r["sourced"], bool(r["source"])) for r in rows} == {("no", True)}
    else:
        assert [r for r in rows if (r["sourced"] == "yes") != bool(r["source"])] == []
        assert {r["sourced"] for r in rows} <= {"yes", "no"}
    assert {r["confidence"] for r in rows} <= {"high", "medium", "low"}


@pytest.mark.parametrize(("place", "allowed"), CLOSED_LISTS.items(), ids=lambda v: str(v)[:40])
def test_codes_come_from_their_closed_list(place, allowed):
    name, column = place
    assert {row[column] for row in rows_of(name)} <= set(allowed.split())


@pytest.mark.parametrize(("place", "target"), REFERENCES.items(), ids=lambda v: str(v)[:40])
def test_references_resolve(place, target):
    name, column = place
    known = set(by_id(target))
    assert {part for row in rows_of(name) for part in split(row[column])} - known == set()


def test_service_tags_are_terms_of_the_taxonomy():
    terms = {row["code"] for row in rows_of("taxonomy")}
    used = {
        tag
        for row in rows_of("services")
        for tag in [*split(row["service_types"]), *split(row["profiles"])]
    }
    assert used - terms == set()


def test_profiles_of_admission_rules_are_terms_of_the_taxonomy():
    profiles = {row["code"] for row in rows_of("taxonomy") if row["kind"] == "profile"}
    named = {
        profile
        for row in rows_of("admission_rules")
        if row["rule"] == "only_profiles"
        for profile in split(row["value"])
    }
    assert named - profiles == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_dates_parse_and_periods_run_forward(path):
    for row in rows_of(path.stem):
        for column in DATE_COLUMNS & set(row):
            if path.stem not in TIMED and row[column]:
                assert is_date(row[column])
        for start, end in (("valid_from", "valid_until"), ("from_at", "until_at")):
            if row.get(start) and row.get(end):
                assert row[start] < row[end]


def test_instants_carry_the_offset_of_the_region_and_are_known_by_their_start():
    for row in rows_of("status_reports"):
        instants = [row["from_at"], row["known_from"], *([row["until_at"]] * bool(row["until_at"]))]
        assert {datetime.fromisoformat(i).utcoffset() for i in instants} == {timedelta(hours=-6)}
        # what went on for days may have been told on the last of them
        assert row["known_from"] <= max(row["from_at"], row["until_at"])


@pytest.mark.parametrize("name", ["services", "status_reports", "assumptions"])
def test_opening_hours_are_valid_expressions(name):
    written = {row["hours_osm"] for row in rows_of(name)} - {""}
    assert written
    assert [hours for hours in written if not opening_hours.validate(hours)] == []


def test_every_handed_row_is_in_the_product_or_listed_with_its_reason():
    counts = {
        name: len(rows_of(name)) for name in ("institutions", "services", "crossings", "networks")
    }
    assert counts == {"institutions": 138, "services": 197, "crossings": 26, "networks": 19}
    assert [row["id"] for row in rows_of("events")] == [f"E{number:02}" for number in range(1, 95)]
    assert rows_of("left_out") == []


def test_every_kind_of_service_has_one_stated_assumption_to_be_confirmed():
    assumptions = rows_of("assumptions")
    assert {row["kind"] for row in assumptions} == {row["kind"] for row in rows_of("services")}
    assert all(row["text_es"].startswith("Se supone que ") for row in assumptions)
    assert all(row["text_es"].endswith("; confirme primero.") for row in assumptions)
    assert all(int(row["duration_minutes"]) > 0 for row in assumptions)


def test_network_only_and_safe_house_services_are_not_committed():
    services = rows_of("services")
    assert {row["visibility"] for row in services} == {"public"}
    held_back = {f"SP-{n}" for n in [*range(147, 152), *range(177, 182)]}
    assert {row["id"] for row in services} & held_back == set()


def test_institutions_with_a_successor_name_a_younger_one():
    institutions = by_id("institutions")
    chains = {i: r["successor_id"] for i, r in institutions.items() if r["successor_id"]}
    assert chains == {
        "HN-DINAF": "HN-SENAF",
        "HN-INAM": "HN-SEMUJER",
        "SV-CONNA": "SV-CONAPINA",
        "SV-ISNA": "SV-CONAPINA",
    }
    for old, new in chains.items():
        assert institutions[old]["valid_until"]
        assert institutions[new]["valid_from"] <= institutions[old]["valid_until"]


def test_el_amatillo_november_2020_asks_the_test_of_foreigners_and_not_of_a_salvadoran():
    there = {"crossing": "HNSV-AMA", "country": "SV", "direction": "entry", "on": "2020-11-20"}
    mother = asked(**there, nationality="SV", age=24)
    boy = asked(**there, nationality="SV", age=2)
    honduran = asked(**there, nationality="HN", age=24)

    assert mother == {"SV-ENTRY-NATIONALS-ID"}
    assert boy == {"SV-ENTRY-NATIONALS-MINOR-BIRTH", "SV-ENTRY-NATIONALS-MINOR-ID"}
    assert honduran == {"SV-ENTRY-CA4-ID-B", "SV-ENTRY-PCR-2020"}
    rules = by_id("requirements")
    assert rules["SV-ENTRY-NATIONALS-ID"]["blocking"] == "no"
    test = rules["SV-ENTRY-PCR-2020"]
    assert (test["applies_to"], test["demand"], test["blocking"]) == (
        "foreigners|residents",
        "negative_pcr_72h",
        "yes",
    )
    assert "tunota.com" in test["source"]
    assert "A las personas salvadoreñas no se les pide." in test["text_es"]


def test_el_amatillo_november_2020_lets_a_salvadoran_family_leave_honduras():
    there = {"crossing": "HNSV-AMA", "country": "HN", "direction": "exit", "on": "2020-11-20"}
    told = {"HN-EXIT-MASK-2020", "HN-EXIT-PRECHECK-2020"}
    mother = asked(**there, nationality="SV", age=24)
    boy = asked(**there, nationality="SV", age=2)

    assert mother == told | {"HN-EXIT-CA4-ID"}
    assert boy == told | {"HN-EXIT-CA4-MINOR-PARENT", "HN-EXIT-CA4-MINOR-PASSPORT"}
    rules = by_id("requirements")
    assert rules["HN-EXIT-CA4-ID"]["demand"] == "passport_or_id"
    assert {rules[i]["blocking"] for i in mother | boy} == {"no"}


def test_leaving_honduras_under_21_concerns_hondurans_only():
    there = {"crossing": "HNSV-AMA", "country": "HN", "direction": "exit", "on": "2026-06-01"}
    minor = {
        "HN-EXIT-MINOR-PASSPORT",
        "HN-EXIT-MINOR-AUTHORIZATION",
        "HN-EXIT-MINOR-BOTH-PARENTS",
    }
    assert asked(**there, nationality="HN", age=20) == minor
    assert asked(**there, nationality="HN", age=21) == {"HN-EXIT-NATIONALS-ID"}
    assert asked(**there, nationality="SV", age=20) == {"HN-EXIT-CA4-ID"}
    rules = by_id("requirements")
    assert (
        rules["HN-EXIT-MINOR-AUTHORIZATION"]["any_of_group"]
        == rules["HN-EXIT-MINOR-BOTH-PARENTS"]["any_of_group"]
        == "HN-EXIT-MINOR-CARE"
    )


def test_el_florido_january_2021_refuses_a_honduran_of_17_by_three_named_rules():
    there = {"crossing": "GTHN-FLO", "nationality": "HN", "age": 17, "on": "2021-01-15"}
    rules = by_id("requirements")
    entry = asked(**there, country="GT", direction="entry")
    blocking = {rules[i]["demand"]: i for i in entry if rules[i]["blocking"] == "yes"}

    assert blocking == {
        "passport": "GT-ENTRY-CA4-MINOR-PASSPORT",
        "accompanied_by_parent": "GT-ENTRY-CA4-MINOR-PARENT",
        "negative_test_72h": "GT-ENTRY-TEST-2021",
    }
    assert all(rules[i]["sourced"] == "yes" for i in blocking.values())
    leaving = asked(**there, country="HN", direction="exit")
    assert {"HN-EXIT-MINOR-PASSPORT", "HN-EXIT-MINOR-AUTHORIZATION"} <= leaving


def test_guatemala_september_2020_takes_quarantine_instead_of_the_test():
    there = {"crossing": "GTHN-COR", "country": "GT", "direction": "entry", "nationality": "HN"}
    rules = by_id("requirements")
    sanitary = {
        rules[i]["demand"]: rules[i]["blocking"]
        for i in asked(**there, age=30, on="2020-09-18")
        if rules[i]["any_of_group"] == "GT-ENTRY-SANITARY-2020"
    }
    assert sanitary == {"negative_test_72h": "no", "quarantine_14d": "no"}
    assert "GT-ENTRY-TEST-2020" not in asked(**there, age=30, on="2020-09-17")
    assert "GT-ENTRY-TEST-2020" not in asked(**there, age=9, on="2020-09-18")


def test_the_same_day_two_posts_of_el_salvador_asked_different_things():
    rules = by_id("requirements")
    asked_at = rules["SV-ENTRY-CHI-TEST-2020"]
    not_asked_at = rules["SV-ENTRY-AMA-NO-TEST-2020"]
    for rule in (asked_at, not_asked_at):
        assert (rule["valid_from"], rule["basis"]) == ("2020-09-21", "observed")
        assert "Piden-PCR-en-Las-Chinamas" in rule["source"]
    assert (asked_at["crossing_id"], not_asked_at["crossing_id"]) == ("GTSV-CHI", "HNSV-AMA")
    assert not_asked_at["demand"] == "test_not_asked"


def test_honduras_october_2020_assesses_whoever_has_no_test_and_does_not_refuse():
    rule = by_id("requirements")["HN-ENTRY-TEST-2020"]
    assert (rule["valid_from"], rule["blocking"]) == ("2020-10-19", "no")
    assert "Oficina Sanitaria Internacional" in rule["consequence_es"]


def test_el_amatillo_announced_and_observed_reopening_stand_side_by_side():
    honduras = [
        (row["from_at"][:10], row["basis"], row["state"], row["hours_osm"])
        for row in rows_of("status_reports")
        if (row["crossing_id"], row["country"]) == ("HNSV-AMA", "HN")
        and row["direction"] == "both"
        and row["mode"] == "people"
    ]
    assert honduras == [
        ("2020-10-09", "announced", "open", ""),
        ("2020-10-09", "observed", "closed", ""),
        ("2020-10-12", "observed", "closed", ""),
        ("2020-10-19", "announced", "open", "Mo-Su 06:00-18:00"),
        ("2020-10-19", "observed", "open", "Mo-Su 06:00-18:00"),
        ("2024-08-01", "announced", "open", "24/7"),
    ]


@pytest.mark.parametrize(
    ("service", "rule", "value"),
    [
        ("SP-077", "max_nights", "3"),
        ("SP-083", "only_air_returnees", "yes"),
        ("SP-083", "only_nationality", "HN"),
        ("SP-086", "by_referral_only", "CAMI|humanitarian_actor"),
        ("SP-086", "max_stay_hours", "24"),
        ("SP-097", "max_stay_hours", "72"),
        ("SP-097", "max_stay_days_foreigners", "7"),
        ("SP-098", "only_children", "18"),
        ("SP-154", "only_women", "yes"),
    ],
)
def test_known_admission_rules_are_data(service, rule, value):
    found = {(r["service_id"], r["rule"]): r["value"] for r in rows_of("admission_rules")}
    assert found[service, rule] == value


def test_line_132_means_different_things_in_honduras_and_el_salvador():
    kinds = {(r["country"], r["number"]): r["kind"] for r in rows_of("assistance_lines")}
    assert (kinds["HN", "132"], kinds["SV", "132"]) == ("ombudsman", "ambulance")


def test_every_national_line_of_an_institution_is_an_assistance_line():
    lines = {(r["country"], r["number"]) for r in rows_of("assistance_lines")}
    stated = {(r["country"], r["public_line"]) for r in rows_of("institutions") if r["public_line"]}
    assert stated - lines == set()


@pytest.mark.parametrize("year", [2018, 2019, 2020, 2021, 2022, 2026, 2027])
@pytest.mark.parametrize("country", ["GT", "HN", "SV"])
def test_holy_week_falls_before_easter(year, country):
    days = {r["on"] for r in rows_of("holidays") if r["country"] == country}
    for before in (3, 2, 1):
        assert str(easter(year) - timedelta(days=before)) in days
    assert f"{year}-12-25" in days


def test_every_locality_of_a_service_or_border_is_known_by_name():
    localities = {(r["country"], r["name"]) for r in rows_of("localities")}
    named = {(r["country"], r["locality"]) for r in rows_of("services") if r["locality"]}
    assert named - localities == set()
    both_sides = {
        (country, name)
        for name, countries in {
            "El Amatillo": ("HN", "SV"),
            "El Poy": ("HN", "SV"),
            "El Florido": ("GT", "HN"),
            "Corinto": ("GT", "HN"),
            "Agua Caliente": ("GT", "HN"),
        }.items()
        for country in countries
    }
    assert both_sides - localities == set()


def test_localities_and_aliases_point_to_areas_that_keep_their_code():
    areas = by_id("areas")
    for row in rows_of("localities"):
        area = areas[row["municipality_area_id"]]
        assert (area["country"], area["level"]) == (row["country"], "municipality")
        assert area["node_id"] in {"", area["id"]}
        assert bool(row["lat"]) == bool(row["lon"]) == bool(row["precision"])
    known_as = {(r["alias"], r["area_id"]) for r in rows_of("area_aliases")}
    assert {("Tecún Umán", "GT-1217"), ("SPS", "HN-0501"), ("Xela", "GT-0901")} <= known_as


NOT_OF_PEOPLE = re.compile(
    r"\bCA-4\b|covid-19"
    r"|\b\d{1,2}(?: (?:y|a|al|and|to) (?:el )?\d{1,2})?(?: de)? [A-Za-z]+(?: de)? \d{4}\b"
    r"|\b(?:el|on|del|between) \d{1,2}(?: (?:o el|or|y el|y|al|and|a|to) \d{1,2})?(?: de)? "
    r"(?:marzo|March|enero|January|octubre|October)\b"
    r"|\b(?:[A-Za-z]+ (?:de )?)?20[12]\d\b"
    r"|\b\d{1,2}:\d{2}\b|\b\d+[ -](?:días|days|horas|hours?)\b|\bkm \d+\b"
    r"|\b(?:the age of|under) \d+|\b(?:los )?\d+ años\b"
    r"|\b(?:\d+|diez|ten) (?:puestos de control|checkpoints)\b"
)
A_FIGURE = re.compile(
    r"\d|\b(?:cien|cientos?|docenas?|decenas?|miles|mil|millones|hundreds?|dozens?|thousands?|"
    r"millions?)\b|\b(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|veinte|two|three|four|"
    r"five|six|seven|eight|nine|ten|twenty) (?:\w+ )?(?:personas|people|niñas|children|familias|"
    r"families)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("table", ["status_reports", "requirements", "restrictions"])
def test_no_public_text_of_a_border_tells_how_many_people(table):
    """Such a text stands on public pages at once; a number is told as a count, a day later."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        told = {
            (row["id"], column): NOT_OF_PEOPLE.sub(" ", text)
            for row in csv.DictReader(file)
            for column, text in row.items()
            if column.endswith(("_es", "_en"))
        }
    assert {key: text for key, text in told.items() if A_FIGURE.search(text)} == {}
