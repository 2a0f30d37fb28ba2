"""19 January 2021, 21:00: what the page of El Florido says, from the facts of the region."""

import csv
from datetime import datetime, timedelta
from importlib.resources import files

import pytest
from tests.factories.accounts import person
from tests.factories.pages import main_words, said, signed_in

from relevo.accounts.models import User
from relevo.directory.models import Institution
from relevo.kernel.actor import SYSTEM
from relevo.plumbing import clock
from relevo.situation.actions import counts as actions

FACTS = files("relevo.region") / "data" / "events.csv"
CUT_OFF = datetime(2021, 1, 19, 21, tzinfo=clock.LOCAL)
TOLD_AT = CUT_OFF + timedelta(minutes=30)
REGISTERED = 1761
"""In the words of the event: what Honduras had registered; the row has no column for it."""


@pytest.fixture
def event():
    with FACTS.open(encoding="utf-8", newline="") as file:
        return next(
            row for row in csv.DictReader(file) if row["becomes"] and "1,761" in row["text_en"]
        )


@pytest.fixture
def pair(event):
    parts = [part.split("=") for part in event["people_parts"].split("|")]
    out = actions.tell_count(
        crossing_key=event["crossing_id"],
        country="GT",
        direction="out",
        category="returned",
        cut_off_at=datetime.fromisoformat(f"{event['at'][:16]}:00-06:00"),
        value=int(event["people_best"]),
        parts=tuple((code, int(number)) for code, number in parts),
        said_by="Instituto Guatemalteco de Migración",
        source=event["source"],
        for_institution="GT-IGM",
        by=SYSTEM,
        at=TOLD_AT,
    )
    into = actions.tell_count(
        crossing_key=event["crossing_id"],
        country="HN",
        direction="in",
        category="returned",
        cut_off_at=CUT_OFF,
        value=REGISTERED,
        said_by="Instituto Nacional de Migración",
        source=event["source"],
        for_institution="HN-INM",
        by=SYSTEM,
        at=TOLD_AT,
    )
    return actions.open_reconciliation(
        outflow_id=out.pk, inflow_id=into.pk, part="HN", by=SYSTEM, at=TOLD_AT
    )


def reads(key, row, *, at, roles=("coordinator",)):
    """The page as somebody of an institution reads it."""
    who = person(f"reader-{key}", of=Institution.objects.get(key=key), roles=roles)
    with clock.stopped(at):
        return signed_in(User.objects.get(pk=who.id)).get(
            f"/es/mesa/situacion/cifras/conciliaciones/{row.pk}/"
        )


def test_the_facts_are_those_of_the_region(event):
    assert event["text_en"].startswith(
        "Guatemala counts 2,731 people returned (its parts add up to 2,732), 2,631 of them"
    )
    assert f"Honduras has registered {REGISTERED:,}: a gap of 870" in event["text_en"]


def test_the_page_names_the_gap_its_age_and_that_the_parts_do_not_add_up(pair):
    assert pair.responsible.key == "GT-GOB-CHIQ"
    assert (pair.outflow.institution.key, pair.inflow.institution.key) == ("GT-IGM", "HN-INM")
    shown = main_words(reads("GT-GOB-CHIQ", pair, at=TOLD_AT + timedelta(hours=20)))
    for words in (
        "2,631",
        said("people of %(country)s", country="Honduras"),
        "1,761",
        said("of %(total)s in all", total="2,731"),
        said("Gap: %(people)s people", people=870),
        said("Without explanation: %(people)s", people=870),
        said(
            "The total says %(value)s, its parts add up to %(parts)s. Both stand as the source "
            "gives them.",
            value="2,731",
            parts="2,732",
        ),
        "20",
        "Gobernación Departamental de Chiquimula",
    ):
        assert words in shown


def test_who_must_resolve_it_reads_it_at_once_the_network_after_a_day(pair):
    for key, at, code in (
        ("GT-GOB-CHIQ", TOLD_AT, 200),
        ("GT-CONRED", TOLD_AT + timedelta(hours=23), 404),
        ("GT-CONRED", TOLD_AT + timedelta(hours=24), 200),
        ("GT-IGM", TOLD_AT + timedelta(days=300), 404),
        ("HN-INM", TOLD_AT + timedelta(days=300), 404),
    ):
        assert reads(key, pair, at=at).status_code == code, (key, at)
