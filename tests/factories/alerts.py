"""A network on both banks of a river, its coordinators, and alerts that they write."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.factories.directory import actor_of, institution
from tests.factories.networks import network, seat
from tests.factories.places import el_amatillo

from relevo.formats.cap import CapAlert, CapArea, CapInfo, CapReference
from relevo.places.models import Area, Post
from relevo.situation.actions import alerts, own_alerts
from relevo.situation.rules.own_alerts import AlertDraft, Wording

AT = datetime(2020, 11, 16, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Banks:
    """Who is who: ``author`` and ``second`` keep the network, the others do not."""

    def __init__(self):
        el_amatillo()
        for country, key in (("HN", "HN-1706"), ("SV", "SV-1412")):
            Post.objects.filter(country=country).update(area=Area.objects.get(key=key))
        Area.objects.filter(key="HN-17").update(official_code="17")
        Area.objects.filter(key="HN-1706").update(official_code="1706")
        self.network = network("RED-SUR")
        self.kinds = {
            kind: institution(f"HN-{kind}", kind=kind)
            for kind in ("coordination", "ngo", "civil_protection", "police", "health")
        }
        seat(self.network, self.kinds["coordination"], role="secretariat")
        seat(self.network, self.kinds["police"], role="chair")
        seat(self.network, self.kinds["health"])
        self.author = self.actor("coordination")
        self.second = replace(self.author, id=actor_of(self.kinds["ngo"], "another").id)

    def actor(self, kind, *roles):
        return actor_of(self.kinds[kind], *(roles or ("coordinator",)))

    def draft(self, **changes):
        return own_alerts.draft_alert(
            network_key="RED-SUR",
            draft=draft(**changes),
            by=self.author,
            at=AT,
        )

    def waiting(self, **changes):
        made = self.draft(**changes)
        return own_alerts.send_alert(alert_id=made.pk, by=self.author, at=AT)

    def published(self, at=AT, **changes):
        made = self.waiting(**changes)
        return own_alerts.approve_alert(alert_id=made.pk, by=self.second, at=at)


def draft(*, areas=("HN-17", "SV-1412"), **changes):
    """What an author decides; areas by key."""
    ids = Area.objects.filter(key__in=areas).order_by("key").values_list("pk", flat=True)
    whole = AlertDraft(
        categories=("Met",),
        responses=("Avoid",),
        urgency="Immediate",
        severity="Severe",
        certainty="Observed",
        onset_at=None,
        expires_at=AT + 24 * HOUR,
        es=Wording("Ríos", "Río crecido", "El río crece.", "No lo cruce."),
        en=Wording("Rivers", "High river", "The river rises.", "Do not cross it."),
        area_ids=tuple(ids),
        contact="Línea 112",
    )
    return replace(whole, **changes)


def incoming(identifier="i-1", *, sent=AT, message="Alert", of=(), areas=(), **changes):
    """A message of a weather service."""
    head = {
        name: changes.pop(name) for name in ("status", "scope", "sender", "note") if name in changes
    }
    info = CapInfo(
        **{
            "language": "en-US",
            "categories": ("Met",),
            "event": "Hurricane",
            "urgency": "Expected",
            "severity": "Extreme",
            "certainty": "Likely",
            "headline": "Iota nears",
            "expires": sent + 12 * HOUR,
            "areas": tuple(areas),
        }
        | changes
    )
    return CapAlert(
        **{
            "identifier": identifier,
            "sender": "met.example",
            "sent": sent,
            "status": "Actual",
            "message": message,
            "scope": "Public",
            "references": tuple(CapReference("met.example", name, sent - HOUR) for name in of),
            "infos": (info,),
        }
        | head
    )


def came_in(*args, at=AT, feed_key=None, brought_by=None, by=None, **changes):
    return alerts.store_incoming(
        message=incoming(*args, **changes), feed_key=feed_key, brought_by=brought_by, by=by, at=at
    )


VALLE = CapArea("Valle", geocodes=(("P-code", "HN17"),))
