"""Words of the map of the situation: its layers, its zones, what its signs mean."""

from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

MAP_LAYERS: Words = {
    "crossings": pgettext_lazy("layer of the map", "Crossings"),
    "alerts": pgettext_lazy("layer of the map", "Alerts"),
    "emergencies": pgettext_lazy("layer of the map", "Emergencies"),
    "roads": pgettext_lazy("layer of the map", "Roads that are cut or slow"),
    "points": pgettext_lazy("layer of the map", "Temporary points of help"),
    "advisories": pgettext_lazy("layer of the map", "Advice to the public"),
    "movements": pgettext_lazy("layer of the map", "Large movements"),
    "services": pgettext_lazy("layer of the map", "Services"),
}

MAP_SIGNS: Words = {
    "open": pgettext_lazy("sign on the map", "crossing open, seen or only announced"),
    "restricted": pgettext_lazy("sign on the map", "crossing restricted, seen or only announced"),
    "closed": pgettext_lazy("sign on the map", "crossing closed, or closed at this hour"),
    "not_confirmed": pgettext_lazy("sign on the map", "crossing not confirmed"),
    "alert": pgettext_lazy("sign on the map", "alert; its area has slanted lines"),
    "emergency": pgettext_lazy(
        "sign on the map", "emergency; its area has lines slanted the other way"
    ),
    "cut": pgettext_lazy("sign on the map", "road cut; a broken line"),
    "slow": pgettext_lazy("sign on the map", "road slow; a dotted line"),
    "point": pgettext_lazy("sign on the map", "temporary point of help"),
    "advisory": pgettext_lazy("sign on the map", "advice to the public; level lines"),
    "movement": pgettext_lazy("sign on the map", "large movement, by municipality"),
    "services": pgettext_lazy("sign on the map", "how many services there are"),
}
