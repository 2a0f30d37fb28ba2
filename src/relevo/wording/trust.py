"""What to think of an entry of the directory, in words."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from relevo.directory.enums import POINT_KEY, VerificationMethod
from relevo.directory.models import Schedule, Service
from relevo.wording.words import LOCAL, both, day


def trust_words(service: Service, percent: int | None, *, source: str) -> str:
    """The percentage of a verified entry; of any other that nobody did, and what it rests on.

    A temporary point was opened by the institution itself: that is said instead.

    ``source``: the entry's in a few words, empty where it has none or may not be read. Fetch the
    verifications and the schedule first.
    """
    if percent is not None:
        return _("Trust in this entry: %(percent)s %%") % {"percent": percent}
    if service.key.startswith(POINT_KEY):
        return _opened_words(service)
    if not source:
        return _("Nobody has confirmed this entry yet")
    told = _told_on(service)
    if told is None:
        return _("Nobody has confirmed this entry yet (source: %(source)s)") % {"source": source}
    return _("Nobody has confirmed this entry yet (source: %(source)s, of %(day)s)") % {
        "source": source,
        "day": day(told),
    }


def _opened_words(service: Service) -> str:
    """Who opened a temporary point, and the day on which it was told, else its first day."""
    named = {"institution": both(service.institution, "name")}
    on = _told_on(service) or service.valid_from
    if on is None:
        return pgettext("temporary point", "Opened by %(institution)s") % named
    words = pgettext("temporary point", "Opened by %(institution)s, %(day)s")
    return words % (named | {"day": day(on)})


def _told_on(service: Service) -> date | None:
    """When its source was read, else when its hours were told."""
    published = (v for v in service.verifications.all() if v.method == VerificationMethod.PUBLISHED)
    read = next((v.at for v in published), None)
    if read is not None:
        return read.astimezone(LOCAL).date()
    schedule: Schedule | None = getattr(service, "schedule", None)
    return schedule.as_of if schedule is not None else None
