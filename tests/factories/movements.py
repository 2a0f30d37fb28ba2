"""Who notes, warns and is warned, and who enforces; and a road from a town over two crossings."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tests.factories import directory, places
from tests.factories.accounts import person
from tests.factories.care import network, seat

from relevo.directory.models import Institution
from relevo.kernel.actor import Actor
from relevo.places.models import Area
from relevo.situation.actions import movements, signals
from relevo.situation.models import Movement, Signal
from relevo.situation.rules.movements import LOCAL

NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
"""12:00 in the three countries, a Friday."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2020, 11, 20)
ENFORCEMENT = ("police", "army", "gov_migration")


@dataclass
class Stage:
    """``keeper`` and ``second`` coordinate institutions that keep a network; ``monitor`` notes."""

    keeper: Actor
    second: Actor
    monitor: Actor
    officer: Actor
    red_cross: Actor
    mayor: Actor
    consulate: Actor
    enforcers: dict[str, Actor]
    institutions: dict[str, Institution]


def stage():
    red = network()
    kinds = {
        "secretariat": "gov_social",
        "chair": "ngo",
        "red_cross": "red_cross",
        "town": "municipality",
        "consulate": "gov_foreign",
        **{kind: kind for kind in ENFORCEMENT},
    }
    held = {
        name: directory.institution(f"HN-MV-{name}".upper(), f"DEMO {name}", kind=kind)
        for name, kind in kinds.items()
    }
    seat(red, held["secretariat"], "secretariat")
    seat(red, held["chair"], "chair")
    for name in ("red_cross", "town", *ENFORCEMENT):
        seat(red, held[name])
    return Stage(
        keeper=person("mv-keeper", of=held["secretariat"], roles=["coordinator"]),
        second=person("mv-second", of=held["chair"], roles=["coordinator"]),
        monitor=person("mv-monitor", of=held["secretariat"], roles=["border_monitor"]),
        officer=person("mv-officer", of=held["secretariat"], roles=["officer"]),
        red_cross=person("mv-red-cross", of=held["red_cross"], roles=["coordinator"]),
        mayor=person("mv-town", of=held["town"], roles=["coordinator"]),
        consulate=person("mv-consulate", of=held["consulate"], roles=["coordinator"]),
        enforcers={
            kind: person(f"mv-{kind}", of=held[kind], roles=["coordinator", "border_monitor"])
            for kind in ENFORCEMENT
        },
        institutions=held,
    )


def road():
    """Nacaome to El Amatillo (40 km), La Unión 30 km behind it; Poy lies 100 km from Nacaome."""
    places.el_amatillo()
    nacaome, union = (Area.objects.get(key=key) for key in ("HN-1701", "SV-1408"))
    goascoran = Area.objects.get(key="HN-1706")
    goascoran.node_key = "HNSV-AMA-HN"
    goascoran.save()
    west = places.area("HN-14", "Ocotepeque")
    town = places.area("HN-1401", "Poy del Norte", parent=west, node_key="HN-1401")
    places.node("HN-1401", "Poy del Norte", area=town, lat=14.4, lon=-89.2)
    places.crossing("HNSV-POY", "Poy", countries=["HN", "SV"], lat=14.38, lon=-89.2)
    places.node("HNSV-POY-HN", "Poy", area=town, kind="post", lat=14.38, lon=-89.2)
    nodes = {
        row.key: row
        for area in (nacaome, goascoran, union, town, Area.objects.get(key="SV-1412"))
        for row in area.nodes.all()
    }
    places.link(nodes["HN-1701"], nodes["HNSV-AMA-HN"], 40)
    places.link(nodes["HNSV-AMA-SV"], nodes["SV-1408"], 30)
    places.link(nodes["HN-1701"], nodes["HNSV-POY-HN"], 100)


def signal(scene, *, by=None, at=NOON, **told) -> Signal:
    values = {
        "kind": "call_to_depart",
        "text": "Dicen que el viernes sale mucha gente de la terminal",
        "source_type": "chat",
        "confidence": "low",
    } | told
    return signals.note_signal(**values, by=by or scene.monitor, at=at)


ADVISORY = signals.AdvisoryText(
    title_es="Sobre un mensaje que circula",
    title_en="About a message that goes around",
    text_es="Circula el mensaje de que abre el puesto. Hasta ahora ninguna autoridad lo anunció.",
    text_en="A message says that the post opens. So far no authority has announced it.",
)


def advisory(scene, *, by=None, at=NOON, told=ADVISORY, lasts=DAY, **more):
    return signals.publish_advisory(
        told=told,
        **{"from_at": at, "until_at": at + lasts} | more,
        by=by or scene.keeper,
        at=at,
    )


def movement(scene, *, by=None, at=NOON, **told) -> Movement:
    values = {
        "heading": "away",
        "origin_key": "HN-1701",
        "via": ["HNSV-AMA"],
        "day": TODAY,
    } | told
    return movements.open_movement(**values, by=by or scene.monitor, at=at)


def seen(**told):
    return movements.Seen(
        **{
            "area_key": "HN-1701",
            "day": TODAY,
            "half": "am",
            "kind": "departure",
            "source_type": "observed",
            "low": 200,
            "best": 300,
            "high": 500,
            "estimate": "estimate",
        }
        | told
    )


def sighting(scene, row, *, by=None, at=NOON, **told):
    return movements.add_sighting(
        movement_id=row.pk, seen=seen(**told), by=by or scene.monitor, at=at
    )


def warning(scene, row, *, by=None, at=NOON, **told):
    values = {
        "area_key": "HN-1706",
        "from_at": datetime(2020, 11, 20, 18, tzinfo=LOCAL),
        "until_at": datetime(2020, 11, 21, 6, tzinfo=LOCAL),
        "people": movements.People(200, 300, 500),
        "stay": "overnight",
    } | told
    return movements.issue_warning(movement_id=row.pk, **values, by=by or scene.keeper, at=at)
