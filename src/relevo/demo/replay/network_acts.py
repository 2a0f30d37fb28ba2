"""Acts about networks and their directory: meetings, and entries that open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from relevo.demo.network import KEY as NETWORK
from relevo.demo.replay.stage import AtTheEvent, Effect, Stage, leader
from relevo.directory import actions as directory
from relevo.directory.enums import VerificationMethod, VerificationOutcome
from relevo.directory.models import Service
from relevo.kernel.text import LocalisedText
from relevo.networks.actions import meetings
from relevo.networks.enums import MeetingKind, Modality
from relevo.networks.rules.meetings import MeetingDetails
from relevo.region.events import Event


@dataclass(frozen=True, slots=True)
class Meeting(AtTheEvent):
    """A meeting, kept in the books of the demonstration network with its source in the minutes."""

    title: LocalisedText
    hours: int = 8
    modality: str = Modality.IN_PERSON.value
    what: str = MeetingKind.EXTRAORDINARY.value
    kind = "meeting"

    def when(self, event: Event) -> datetime:
        """It is written down when it is over."""
        return event.at + timedelta(hours=self.hours)

    def play(self, stage: Stage) -> Sequence[Effect]:
        event, by = stage.event, leader()
        row = meetings.plan_meeting(
            network_key=NETWORK,
            details=MeetingDetails(
                kind=self.what,
                title_es=self.title.es,
                title_en=self.title.en,
                starts_at=event.at,
                ends_at=event.at + timedelta(hours=self.hours),
                place=event.place,
                modality=self.modality,
            ),
            by=by,
            at=event.at,
        )
        meetings.hold_meeting(network_key=NETWORK, number=row.number, by=by, at=stage.at)
        meetings.write_minutes(
            network_key=NETWORK,
            number=row.number,
            es=f"{event.text.es}\nFuente: {event.source}",
            en=f"{event.text.en}\nSource: {event.source}",
            base=0,
            by=by,
            at=stage.at,
        )
        return [Effect(self.kind, str(row.pk))]


@dataclass(frozen=True, slots=True)
class Confirms(AtTheEvent):
    """The entry of a place that opened is confirmed by what was published of it."""

    service: str
    kind = "entry"

    def play(self, stage: Stage) -> Sequence[Effect]:
        service = Service.objects.get(key=self.service)
        row = directory.verify_service(
            service_id=service.pk,
            method=VerificationMethod.PUBLISHED,
            outcome=VerificationOutcome.CONFIRMED,
            by=leader(service.country),
            at=stage.at,
        )
        return [Effect(self.kind, str(row.pk))]
