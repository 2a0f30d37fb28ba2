"""Our own alerts: one person writes, another approves; what was published is never changed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from tests.factories.alerts import AT, HOUR, Banks, came_in, draft

from relevo.audit.models import Event
from relevo.directory.models import Institution
from relevo.formats.cap import parse_cap, render_cap
from relevo.formats.cap.schema import schema_problems
from relevo.outbox.models import Message
from relevo.situation import access
from relevo.situation.actions import alerts, own_alerts
from relevo.situation.enums import Standing
from relevo.situation.errors import AuthorCannotDecide, FactRefused, NotAllowed, NotFound
from relevo.situation.models import Alert, AlertReceipt
from relevo.situation.queries import alert_receipts
from relevo.situation.queries import alerts as queries
from relevo.situation.queries.alert_messages import DEMO_NOTE, message_of
from relevo.situation.rules.own_alerts import Wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def banks():
    return Banks()


def standing(alert, at):
    return queries.standing_now(Alert.objects.get(pk=alert.pk), at=at)


def test_written_sent_approved_and_published_as_a_valid_file(banks):
    made = banks.draft(contact=" Línea 112 ", onset_at=AT + timedelta(hours=1, microseconds=5))
    assert (made.state, made.status, made.message) == ("draft", "Actual", "Alert")
    assert queries.alerts_in_force(at=AT + HOUR, known_at=AT + HOUR) == []
    own_alerts.send_alert(alert_id=made.pk, by=banks.author, at=AT)
    published = own_alerts.approve_alert(
        alert_id=made.pk, by=banks.second, at=AT + timedelta(minutes=3, microseconds=9)
    )
    data = render_cap(message_of(published))
    told = parse_cap(data)
    assert schema_problems(data) == ()
    assert (told.sender, told.status, told.sent) == (
        settings.RELEVO_CAP_SENDER,
        "Actual",
        AT + timedelta(minutes=3),
    )
    assert [info.language for info in told.infos] == ["es", "en"]
    assert [(a.description, a.geocodes) for a in told.infos[0].areas] == [
        ("Valle, HN", (("P-code", "HN17"),)),
        ("Pasaquina, La Unión, SV", ()),
    ]
    (line,) = queries.alerts_in_force(at=AT + HOUR, known_at=AT + HOUR)
    assert (line.severity, line.is_own, line.ends_assumed) == ("Severe", True, False)
    assert [place.name for place in line.places] == ["Valle", "Pasaquina"]
    verbs = Event.objects.order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["alert.drafted", "alert.sent", "alert.published"]
    topics = Message.objects.order_by("topic").values_list("topic", flat=True)
    assert list(topics) == ["alert.published", "alert.waiting"]


def test_the_author_never_decides_and_leaves_no_trace(banks):
    waiting = banks.waiting()
    for act in (
        lambda: own_alerts.approve_alert(alert_id=waiting.pk, by=banks.author, at=AT),
        lambda: own_alerts.refuse_alert(alert_id=waiting.pk, reason="x", by=banks.author, at=AT),
    ):
        with pytest.raises(AuthorCannotDecide):
            act()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == ("waiting", None)


WHO = {
    ("coordination", "coordinator"): True,
    ("coordination", "officer"): False,
    ("civil_protection", "coordinator"): True,
    ("civil_protection", "duty_officer"): False,
    ("ngo", "coordinator"): False,
    ("health", "coordinator"): False,
    ("police", "coordinator"): False,
    ("ngo", "platform_admin"): False,
}


@pytest.mark.parametrize(("kind", "role"), sorted(WHO))
def test_who_writes_and_who_decides(banks, kind, role):
    waiting, actor = banks.waiting(), banks.actor(kind, role)
    may = WHO[kind, role]
    assert access.may_write_alerts(actor, banks.network) is may
    assert [row.key for row in access.networks_to_alert(actor)] == ["RED-SUR"] * may
    before = Alert.objects.count()
    if may:
        made = own_alerts.draft_alert(network_key="RED-SUR", draft=draft(), by=actor, at=AT)
        assert made.institution_id == actor.institution_id
        if actor.id != banks.author.id:
            decided = own_alerts.approve_alert(alert_id=waiting.pk, by=actor, at=AT)
            assert decided.decided_for_id == actor.institution_id
        return
    with pytest.raises(NotAllowed):
        own_alerts.draft_alert(network_key="RED-SUR", draft=draft(), by=actor, at=AT)
    with pytest.raises((NotAllowed, NotFound)):
        own_alerts.approve_alert(alert_id=waiting.pk, by=actor, at=AT)
    assert Alert.objects.count() == before


def test_a_network_that_is_not_there(banks):
    with pytest.raises(NotFound):
        own_alerts.draft_alert(network_key="X", draft=draft(), by=banks.author, at=AT)


PROBLEMS = [
    ({"categories": ()}, ("categories", "missing")),
    ({"categories": ("Nube",)}, ("categories", "unknown")),
    ({"severity": "Horrible"}, ("severity", "unknown")),
    ({"es": Wording("", "b", "c", "d")}, ("event_es", "missing")),
    ({"en": Wording("a", "b" * 161, "c", "d")}, ("headline_en", "too_long")),
    ({"en": Wording("a", "b", "c\x01", "d")}, ("description_en", "character")),
    ({"en": Wording("a", "b", "c\uffff", "d")}, ("description_en", "character")),
    ({"es": Wording("a", "b", "c", "Viene una oleada")}, ("instruction_es", "wounding_word")),
    ({"contact": "x" * 201}, ("contact", "too_long")),
    ({"areas": ()}, ("areas", "missing")),
    ({"expires_at": AT}, ("expires_at", "past")),
    ({"expires_at": AT + 169 * HOUR}, ("expires_at", "too_far")),
    ({"onset_at": AT + 30 * HOUR}, ("expires_at", "before_onset")),
]


@pytest.mark.parametrize(("changes", "expected"), PROBLEMS)
def test_what_says_nothing_usable_is_refused_and_leaves_no_row(banks, changes, expected):
    with pytest.raises(FactRefused) as refused:
        banks.draft(**changes)
    assert (refused.value.field, refused.value.problem) == expected
    assert Alert.objects.count() == 0


def test_areas_that_are_not_there_are_refused(banks):
    with pytest.raises(FactRefused) as refused:
        banks.draft(area_ids=(banks.author.id,))
    assert (refused.value.field, refused.value.problem) == ("areas", "unknown")


def test_a_draft_is_written_anew_by_whoever_did_so_last(banks):
    made = banks.draft()
    own_alerts.edit_alert(
        alert_id=made.pk,
        draft=draft(severity="Minor", is_exercise=True, areas=("SV-1412",)),
        by=banks.second,
        at=AT,
    )
    made.refresh_from_db()
    assert (made.author_id, made.status) == (banks.second.id, "Exercise")
    assert [info.severity for info in made.infos.all()] == ["Minor", "Minor"]
    own_alerts.send_alert(alert_id=made.pk, by=banks.second, at=AT)
    with pytest.raises(FactRefused) as refused:
        own_alerts.edit_alert(alert_id=made.pk, draft=draft(), by=banks.second, at=AT)
    assert refused.value.problem == "waiting"
    with pytest.raises(AuthorCannotDecide):
        own_alerts.approve_alert(alert_id=made.pk, by=banks.second, at=AT)


def test_another_institution_neither_edits_nor_withdraws(banks):
    made, guard = banks.draft(), banks.actor("civil_protection")
    for act in (own_alerts.send_alert, own_alerts.withdraw_alert):
        with pytest.raises(NotAllowed):
            act(alert_id=made.pk, by=guard, at=AT)


def test_refused_with_a_reason_and_withdrawn(banks):
    waiting = banks.waiting()
    with pytest.raises(FactRefused):
        own_alerts.refuse_alert(alert_id=waiting.pk, reason=" ", by=banks.second, at=AT)
    own_alerts.refuse_alert(alert_id=waiting.pk, reason=" Otro río ", by=banks.second, at=AT)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("refused", "Otro río")
    with pytest.raises(FactRefused) as refused:
        own_alerts.approve_alert(alert_id=waiting.pk, by=banks.second, at=AT)
    assert refused.value.problem == "refused"
    other = banks.draft()
    own_alerts.withdraw_alert(alert_id=other.pk, by=banks.author, at=AT)
    other.refresh_from_db()
    assert other.state == "withdrawn"


def test_what_has_run_out_while_it_waited_is_not_published(banks):
    waiting = banks.waiting()
    with pytest.raises(FactRefused) as refused:
        own_alerts.approve_alert(alert_id=waiting.pk, by=banks.second, at=AT + 24 * HOUR)
    assert (refused.value.field, refused.value.problem) == ("expires_at", "past")


def test_what_breaks_a_rule_of_the_standard_is_not_published(banks):
    waiting = banks.waiting()
    Alert.objects.filter(pk=waiting.pk).update(identifier="con espacio")
    with pytest.raises(FactRefused) as refused:
        own_alerts.approve_alert(alert_id=waiting.pk, by=banks.second, at=AT)
    assert (refused.value.field, refused.value.problem) == ("message", "name_characters")
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_an_update_takes_its_place_once_it_is_approved(banks, settings):
    first = banks.published()
    settings.RELEVO_CAP_SENDER = "otro.example"
    newer = own_alerts.update_alert(
        alert_id=first.pk, draft=draft(severity="Extreme"), by=banks.second, at=AT + HOUR
    )
    own_alerts.send_alert(alert_id=newer.pk, by=banks.second, at=AT + HOUR)
    assert standing(first, AT + HOUR) == Standing.IN_FORCE
    done = own_alerts.approve_alert(alert_id=newer.pk, by=banks.author, at=AT + 2 * HOUR)
    told = message_of(done)
    assert (told.message, told.sender, told.references) == (
        "Update",
        first.sender,
        (message_of(first).key,),
    )
    assert schema_problems(render_cap(told)) == ()
    assert standing(first, AT + 2 * HOUR) == Standing.UPDATED
    lines = queries.alerts_in_force(at=AT + 2 * HOUR, known_at=AT + 2 * HOUR)
    assert [line.severity for line in lines] == ["Extreme"]
    past, total = queries.list_past(at=AT + 2 * HOUR, known_at=AT + 2 * HOUR, limit=5)
    assert ([line.standing for line in past], total) == ([Standing.UPDATED], 1)
    assert queries.answers_to(first, known_at=AT + 2 * HOUR) == [done]
    assert queries.answers_to(first, known_at=AT + HOUR) == []
    with pytest.raises(FactRefused) as refused:
        own_alerts.update_alert(alert_id=first.pk, draft=draft(), by=banks.author, at=AT + 2 * HOUR)
    assert (refused.value.field, refused.value.problem) == ("alert", "not_in_force")


def test_a_cancellation_needs_two_persons_as_well(banks):
    first = banks.published()
    with pytest.raises(FactRefused) as refused:
        own_alerts.cancel_alert(
            alert_id=first.pk, reason_es="", reason_en="x", by=banks.author, at=AT + HOUR
        )
    assert refused.value.field == "reason_es"
    cancel = own_alerts.cancel_alert(
        alert_id=first.pk,
        reason_es="El río bajó",
        reason_en="The river fell",
        by=banks.author,
        at=AT + HOUR,
    )
    with pytest.raises(AuthorCannotDecide):
        own_alerts.approve_alert(alert_id=cancel.pk, by=banks.author, at=AT + HOUR)
    assert standing(first, AT + HOUR) == Standing.IN_FORCE
    done = own_alerts.approve_alert(alert_id=cancel.pk, by=banks.second, at=AT + HOUR)
    told = message_of(done)
    assert [(info.headline, info.urgency, info.responses) for info in told.infos] == [
        ("El río bajó", "Past", ("AllClear",)),
        ("The river fell", "Past", ("AllClear",)),
    ]
    assert told.infos[0].areas == message_of(first).infos[0].areas
    assert schema_problems(render_cap(told)) == ()
    assert standing(first, AT + HOUR) == Standing.CANCELLED
    assert queries.alerts_in_force(at=AT + HOUR, known_at=AT + HOUR) == []


def test_an_update_that_waited_too_long_is_not_published(banks):
    first = banks.published()
    newer = own_alerts.update_alert(alert_id=first.pk, draft=draft(), by=banks.author, at=AT)
    own_alerts.send_alert(alert_id=newer.pk, by=banks.author, at=AT)
    cancel = own_alerts.cancel_alert(
        alert_id=first.pk, reason_es="a", reason_en="b", by=banks.author, at=AT + HOUR
    )
    own_alerts.approve_alert(alert_id=cancel.pk, by=banks.second, at=AT + HOUR)
    with pytest.raises(FactRefused) as refused:
        own_alerts.approve_alert(alert_id=newer.pk, by=banks.second, at=AT + 2 * HOUR)
    assert refused.value.problem == "not_in_force"


def test_nobody_outside_updates_or_cancels_and_nobody_an_alert_of_another(banks):
    first, foreign = banks.published(), came_in()
    for alert, actor in ((first, banks.actor("health")), (foreign, banks.author)):
        with pytest.raises(NotAllowed):
            own_alerts.update_alert(alert_id=alert.pk, draft=draft(), by=actor, at=AT)


def test_an_exercise_is_never_shown_as_real(banks):
    drill = banks.published(is_exercise=True)
    assert drill.status == "Exercise"
    assert queries.alerts_in_force(at=AT, known_at=AT) == []
    assert [line.id for line in queries.drills_at(at=AT, known_at=AT)] == [drill.pk]
    assert queries.get_published(drill.identifier, known_at=AT) is None
    assert queries.list_published(known_at=AT, limit=9) == []


def test_of_a_demonstration_machines_get_an_exercise_and_pages_the_story(banks):
    made = own_alerts.draft_alert(
        network_key="RED-SUR", draft=draft(), by=banks.author, at=AT, is_demo=True
    )
    own_alerts.send_alert(alert_id=made.pk, by=banks.author, at=AT)
    done = own_alerts.approve_alert(alert_id=made.pk, by=banks.second, at=AT)
    told = message_of(done)
    assert (told.status, told.note) == ("Exercise", DEMO_NOTE)
    assert [line.is_demo for line in queries.alerts_in_force(at=AT, known_at=AT)] == [True]


def test_members_say_once_that_they_have_read_it(banks):
    first, health = banks.published(), banks.actor("health", "officer")
    for _ in range(2):
        alerts.acknowledge_alert(alert_id=first.pk, by=health, at=AT)
    assert AlertReceipt.objects.count() == 1
    assert alert_receipts.receipts_of(first) == alert_receipts.Receipts(1, 3)
    assert alert_receipts.has_read(first, institution_id=health.institution_id)
    assert not alert_receipts.has_read(first, institution_id=banks.author.institution_id)
    with pytest.raises(NotAllowed):
        alerts.acknowledge_alert(alert_id=first.pk, by=banks.actor("ngo"), at=AT)
    foreign = came_in()
    alerts.acknowledge_alert(alert_id=foreign.pk, by=banks.actor("ngo"), at=AT)
    assert alert_receipts.receipts_of(foreign) == alert_receipts.Receipts(1, None)
    with pytest.raises(NotFound):
        alerts.acknowledge_alert(alert_id=banks.draft().pk, by=health, at=AT)


def test_what_waits_for_me_and_what_we_are_writing(banks):
    waiting, made = banks.waiting(), banks.draft()
    ids = [banks.network.pk]
    of_me = queries.list_waiting(network_ids=ids, not_by=banks.author.id, at=AT)
    of_another = queries.list_waiting(network_ids=ids, not_by=banks.second.id, at=AT)
    assert ([*of_me], [line.id for line in of_another]) == ([], [waiting.pk])
    mine = queries.list_unfinished(institution_id=banks.author.institution_id, at=AT)
    assert {line.id for line in mine} == {waiting.pk, made.pk}


def test_waits_for_whoever_may_decide_it_and_for_nobody_else(banks):
    made = banks.waiting()
    actors = [
        banks.author,
        banks.second,
        *(banks.actor(kind) for kind in banks.kinds),
        banks.actor("coordination", "officer"),
        replace(banks.second, institution_id=None),
    ]
    for actor in actors:
        waits = [due.id for due in access.alerts_to_decide(actor, language="es")]
        assert waits == ([made.pk] if access.may_decide_alert(actor, made) else [])
    (due,) = access.alerts_to_decide(banks.second, language="en")
    assert (due.headline, due.severity) == ("High river", "Severe")


def test_stands_unread_for_members_of_its_network_while_it_holds(banks):
    published = banks.published()
    came_in("i-1")

    def unread(actor, at=AT + HOUR):
        return [due.id for due in access.alerts_unread(actor, at=at, language="es")]

    member = banks.actor("health", "officer")
    assert unread(member) == [published.pk]
    assert unread(banks.actor("ngo")) == unread(replace(member, institution_id=None)) == []
    assert unread(member, at=AT + 24 * HOUR) == unread(member, at=AT - HOUR) == []
    AlertReceipt.objects.create(
        alert=published,
        institution=Institution.objects.get(pk=member.institution_id),
        by=member.id,
        at=AT,
    )
    assert unread(member) == []


def test_what_was_brought_by_hand_is_confirmed_as_it_came_and_never_by_who_brought_it(banks):
    bringer = banks.actor("civil_protection")
    by = {"brought_by": banks.kinds["civil_protection"], "by": bringer}
    row = came_in("i-9", **by)
    assert (row.state, row.author_id) == ("waiting", bringer.id)
    assert queries.alerts_in_force(at=AT, known_at=AT) == []
    with pytest.raises(AuthorCannotDecide):
        own_alerts.approve_alert(alert_id=row.pk, by=bringer, at=AT)
    with pytest.raises(NotAllowed):
        own_alerts.approve_alert(alert_id=row.pk, by=banks.actor("ngo"), at=AT)
    confirmed = own_alerts.approve_alert(alert_id=row.pk, by=banks.author, at=AT + HOUR)
    assert (confirmed.sent_at, confirmed.known_from) == (AT, AT + HOUR)
    assert confirmed.decided_for_id == banks.author.institution_id
    assert [line.id for line in queries.alerts_in_force(at=AT + HOUR, known_at=AT + HOUR)] == [
        row.pk
    ]
    assert queries.alerts_in_force(at=AT, known_at=AT) == []
    assert Event.objects.get(verb="alert.confirmed").subject == str(row.pk)
    with pytest.raises(FactRefused):
        own_alerts.approve_alert(alert_id=row.pk, by=banks.author, at=AT + HOUR)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "waiting"),
        ({"status": "Exercise"}, "published"),
        ({"status": "System"}, "published"),
        ({"scope": "Private"}, "published"),
        ({"scope": "Private", "message": "Cancel", "of": ("i-1",)}, "waiting"),
        ({"status": "Test", "message": "Cancel", "of": ("i-1",)}, "published"),
    ],
)
def test_what_the_public_would_hear_or_lose_waits_for_a_second_person(banks, changes, state):
    bringer = banks.actor("civil_protection")
    by = {"brought_by": banks.kinds["civil_protection"], "by": bringer}
    assert came_in("i-9", **by, **changes).state == state


def test_one_person_alone_ends_nothing_that_was_brought(banks):
    bringer = banks.actor("civil_protection")
    by = {"brought_by": banks.kinds["civil_protection"], "by": bringer}
    row = came_in("i-1", sent=AT - HOUR, **by)
    own_alerts.approve_alert(alert_id=row.pk, by=banks.author, at=AT)
    ending = came_in("i-2", message="Cancel", of=("i-1",), **by)
    assert standing(row, AT + HOUR) == Standing.IN_FORCE
    own_alerts.approve_alert(alert_id=ending.pk, by=banks.author, at=AT + HOUR)
    assert standing(row, AT + HOUR) == Standing.CANCELLED


def test_who_is_asked_to_confirm_what_was_brought(banks):
    bringer = banks.actor("civil_protection")
    row = came_in("i-9", brought_by=banks.kinds["civil_protection"], by=bringer)
    guard = replace(bringer, id=banks.second.id)
    for actor, asked in (
        (bringer, []),
        (guard, [row.pk]),
        (banks.author, [row.pk]),
        (banks.actor("ngo"), []),
        (banks.actor("police"), []),
    ):
        assert [due.id for due in access.alerts_to_decide(actor, language="es")] == asked


def test_who_brought_it_withdraws_it_with_a_reason_and_nobody_else_does(banks):
    bringer = banks.actor("civil_protection")
    row = came_in("i-9", brought_by=banks.kinds["civil_protection"], by=bringer)

    def take_back(by, reason="Era de otro mes."):
        return own_alerts.take_back_alert(alert_id=row.pk, reason=reason, by=by, at=AT + HOUR)

    colleague = replace(bringer, id=banks.second.id)
    for other in (colleague, banks.author, banks.actor("ngo"), banks.actor("police")):
        with pytest.raises(NotAllowed):
            take_back(other)
    for reason, problem in (
        ("  ", "missing"),
        ("x" * 301, "too_long"),
        ("Tel. 9999-8888", "phone"),
    ):
        with pytest.raises(FactRefused) as refused:
            take_back(bringer, reason)
        assert (refused.value.field, refused.value.problem) == ("reason", problem)
    assert Alert.objects.get(pk=row.pk).state == "waiting"
    done = take_back(replace(bringer, roles=frozenset({"officer"})), " Era de otro mes. ")
    assert (done.state, done.reason, done.decided_by, done.decided_at) == (
        "withdrawn",
        "Era de otro mes.",
        bringer.id,
        AT + HOUR,
    )
    assert done.decided_for_id == bringer.institution_id
    assert Event.objects.get(verb="alert.withdrawn").subject == str(row.pk)
    assert queries.list_brought(at=AT + HOUR) == []
    assert [line.id for line in queries.list_not_confirmed(at=AT + HOUR)] == [row.pk]
    for act in (
        lambda: take_back(bringer),
        lambda: own_alerts.approve_alert(alert_id=row.pk, by=banks.author, at=AT + HOUR),
    ):
        with pytest.raises(FactRefused) as refused:
            act()
        assert refused.value.problem == "withdrawn"


def test_what_was_brought_is_not_withdrawn_once_it_is_confirmed(banks):
    bringer = banks.actor("civil_protection")
    row = came_in("i-9", brought_by=banks.kinds["civil_protection"], by=bringer)
    own_alerts.approve_alert(alert_id=row.pk, by=banks.author, at=AT)
    with pytest.raises(FactRefused) as refused:
        own_alerts.take_back_alert(alert_id=row.pk, reason="Tarde", by=bringer, at=AT + HOUR)
    assert refused.value.problem == "published"
    assert queries.list_not_confirmed(at=AT + HOUR) == []


def test_ones_own_alert_is_not_taken_back_as_if_it_had_been_brought(banks):
    with pytest.raises(NotAllowed):
        own_alerts.take_back_alert(alert_id=banks.waiting().pk, reason="No", by=banks.author, at=AT)


def test_what_was_withdrawn_is_read_by_who_may_bring_and_by_who_brought_it(banks):
    bringer = banks.actor("civil_protection")
    row = came_in("i-9", brought_by=banks.kinds["civil_protection"], by=bringer)
    own_alerts.take_back_alert(alert_id=row.pk, reason="Otra", by=bringer, at=AT)
    for reader in (bringer, replace(bringer, roles=frozenset({"officer"})), banks.author):
        assert access.alert_to_read(reader, alert_id=row.pk).pk == row.pk
    with pytest.raises(NotFound):
        access.alert_to_read(banks.actor("ngo"), alert_id=row.pk)
