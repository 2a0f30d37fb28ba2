"""Everything that goes on at once, put into place by the actions themselves."""

from datetime import datetime, timedelta
from uuid import UUID

from relevo.borders.actions.restrictions import RestrictionTold, tell_restriction
from relevo.demo.story import actor_of
from relevo.directory.actions.temporary import TemporaryFacts, TemporaryPlace
from relevo.kernel.actor import SYSTEM
from relevo.places.models import Link
from relevo.situation.actions import emergencies, movements, pledges, points, roads, signals

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADVISORY = signals.AdvisoryText(
    title_es="Sobre un mensaje que circula",
    title_en="About a message that goes around",
    text_es="Circula el mensaje de que abre el puesto. Hasta ahora ninguna autoridad lo anunció.",
    text_en="A message says that the post opens. So far no authority has announced it.",
)


BUSY = (("GT", "GT-20", "GT-2001"), ("HN", "HN-17", "HN-1701"), ("SV", "SV-14", "SV-1408"))
MOVING = (
    *(("HN-0501", "GTHN-COR"), ("HN-0501", "GTHN-AGC"), ("HN-0801", "HNSV-AMA")),
    *(("HN-0401", "GTHN-FLO"), ("HN-0301", "GTHN-COR"), ("HN-1701", "HNSV-AMA")),
)
LONG_TEXT = "Nadie circula de noche, salvo quien lleva agua o medicinas a los albergues. " * 7


def cut_road(at, *, state="cut"):
    """A road of Honduras, the first of its corridors."""
    link = Link.objects.filter(from_node__country="HN", rule="corridor").order_by("key").first()
    return roads.report_road(
        told=roads.RoadTold(
            from_node=link.from_node_id,
            to_node=link.to_node_id,
            state=state,
            basis="observed",
            source="Copeco",
            from_at=at,
        ),
        by=SYSTEM,
        at=at,
    )


def storm(at, *, areas=("HN-17",), country="HN"):
    return emergencies.open_emergency(
        told=emergencies.EmergencyFacts(
            kind="storm",
            name_es="Tormenta de la prueba",
            name_en="Storm of the test",
            from_at=at,
            where=[emergencies.Where(country, key) for key in areas],
            source="Copeco",
        ),
        by=SYSTEM,
        at=at,
    )


def pledge(at, emergency, *, by="demo-copan", kind="beds", area_key="HN-1701"):
    return pledges.make_pledge(
        emergency_id=emergency.pk,
        told=pledges.PledgeFacts(kind=kind, amount=40, area_key=area_key, from_at=at),
        by=actor_of(by),
        at=at,
    )


def point(at, *, by="demo-copan"):
    return points.open_point(
        told=TemporaryFacts(
            name_es="DEMO punto de la prueba",
            name_en="DEMO point of the test",
            kind="shelter",
            needs=["shelter"],
            place=TemporaryPlace("HN", area_key="HN-1701"),
            from_at=at,
            until_at=at + 2 * DAY,
        ),
        by=actor_of(by),
        at=at,
    )


def movement(at, *, origin_key="HN-0501", crossing_key="GTHN-COR") -> UUID:
    row = movements.open_movement(
        heading="away",
        origin_key=origin_key,
        via=[crossing_key],
        day=at.date(),
        by=SYSTEM,
        at=at,
        source="Prueba",
    )
    movements.add_sighting(
        movement_id=row.pk,
        seen=movements.Seen(
            area_key=origin_key,
            day=at.date(),
            half="am",
            kind="departure",
            source_type="observed",
            low=2111,
            best=3222,
            high=4333,
            estimate="estimate",
        ),
        by=SYSTEM,
        at=at,
    )
    return row.pk


def advisory(at, **place):
    return signals.publish_advisory(
        told=ADVISORY, from_at=at, until_at=at + DAY, by=SYSTEM, at=at, **place
    )


def curfew(at: datetime, *, country="HN", text="Nadie circula de noche."):
    return tell_restriction(
        told=RestrictionTold(
            kind="curfew",
            stops="all_travel",
            country=country,
            from_at=at,
            text=text,
            text_en="Nobody is on the way at night.",
            source="Sinager",
        ),
        by=SYSTEM,
        at=at,
    )


def everything(at):
    """One of each; what is told of later than ``at`` is nobody's."""
    emergency = storm(at)
    return {
        "road": cut_road(at),
        "emergency": emergency,
        "pledge": pledge(at, emergency),
        "point": point(at),
        "movement": movement(at),
        "advisory": advisory(at, area_key="HN-1701"),
        "restriction": curfew(at),
    }


def more_than_a_page(at: datetime, *, times: int = 8) -> None:
    """More of everything than one page holds, in each country, with long texts."""
    for minute in range(times):
        when = at + timedelta(minutes=minute)
        point(when)
        advisory(when)
        for country, area_key, municipality_key in BUSY:
            advisory(when, area_key=area_key)
            curfew(when, country=country, text=LONG_TEXT)
            emergency = storm(when, areas=(area_key,), country=country)
            for kind in ("beds", "meals", "kits"):
                pledge(when, emergency, kind=kind, area_key=municipality_key)
    for origin_key, crossing_key in MOVING:
        movement(at, origin_key=origin_key, crossing_key=crossing_key)
    cut_road(at)
