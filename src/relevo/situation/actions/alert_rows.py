"""Rows of an alert from its message."""

from collections.abc import Iterable
from datetime import datetime

from relevo.formats.cap import (
    P_CODE,
    CapAlert,
    CapArea,
    CapCircle,
    CapInfo,
    polygon_problem,
)
from relevo.places.models import Area
from relevo.situation.models import Alert, AlertArea, AlertInfo
from relevo.situation.rules.alerts import Times, box, inside, kilometers

P_CODE_NAMES = frozenset({P_CODE.lower(), "pcode", "p_code"})
LONGEST = {
    "language": 20,
    "event": 200,
    "sender_name": 200,
    "headline": 300,
    "contact": 200,
}
LONGEST_WEB = 500
LONGEST_NOTE = 500
WEB_BEGINS = ("http://", "https://")


def cut(text: str, length: int) -> str:
    """The text, cut short where a column holds no more."""
    return text if len(text) <= length else text[: length - 1] + "…"


def times_of(infos: Iterable[CapInfo]) -> list[Times]:
    return [Times(info.effective, info.onset, info.expires) for info in infos]


def write_infos(alert: Alert, message: CapAlert) -> None:
    """The infos of a message with their areas, in its order."""
    reach = _Reach(message.sent)
    for told in message.infos:
        texts = {name: cut(getattr(told, name), length) for name, length in LONGEST.items()}
        is_page = told.web.startswith(WEB_BEGINS) and len(told.web) <= LONGEST_WEB
        info = AlertInfo.objects.create(
            alert=alert,
            categories=list(told.categories),
            responses=list(told.responses),
            urgency=told.urgency,
            severity=told.severity,
            certainty=told.certainty,
            effective_at=told.effective,
            onset_at=told.onset,
            expires_at=told.expires,
            description=told.description,
            instruction=told.instruction,
            web=told.web if is_page else "",
            **texts,
        )
        for area in told.areas:
            rings = [ring for ring in area.polygons if not polygon_problem(ring)]
            circles = [round_ for round_ in area.circles if is_round(round_)]
            row = AlertArea.objects.create(
                info=info,
                description=area.description,
                polygons=[[list(point) for point in ring] for ring in rings],
                circles=[[round_.lat, round_.lon, round_.km] for round_ in circles],
                geocodes=[list(pair) for pair in area.geocodes],
            )
            row.areas.set(reach.of(area))


def is_round(circle: CapCircle) -> bool:
    """Whether a circle lies on the earth."""
    return abs(circle.lat) <= 90 and abs(circle.lon) <= 180 and circle.km >= 0  # noqa: PLR2004  # degrees


class _Reach:
    """Which departments and municipalities an area names or covers; read once a message."""

    def __init__(self, sent: datetime) -> None:
        valid = Area.objects.valid_on(sent.date())
        self.rows = list(valid.only("country", "official_code", "lat", "lon"))

    def of(self, area: CapArea) -> list[Area]:
        """By P-code, or because its seat lies within a polygon or circle."""
        codes = {value for name, value in area.geocodes if name.lower() in P_CODE_NAMES and value}
        rings = [(ring, box(ring)) for ring in area.polygons if not polygon_problem(ring)]
        circles = [round_ for round_ in area.circles if is_round(round_) and round_.km > 0]

        def is_covered(lat: float | None, lon: float | None) -> bool:
            if lat is None or lon is None:
                return False
            return any(
                south <= lat <= north and west <= lon <= east and inside(lat, lon, ring)
                for ring, (south, west, north, east) in rings
            ) or any(
                kilometers(lat, lon, round_.lat, round_.lon) <= round_.km for round_ in circles
            )

        return [row for row in self.rows if row.p_code in codes or is_covered(row.lat, row.lon)]
