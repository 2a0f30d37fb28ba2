"""Pages of the situation as they were at an instant, as known then."""

import re
from datetime import datetime

from tests.factories.pages import main_words, signed_in

from relevo.accounts.models import User
from relevo.borders.queries import statuses
from relevo.demo.replay.stage import person
from relevo.plumbing.clock import LOCAL
from relevo.situation.access import list_reconciliations, movements_for

DESK = "/es/mesa"
SITUATION = f"{DESK}/situacion"
_THOUSANDS = re.compile(r"(?<=\d)[,\u202f\u00a0](?=\d{3}\b)")


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def page(address, at, *, username="demo-secretaria"):
    """Its words, numbers without signs between thousands."""
    client = signed_in(User.objects.get(username=username))
    response = client.get(f"{address}?en={at}&sabido={at}")
    assert response.status_code == 200, address
    return _THOUSANDS.sub("", main_words(response))


def section(name, at):
    return page(f"{SITUATION}/{name}/", at)


def sheet(at):
    return page(f"{SITUATION}/", at)


def crossing(key, at):
    return page(f"{DESK}/fronteras/{key}/", at)


def movement(day, at):
    """The page of the movement that began on a day; None while nobody knows of it."""
    instant = moment(at)
    rows = movements_for(person("demo-secretaria"), at=instant, known_at=instant)
    found = [row for row in rows if row.day.isoformat() == day]
    return page(f"{SITUATION}/movilizaciones/{found[0].pk}/", at) if found else None


def reconciliation(at):
    """The page of the newest pair of counts."""
    instant = moment(at)
    rows, _ = list_reconciliations(person("demo-secretaria"), known_at=instant, limit=50)
    return page(f"{SITUATION}/cifras/conciliaciones/{rows[0].id}/", at)


def state(key, country, way, at):
    """State and basis of one side and direction."""
    instant = moment(at)
    found = statuses(at=instant, known_at=instant)[key, country, way]
    return str(found.state), found.basis
