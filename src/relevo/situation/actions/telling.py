"""What several acts ask of what they are told: a code of its list, plain words, rows there are."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from relevo.directory.queries import list_known_names
from relevo.places.models import Crossing
from relevo.plumbing.traces import (
    Trace,
    trace_in,
    trace_in_contact,
    trace_in_place,
    trace_in_source,
    trace_in_title,
)
from relevo.situation.errors import FactRefused, NotFound
from relevo.situation.models import Emergency


def check_code(field: str, code: str, codes: Collection[str]) -> None:
    """FactRefused for a code that is not of its list."""
    if code not in codes:
        raise FactRefused(field=field, problem="unknown")


def check_plain(field: str, text: str, *, longest: int) -> str:
    """Text in one line without a trace of a private person; FactRefused names what was found."""
    plain = " ".join(text.split())
    if len(plain) > longest:
        raise FactRefused(field=field, problem="too_long")
    look = trace_in_title if field == "source" else trace_in
    trace = look(plain, known=list_known_names()) if plain else None
    if trace is not None:
        raise FactRefused(field=field, problem=trace.value)
    return plain


FIELDS_WITH_RULES: Mapping[str, Callable[..., Trace | None]] = {
    **dict.fromkeys(("name_es", "name_en", "said_by"), trace_in_title),
    **dict.fromkeys(("event_es", "event_en", "headline_es", "headline_en"), trace_in_title),
    "source": trace_in_source,
    "locality": trace_in_place,
    "contact": trace_in_contact,
}
"""By what a field is looked at where it is not plain words: names of events and of places, pages
and lines of institutions."""


def check_names_nobody(**texts: str) -> None:
    """Refuse a field whose words lead to a private person: the public reads them.

    Raises FactRefused with the field and with what was found.
    """
    told = {field: text for field, text in texts.items() if text.strip()}
    known = list_known_names() if told else ()
    for field, text in told.items():
        look = FIELDS_WITH_RULES.get(field, trace_in)
        for line in text.splitlines():
            trace = look(line, known=known)
            if trace is not None:
                raise FactRefused(field=field, problem=trace.value)


def crossing_of(field: str, key: str) -> Crossing:
    """The crossing of this key; FactRefused."""
    found = Crossing.objects.filter(key=key).first()
    if found is None:
        raise FactRefused(field=field, problem="unknown")
    return found


def crossing_if_told(key: str | None) -> Crossing | None:
    """The crossing of this key, None where none was told; FactRefused."""
    return crossing_of("crossing", key) if key else None


def locked_emergency(emergency_id: UUID) -> Emergency:
    """The emergency, locked until the end of the transaction; NotFound."""
    found = (
        Emergency.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=emergency_id)
        .first()
    )
    if found is None:
        raise NotFound("emergency", emergency_id)
    return found
