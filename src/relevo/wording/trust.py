"""What to think of an entry of the directory, in words."""

from datetime import date

from django.utils.translation import gettext as _

from relevo.directory.enums import VerificationMethod
from relevo.directory.models import Schedule, Service
from relevo.wording.words import LOCAL, day


def trust_words(service: Service, percent: int | None, *, source: str) -> str:
    """The percentage of a verified entry; of any other that nobody did, and what it rests on.

    ``source``: the entry's in a few words, empty where it has none or may not be read. Fetch the
    verifications and the schedule first.
    """
    if percent is not None:
        return _("Trust in this entry: %(percent)s %%") % {"percent": percent}
    if not source:
        return _("Nobody has confirmed this entry yet")
    told = _told_on(service)
    if told is None:
        return _("Nobody has confirmed this entry yet (source: %(source)s)") % {"source": source}
    return _("Nobody has confirmed this entry yet (source: %(source)s, of %(day)s)") % {
        "source": source,
        "day": day(told),
    }


def _told_on(service: Service) -> date | None:
    """When its source was read, else when its hours were told."""
    published = (v for v in service.verifications.all() if v.method == VerificationMethod.PUBLISHED)
    read = next((v.at for v in published), None)
    if read is not None:
        return read.astimezone(LOCAL).date()
    schedule: Schedule | None = getattr(service, "schedule", None)
    return schedule.as_of if schedule is not None else None
