"""Words of drills: what an event of the past becomes when it is played."""

from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

REPLAY_ACTS: Words = {
    "advisory": pgettext_lazy("what an event becomes", "advice to the public"),
    "alert": pgettext_lazy("what an event becomes", "alert (exercise)"),
    "comparison": pgettext_lazy("what an event becomes", "two counts side by side"),
    "count": pgettext_lazy("what an event becomes", "count"),
    "decree": pgettext_lazy("what an event becomes", "restriction"),
    "emergency": pgettext_lazy("what an event becomes", "emergency"),
    "entry": pgettext_lazy("what an event becomes", "entry of the directory"),
    "figure": pgettext_lazy("what an event becomes", "figure of a source"),
    "meeting": pgettext_lazy("what an event becomes", "meeting"),
    "movement": pgettext_lazy("what an event becomes", "large movement"),
    "point": pgettext_lazy("what an event becomes", "temporary point"),
    "report": pgettext_lazy("what an event becomes", "report on a crossing"),
    "requirement": pgettext_lazy("what an event becomes", "requirement"),
    "road": pgettext_lazy("what an event becomes", "report on a road"),
    "sighting": pgettext_lazy("what an event becomes", "sighting"),
    "signal": pgettext_lazy("what an event becomes", "signal"),
}
