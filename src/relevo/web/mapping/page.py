"""What is asked of the map, and the drawing with its legend and tables as a page needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from relevo.kernel.countries import REGION
from relevo.places.models import Area
from relevo.web.as_of import AsOf, as_of
from relevo.web.map_phrases import MAP_SIGNS
from relevo.web.mapping.base import Bounds, bounds_of
from relevo.web.mapping.content import Layer
from relevo.web.mapping.drawing import ATTRIBUTION, render_map
from relevo.web.mapping.signs import sign_svg
from relevo.web.phrases import COUNTRIES

PUBLIC_LAYERS = (
    "crossings",
    "alerts",
    "roads",
    "emergencies",
    "points",
    "advisories",
    "services",
)
DESK_LAYERS = (*PUBLIC_LAYERS[:-1], "movements", "services")
LONGEST_ZONE = 40
SIGNS = {
    "crossings": ("open", "restricted", "closed", "not_confirmed"),
    "alerts": ("alert",),
    "roads": ("cut", "slow"),
    "emergencies": ("emergency",),
    "points": ("point",),
    "advisories": ("advisory",),
    "movements": ("movement",),
    "services": ("services",),
}


@dataclass(frozen=True, slots=True)
class Zone:
    """What part of the map is looked at. ``country`` empty: all three; ``department`` None: all."""

    country: str = ""
    department: Area | None = None

    @property
    def code(self) -> str:
        return self.department.key if self.department else self.country

    @property
    def bounds(self) -> Bounds | None:
        name = self.department.name if self.department else ""
        return bounds_of(self.country, name) if self.country else None

    @property
    def name(self) -> str:
        if self.department:
            return self.department.name
        return str(COUNTRIES[self.country]) if self.country else _("The three countries")


@dataclass(frozen=True, slots=True)
class Asked:
    """Zone, layers and instant of one request. ``offered``: the layers that one may choose from."""

    zone: Zone
    layers: tuple[str, ...]
    offered: tuple[str, ...]
    asof: AsOf
    departments: Sequence[Area]


def read_asked(request: HttpRequest, *, offered: tuple[str, ...]) -> Asked:
    """What the address asks for; what it does not know is as if it had not been said.

    ``capa``: layers, all of them when none is said. ``zona``: a country or the key of a department.
    """
    asof = as_of(request)
    departments = list(
        Area.objects.valid_on(asof.at.date()).filter(level="department", country__in=REGION)
    )
    wanted = request.GET.getlist("capa")[: len(offered)]
    chosen = tuple(code for code in offered if code in wanted)
    return Asked(
        zone=_zone(request.GET.get("zona", "")[:LONGEST_ZONE].upper(), departments),
        layers=chosen or offered,
        offered=offered,
        asof=asof,
        departments=departments,
    )


def _zone(text: str, departments: Sequence[Area]) -> Zone:
    if text in REGION:
        return Zone(text)
    found = next((area for area in departments if area.key == text), None)
    return Zone(found.country, found) if found else Zone()


def drawing(asked: Asked, layers: Sequence[Layer]) -> SafeString:
    """The map of these layers, the first of them uppermost."""
    entries = chain.from_iterable(layer.entries for layer in reversed(layers))
    return render_map(
        markers=[marker for entry in entries if (marker := entry.marker) is not None],
        shades=[shade for layer in layers for shade in layer.shades],
        ways=[way for layer in layers for way in layer.ways],
        bounds=asked.zone.bounds,
        label=_("Map of the situation: %(zone)s") % {"zone": asked.zone.name},
        language=get_language() or "es",
    )


def page_context(asked: Asked, layers: Sequence[Layer]) -> dict[str, object]:
    """The context of ``web/_situation_map.html``."""
    return {
        "asked": asked,
        "asof": asked.asof,
        "map": drawing(asked, layers),
        "tables": [layer for layer in layers if layer.entries],
        "empty": [layer.code for layer in layers if not layer.entries],
        "legend": [
            (sign_svg(*sign_of(code, sign)), MAP_SIGNS[sign])
            for code in asked.layers
            for sign in SIGNS[code]
        ],
        "countries": REGION,
        "attribution": ATTRIBUTION,
    }


def sign_of(code: str, sign: str) -> tuple[str, str]:
    """Kind and state of a sign of the legend, under its layer."""
    if code == "crossings":
        return "crossing", sign
    return ("road", sign) if code == "roads" else (sign, "")
