"""What the words of a fact of borders may not carry: they are public at once."""

from relevo.borders.errors import ReportRefused
from relevo.directory.queries import list_known_names
from relevo.plumbing.traces import trace_in, trace_in_source, trace_in_title

TITLES = frozenset({"legal_act", "legal_act_en"})


def check_words(*, source: str = "", **texts: str) -> None:
    """Refuse a text that names or reaches a private person.

    A source may be a page; laws have titles. Raises ReportRefused with the field and with
    what was found.
    """
    told = {field: text for field, text in texts.items() if text.strip()}
    if not told and not source.strip():
        return
    known = list_known_names()
    found = {
        field: (trace_in_title if field in TITLES else trace_in)(text, known=known)
        for field, text in told.items()
    }
    found["source"] = trace_in_source(source, known=known)
    for field, trace in found.items():
        if trace is not None:
            raise ReportRefused(field=field, problem=trace.value)
