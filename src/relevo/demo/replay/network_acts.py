"""Acts about networks and their directory: meetings, and entries that open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import dateformat, translation

from relevo.demo.network import KEY as NETWORK
from relevo.demo.replay.stage import AtTheEvent, Effect, Stage, leader
from relevo.directory import actions as directory
from relevo.directory.enums import VerificationMethod, VerificationOutcome
from relevo.directory.models import Service
from relevo.kernel.text import LocalisedText
from relevo.networks.actions import meetings
from relevo.networks.enums import MeetingKind, Modality
from relevo.networks.rules.meetings import MeetingDetails
from relevo.plumbing.clock import LOCAL
from relevo.region.events import Event

FORMATS = {
    "es": {"year": "Y", "month": r"F \d\e Y", "day": r"j \d\e F \d\e Y"},
    "en": {"year": "Y", "month": "F Y", "day": "j F Y"},
}


@dataclass(frozen=True, slots=True)
class Meeting(AtTheEvent):
    """A meeting, kept in the books of the demonstration network with its source in the minutes.

    A meeting has to begin at an instant. No source tells it: the minutes give the date as it does.
    """

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
            es=f"{event.text.es}\nFecha según la fuente: {date_words(event, 'es')}. "
            f"La hora no consta.\nFuente: {event.source}",
            en=f"{event.text.en}\nDate as the source gives it: {date_words(event, 'en')}. "
            f"It gives no hour.\nSource: {event.source}",
            base=0,
            by=by,
            at=stage.at,
        )
        return [Effect(self.kind, str(row.pk))]


def date_words(event: Event, language: str) -> str:
    """The day, month or year, never more exactly than the source gives it."""
    days: list[date] = [event.at.astimezone(LOCAL)]
    if event.until is not None:
        days.append(event.until)
    with translation.override(language):
        told = " – ".join(
            dateformat.format(day, FORMATS[language][event.precision]) for day in days
        )
    about = {"es": ", aproximada", "en": ", approximate"}[language]
    return f"{told}{about}" if event.is_approximate else told


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
