"""What an act leaves in the tables, and the proof that a refused one leaves nothing."""

from django.apps import apps

from relevo.audit.models import Event
from relevo.cases.models import (
    Alternate,
    Case,
    Consent,
    HandOver,
    PhoneAnswer,
    Referral,
    ReferralStep,
    RouteChoice,
    SealedGroup,
    TeamMember,
)
from relevo.directory.models import Capacity
from relevo.outbox.models import Message

TABLES = (
    Case,
    Consent,
    Referral,
    ReferralStep,
    SealedGroup,
    TeamMember,
    RouteChoice,
    Alternate,
    PhoneAnswer,
    HandOver,
)


def rows():
    return [list(table.objects.order_by("pk").values()) for table in (*TABLES, Capacity)]


def traces():
    return (
        list(Event.objects.order_by("id").values_list("verb", "subject", "facts")),
        list(Message.objects.order_by("created_at", "id").values_list("topic", "subject_id")),
    )


def events_since(number):
    return list(Event.objects.order_by("id").values_list("verb", "subject", "facts"))[number:]


class Refused:
    """Nothing was written; of a refused disclosure there is one line in the audit."""

    def __init__(self, refusal, *, recorded=None, subject=None):
        self.refusal, self.recorded, self.subject = refusal, recorded, subject

    def __enter__(self):
        self.before, (self.events, self.messages) = rows(), traces()
        return self

    def __exit__(self, kind, error, traceback):
        assert kind is not None, f"{self.refusal.__name__} was not raised"
        if not issubclass(kind, self.refusal):
            return False
        self.error = error
        events, messages = traces()
        assert (rows(), messages) == (self.before, self.messages)
        line = ("disclosure.refused", str(self.subject), {"reason": self.recorded})
        assert events == [*self.events, *([line] if self.recorded else [])]
        return True


def everything_in_clear():
    """Every value of every table of ours, as whoever has the database reads it."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.order_by("pk").values_list():
            found += [
                value.decode("latin-1") if isinstance(value, bytes) else str(value)
                for value in (bytes(v) if isinstance(v, memoryview) else v for v in row)
            ]
    return "\n".join(found)
