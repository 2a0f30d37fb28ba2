"""Confirming the last word, settling what differs, correcting as the official post."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.directory import actor_of, institution
from tests.factories.places import el_amatillo
from tests.factories.world import nothing_written

from relevo.audit.models import Event
from relevo.audit.queries import verify_chain
from relevo.borders import queries
from relevo.borders.actions import (
    Sighting,
    confirm_report,
    correct_report,
    report_status,
    settle_state,
)
from relevo.borders.errors import (
    CrossingUnknown,
    NotACoordinator,
    NotAMonitor,
    NotTheOfficialPost,
    ReportRefused,
    ReportUnknown,
)
from relevo.borders.models import Correction, StatusReport
from relevo.directory.models import Institution
from relevo.outbox.models import Message
from relevo.places.models import Post

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
AMA = "HNSV-AMA"


@pytest.fixture(autouse=True)
def _border():
    el_amatillo()


@pytest.fixture
def monitor():
    return actor_of(institution("HN-MON"), "border_monitor")


@pytest.fixture
def other():
    return actor_of(institution("SV-MON"), "border_monitor")


@pytest.fixture
def coordinator():
    return actor_of(institution("HN-RED"), "coordinator")


@pytest.fixture
def post():
    """Migration of Honduras, whose post stands on the Honduran side."""
    Post.objects.filter(key="HNSV-AMA-HN").update(authority_keys="HN-OSI|HN-INM")
    return actor_of(institution("HN-INM", "Migración"), "duty_officer")


def tell(by, state="closed", *, at=NOON, **told):
    values = {"country": "", "direction": "both", "basis": "observed", "source": ""} | told
    sighting = Sighting(state=state, from_at=at, **values)
    return report_status(crossing_key=AMA, sighting=sighting, by=by, at=at)


def states(at):
    found = queries.statuses(at=at, known_at=at)
    return {key[1:]: str(status.state) for key, status in found.items()}


def confirm(report, by, *, at=NOON + HOUR, key=None, crossing=AMA, **told):
    return confirm_report(crossing_key=crossing, report_key=key or report.key, by=by, at=at, **told)


def test_what_one_saw_oneself_needs_no_source_and_keeps_the_role(monitor, coordinator):
    told = [tell(monitor), tell(coordinator, basis="announced", source="Migración")]
    assert [(row.source, row.reporter_role) for row in told] == [
        ("", "border_monitor"),
        ("Migración", "coordinator"),
    ]


def test_report_speaks_of_people_unless_it_says_of_what(monitor):
    assert [tell(monitor).mode, tell(monitor, mode="cargo").mode] == ["people", "cargo"]
    assert states(NOON)["HN", "in"] == "closed"


def test_second_institution_confirms_what_the_first_saw(monitor, other):
    first = tell(
        monitor,
        "restricted",
        until_at=NOON + 9 * HOUR,
        opening_hours="06:00-18:00",
        text="Con cita.",
        text_en="By appointment.",
    )
    row = confirm(first, other, is_demo=True)
    assert {
        "country": "",
        "direction": "both",
        "mode": "people",
        "state": "restricted",
        "basis": "observed",
        "from_at": NOON + HOUR,
        "known_from": NOON + HOUR,
        "until_at": NOON + 9 * HOUR,
        "opening_hours": "06:00-18:00",
        "text_es": "Con cita.",
        "text_en": "By appointment.",
        "source": "",
        "reporter_institution_id": other.institution_id,
        "settles": False,
        "is_demo": True,
    }.items() <= row.__dict__.items()
    known = queries.statuses(at=NOON + HOUR, known_at=NOON + HOUR)
    assert {(str(s.state), s.confirmed_by) for s in known.values()} == {("restricted", 2)}
    assert [event.verb for event in Event.objects.order_by("id")] == ["border.reported"] * 2
    assert verify_chain(other.institution_id) == []
    assert set(Message.objects.values_list("topic", "subject_id")) == {("border.reported", AMA)}


def test_who_stands_on_one_side_confirms_only_that_side(monitor, other):
    row = confirm(tell(monitor), other, country="SV")
    assert row.country == "SV"
    found = queries.statuses(at=NOON + HOUR, known_at=NOON + HOUR)
    assert [found[AMA, country, "in"].confirmed_by for country in ("HN", "SV")] == [1, 2]


def test_what_has_ended_or_grown_old_is_not_still_so(monitor, other):
    ended = tell(monitor, until_at=NOON + HOUR)
    old = tell(monitor, country="SV")
    for report, later in ((ended, 2 * HOUR), (old, 72 * HOUR)):
        with nothing_written(), pytest.raises(ReportRefused) as refusal:
            confirm(report, other, at=NOON + later)
        assert (refusal.value.field, refusal.value.problem) == ("report", "superseded")


def test_what_holds_is_confirmed_though_a_newer_word_has_ended_since(monitor, other):
    announced = tell(monitor, "open", country="SV", basis="announced", source="Migración")
    tell(monitor, "restricted", country="SV", at=NOON + HOUR, until_at=NOON + 2 * HOUR)
    with nothing_written(), pytest.raises(ReportRefused):
        confirm(announced, other, at=NOON + HOUR)
    assert confirm(announced, other, at=NOON + 2 * HOUR).state == "open"


@pytest.mark.parametrize(
    ("since", "is_refused"),
    [
        ({"state": "open"}, True),
        ({"state": "open", "country": "HN"}, True),
        ({"state": "open", "country": "HN", "direction": "out"}, False),
        ({"state": "open", "country": "SV"}, False),
        ({"state": "open", "mode": "cargo"}, False),
        ({"state": "closed"}, False),
    ],
)
def test_what_was_told_otherwise_since_is_not_confirmed(monitor, other, since, is_refused):
    first = tell(monitor, country="HN", direction="in")
    tell(other, at=NOON + HOUR, **since)
    if is_refused:
        with nothing_written(), pytest.raises(ReportRefused) as refusal:
            confirm(first, other, at=NOON + 2 * HOUR)
        assert (refusal.value.field, refusal.value.problem) == ("report", "superseded")
    else:
        assert confirm(first, other, at=NOON + 2 * HOUR).state == "closed"


def test_word_on_both_sides_is_not_confirmed_where_one_side_changed(monitor, other):
    first = tell(monitor)
    tell(monitor, "open", at=NOON + HOUR, country="SV", direction="out")
    with nothing_written(), pytest.raises(ReportRefused):
        confirm(first, other, at=NOON + 2 * HOUR)
    assert confirm(first, other, at=NOON + 2 * HOUR, country="HN").country == "HN"


def test_side_that_the_word_is_not_about_is_refused(monitor, other):
    first = tell(monitor, country="HN")
    for report, country in ((first, "SV"), (tell(monitor), "GT")):
        with nothing_written(), pytest.raises(ReportRefused) as refusal:
            confirm(report, other, country=country)
        assert (refusal.value.field, refusal.value.problem) == ("country", "not_a_side")


def test_only_a_known_report_of_this_crossing_is_confirmed(monitor):
    first = tell(monitor)
    with nothing_written(), pytest.raises(ReportUnknown) as unknown:
        confirm(first, monitor, key="R-x")
    assert unknown.value.read == "R-x"
    with nothing_written(), pytest.raises(CrossingUnknown):
        confirm(first, monitor, crossing="X")


@pytest.mark.parametrize(
    "role", ["officer", "duty_officer", "analyst", "institution_admin", "platform_admin"]
)
def test_nobody_else_confirms(monitor, role):
    first = tell(monitor)
    actor = actor_of(institution("HN-X"), role)
    with nothing_written(), pytest.raises(NotAMonitor):
        confirm(first, actor)


def settle(by, *, state="closed", at=NOON + 2 * HOUR, crossing=AMA, **told):
    values = {
        "country": "",
        "direction": "both",
        "basis": "observed",
        "source": "",
        "text": "Hablamos con los dos puestos.",
    } | told
    sighting = Sighting(state=state, from_at=at, **values)
    return settle_state(crossing_key=crossing, sighting=sighting, by=by, at=at)


def test_coordinator_settles_and_both_words_stay(monitor, other, coordinator):
    tell(monitor)
    tell(other, "open", at=NOON + HOUR)
    assert set(states(NOON + HOUR).values()) == {"not_confirmed"}
    row = settle(coordinator)
    assert (row.settles, row.state, row.text_es, row.reporter_role) == (
        True,
        "closed",
        "Hablamos con los dos puestos.",
        "coordinator",
    )
    assert set(states(NOON + 2 * HOUR).values()) == {"closed"}
    assert set(states(NOON + HOUR).values()) == {"not_confirmed"}
    assert StatusReport.objects.count() == 3
    event = Event.objects.get(verb="border.settled")
    assert (event.subject, event.facts) == (AMA, {"state": "closed", "basis": "observed"})
    assert Message.objects.filter(topic="border.reported").count() == 3


def test_where_nothing_differs_there_is_nothing_to_settle(monitor, coordinator):
    tell(monitor)
    with nothing_written(), pytest.raises(ReportRefused) as refusal:
        settle(coordinator)
    assert (refusal.value.field, refusal.value.problem) == ("state", "nothing_to_settle")


@pytest.mark.parametrize(("country", "direction"), [("SV", "both"), ("HN", "in"), ("SV", "out")])
def test_what_is_settled_is_what_differs(monitor, other, coordinator, country, direction):
    tell(monitor, country="HN", direction="out")
    tell(other, "open", at=NOON + HOUR, country="HN", direction="out")
    with nothing_written(), pytest.raises(ReportRefused) as refusal:
        settle(coordinator, country=country, direction=direction)
    assert (refusal.value.field, refusal.value.problem) == ("country", "nothing_differs_there")
    assert settle(coordinator, country="HN", direction="out").settles


@pytest.fixture
def differing(monitor, other):
    """Two institutions saw different things within an hour."""
    tell(monitor)
    tell(other, "open", at=NOON + HOUR)


@pytest.mark.usefixtures("differing")
@pytest.mark.parametrize(
    ("told", "field", "problem"),
    [
        ({"text": "  "}, "text", "missing"),
        ({"text": "x" * 501}, "text", "too_long"),
        ({"basis": "announced", "source": "X"}, "basis", "unknown"),
        ({"state": "not_confirmed"}, "state", "unknown"),
        ({"country": "GT"}, "country", "not_a_side"),
    ],
)
def test_settling_says_what_and_why(coordinator, told, field, problem):
    with nothing_written(), pytest.raises(ReportRefused) as refusal:
        settle(coordinator, **told)
    assert (refusal.value.field, refusal.value.problem) == (field, problem)


@pytest.mark.parametrize(
    "role",
    ["border_monitor", "officer", "duty_officer", "analyst", "institution_admin", "platform_admin"],
)
def test_only_a_coordinator_settles(monitor, other, role):
    tell(monitor)
    tell(other, "open", at=NOON + HOUR)
    actor = actor_of(institution("HN-X"), role)
    with nothing_written(), pytest.raises(NotACoordinator):
        settle(actor)


def test_crossing_to_settle_that_does_not_exist_is_named(coordinator):
    with nothing_written(), pytest.raises(CrossingUnknown):
        settle(coordinator, crossing="X")


def correct(report, by, text="Estuvo abierto todo el día.", *, crossing=AMA, key=None):
    return correct_report(
        crossing_key=crossing,
        report_key=key or report.key,
        text=text,
        by=by,
        at=NOON + HOUR,
        is_demo=True,
    )


def test_correction_of_the_official_post_stands_beside_and_changes_nothing(monitor, post):
    report = tell(monitor, country="HN")
    before = states(NOON + HOUR)
    row = correct(report, post, " Estuvo abierto. ")
    row.refresh_from_db()
    assert {
        "report_id": report.pk,
        "institution_id": post.institution_id,
        "by": post.id,
        "text": "Estuvo abierto.",
        "known_from": NOON + HOUR,
        "is_demo": True,
    }.items() <= row.__dict__.items()
    assert states(NOON + HOUR) == before
    event = Event.objects.get(verb="border.corrected")
    assert (event.subject, event.facts) == (AMA, {})
    assert Message.objects.filter(topic="border.corrected", subject_id=AMA).count() == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("  ", "missing"),
        ("x" * 501, "too_long"),
        ("Abierto <script>alert(1)</script>", "markup"),
        ("Abierto </p>", "markup"),
        ("Abierto <!-- -->", "markup"),
        ("Llamen a Juan Pérez", "name"),
        ("Llamen al 9999-8888", "phone"),
    ],
)
def test_correction_is_plain_and_short(monitor, post, text, problem):
    report = tell(monitor)
    with nothing_written(), pytest.raises(ReportRefused) as refusal:
        correct(report, post, text)
    assert (refusal.value.field, refusal.value.problem) == ("text", problem)


def test_correction_may_say_that_few_pass(monitor, post):
    correct(tell(monitor), post, "Pasan < 10 personas por hora, x" + "x" * 469)
    assert Correction.objects.count() == 1


@pytest.mark.parametrize("role", ["coordinator", "duty_officer", "border_monitor"])
def test_who_of_the_post_corrects(monitor, post, role):
    del post
    report = tell(monitor)
    correct(report, actor_of(_inm(), role))
    assert Correction.objects.count() == 1


def _inm():
    return Institution.objects.get(key="HN-INM")


@pytest.mark.parametrize("role", ["officer", "analyst", "institution_admin", "platform_admin"])
def test_who_of_the_post_does_not(monitor, post, role):
    del post
    report = tell(monitor)
    actor = actor_of(_inm(), role)
    with nothing_written(), pytest.raises(NotTheOfficialPost):
        correct(report, actor)


@pytest.mark.parametrize(
    "told",
    [
        {"country": "SV"},
        {"basis": "announced", "source": "X"},
    ],
)
def test_post_corrects_what_was_seen_on_its_side_only(monitor, post, told):
    report = tell(monitor, **told)
    with nothing_written(), pytest.raises(NotTheOfficialPost):
        correct(report, post)


def test_nobody_corrects_their_own_institution_or_as_somebody_else(post, other):
    Post.objects.filter(key="HNSV-AMA-SV").update(authority_keys="")
    inside = actor_of(_inm(), "border_monitor")
    report = tell(inside)
    nobody = actor_of(None, "coordinator")
    for actor in (post, other, nobody):
        with nothing_written(), pytest.raises(NotTheOfficialPost):
            correct(report, actor)


def test_report_and_crossing_to_correct_must_exist(monitor, post):
    report = tell(monitor)
    with nothing_written(), pytest.raises(ReportUnknown):
        correct(report, post, key="R-x")
    with nothing_written(), pytest.raises(CrossingUnknown):
        correct(report, post, crossing="X")
