"""Whom to call before relying on something: the line, or that none is known."""

from django.utils.translation import gettext as _

from relevo.directory.enums import Visibility
from relevo.directory.models import Institution, Service
from relevo.directory.queries import contact_line, list_lines
from relevo.places.models import Crossing
from relevo.wording.words import both, local


def post_line(crossing: Crossing, *, left: str) -> str:
    """Whom to call about a crossing: an authority of the side one stands on."""
    keys = [
        key
        for post in crossing.posts.all()
        if post.country == left
        for key in post.authority_keys.split("|")
    ]
    row = Institution.objects.filter(key__in=keys).exclude(public_line="").order_by("key").first()
    if row is None:
        return _migration_line(left)
    return _("Call before: %(number)s, %(name)s.") % {
        "number": row.public_line,
        "name": both(row, "name"),
    }


def _migration_line(country: str) -> str:
    """The line of a country for people who migrate, told as that: it is not the post's own."""
    row = next(iter(list_lines(kinds=["migration"], countries=[country])), None)
    if row is None:
        return no_line()
    return _(
        "No telephone of the post is known. Of that country there is, for people who migrate: "
        "%(number)s, %(name)s."
    ) % {"number": row.number, "name": both(row, "name")}


def no_line() -> str:
    return _("No telephone is known: ask the network.")


def _number(service: Service) -> str:
    line = contact_line(service)
    if line is None:
        return ""
    note = local(line.note).rstrip(".")
    return f"{line.number} ({note})" if note else line.number


def call(service: Service) -> str:
    line = contact_line(service)
    if line is None:
        return no_line()
    if line.own or service.visibility == Visibility.RESTRICTED:
        return _("Call before: %(line)s.") % {"line": _number(service)}
    return _("Call before: %(line)s. It is the line of this institution: %(institution)s.") % {
        "line": _number(service),
        "institution": both(service.institution, "name"),
    }


def contact_title(service: Service) -> str:
    line = _number(service)
    if not line:
        return _("Protected shelter: contact through the coordinator of the network")
    return _("Protected shelter: contact through %(line)s") % {"line": line}
