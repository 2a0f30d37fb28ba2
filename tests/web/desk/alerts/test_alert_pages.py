"""The desk's pages of alerts: written by one person, approved by another, read by members."""

from datetime import timedelta
from uuid import uuid4

from tests.factories.alerts import VALLE, incoming
from tests.factories.feeds import IOTA, cap, storms
from tests.factories.pages import main_words, said
from tests.web.filled.alerts import AUTHOR, HERE, RIGHT, SECOND, in_force, waiting

from relevo.audit.models import Event
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution
from relevo.kernel.actor import SYSTEM
from relevo.situation.actions import alerts, feeds
from relevo.situation.models import Alert, AlertReceipt
from relevo.web.alert_lines import show

HOUR = timedelta(hours=1)


def came_in(identifier, *, sent=STARTS_AT - HOUR, brought_by=None, **changes):
    message = incoming(identifier, sent=sent, areas=(VALLE,), **changes)
    return alerts.store_incoming(message=message, feed_key=None, brought_by=brought_by, at=sent)


def test_what_was_brought_by_hand_says_by_whom(desk):
    bringer = Institution.objects.get(pk=actor_of(AUTHOR).institution_id)
    row = came_in("i-1", brought_by=bringer)
    by = said("(brought in by hand by %(institution)s)", context="alert")
    for page in (HERE, f"{HERE}{row.pk}/"):
        shown = main_words(desk(SECOND).get(page))
        assert by % {"institution": bringer.name_es} in shown


def test_what_came_in_by_a_source_says_by_which_and_how_old_its_copy_is(desk):
    feeds.set_feed(
        key="nhc",
        name="Fuente de la prueba",
        kind="nhc",
        source="url",
        address="https://ejemplo.org/feed",
        by=SYSTEM,
        at=STARTS_AT,
    )
    feeds.take_copy(key="nhc", content=storms(IOTA), at=STARTS_AT)
    row = Alert.objects.get(feed__key="nhc")
    client = desk(SECOND)
    listed = client.get(HERE)
    assert 'href="/es/mesa/situacion/fuentes/"' in listed.content.decode()
    for page in (listed, client.get(f"{HERE}{row.pk}/")):
        shown = main_words(page)
        assert "Fuente de la prueba" in shown
        assert "vie 20 nov 2020, 15:40" in shown.split("Fuente de la prueba")[1]


def draft_of(desk):
    client = desk(AUTHOR)
    answer = client.post(f"{HERE}nueva/", RIGHT)
    assert answer.status_code == 302
    return client, Alert.objects.get(state="draft")


def test_two_persons_publish_an_alert(desk):
    author, draft = draft_of(desk)
    page = f"{HERE}{draft.pk}/"
    assert [
        place.key for place in draft.infos.first().areas.get(description="Valle, HN").areas.all()
    ] == ["HN-17"]
    assert author.post(f"{page}enviar/").status_code == 302
    shown = main_words(author.get(page))
    assert (
        said(
            "You wrote it. A second person approves it; it is not published until then.",
            context="alert",
        )
        in shown
    )
    assert author.post(f"{page}aprobar/").status_code == 422
    second = desk(SECOND)
    assert said("Waiting for your approval", context="alert") in main_words(second.get(HERE))
    assert second.post(f"{page}aprobar/").status_code == 302
    assert Alert.objects.get(pk=draft.pk).state == "published"
    shown = main_words(second.get(page))
    assert "Lluvias fuertes" in shown
    assert "Heavy rain" in shown
    second.post(f"{page}leida/")
    assert AlertReceipt.objects.filter(alert=draft).count() == 1
    assert said("Your institution has read it", context="alert") in main_words(second.get(page))


def test_the_author_is_told_why_a_second_person_is_needed(desk):
    author, draft = draft_of(desk)
    author.post(f"{HERE}{draft.pk}/enviar/")
    answer = author.post(f"{HERE}{draft.pk}/aprobar/")
    assert answer.status_code == 422
    assert said(
        "Who wrote or brought an alert does not decide on it. Ask a second person."
    ) in main_words(answer)


def test_a_draft_is_corrected_and_a_published_alert_updated(desk):
    author, draft = draft_of(desk)
    page = author.get(f"{HERE}{draft.pk}/corregir/")
    assert page.context["form"].initial["municipalities"] == "Pasaquina, La Unión"
    assert page.context["form"].initial["departments"] == ["HN-17"]
    answer = author.post(f"{HERE}{draft.pk}/corregir/", RIGHT | {"severity": "Minor"})
    assert answer.status_code == 302
    assert draft.infos.first().severity == "Minor"
    now = in_force()
    assert author.get(f"{HERE}{now.id}/corregir/").status_code == 404
    assert author.get(f"{HERE}{draft.pk}/actualizar/").status_code == 404
    assert author.get(f"{HERE}{now.id}/actualizar/").status_code == 200
    assert author.post(f"{HERE}{now.id}/actualizar/", RIGHT).status_code == 302
    assert Alert.objects.get(message="Update").references[0][1] == now.identifier


def test_a_draft_written_anew_and_a_newer_telling_sent_twice_stand_once(desk):
    author, draft = draft_of(desk)
    changed = RIGHT | {"severity": "Minor", "op": str(uuid4())}
    for address in (f"{HERE}{draft.pk}/corregir/", f"{HERE}{in_force().id}/actualizar/"):
        assert 'name="op"' in author.get(address).content.decode()
        first = author.post(address, changed)
        drafts, edits = Alert.objects.count(), Event.objects.filter(verb="alert.edited").count()
        second = author.post(address, changed | {"op": str(uuid4())})  # gone back
        other = author.post(address, changed | {"severity": "Severe"})
        assert first["Location"] == second["Location"]
        assert (first.status_code, second.status_code, other.status_code) == (302, 302, 422)
        assert Alert.objects.count() == drafts
        assert Event.objects.filter(verb="alert.edited").count() == edits
        changed["op"] = str(uuid4())
    assert draft.infos.first().severity == "Minor"


def test_a_cancellation_carries_the_id_of_its_act(desk):
    author, page = desk(AUTHOR), f"{HERE}{in_force().id}/"
    (move,) = [move for move in author.get(page).context["offered"] if move.verb == "cancelar"]
    told = {"reason_es": "El río bajó", "reason_en": "The river fell"}
    op = move.form["op"].value()
    first = author.post(f"{page}cancelar/", told | {"op": op})
    changed = author.post(f"{page}cancelar/", told | {"op": op, "reason_en": "It fell"})
    assert (first.status_code, changed.status_code) == (302, 422)
    assert Alert.objects.filter(message="Cancel").count() == 1


def test_municipalities_that_nobody_knows_are_named(desk):
    wrong = RIGHT | {"municipalities": "Atlántida Sur, Valle\nPasaquina"}
    answer = desk(AUTHOR).post(f"{HERE}nueva/", wrong)
    assert answer.status_code == 422
    assert "Atlántida Sur, Valle" in main_words(answer)
    many = RIGHT | {"municipalities": "\n".join(f"Lugar {n}" for n in range(41))}
    answer = desk(AUTHOR).post(f"{HERE}nueva/", many)
    assert said("Forty at most. Choose whole departments.") in main_words(answer)
    assert not Alert.objects.filter(state="draft").exists()


def test_a_refused_draft_says_why_at_its_field(desk):
    answer = desk(AUTHOR).post(f"{HERE}nueva/", RIGHT | {"departments": [], "municipalities": ""})
    assert answer.status_code == 422
    assert answer.context["form"].errors["departments"] == [said("Please fill this in.")]
    assert not Alert.objects.filter(state="draft").exists()


def test_a_cancellation_names_what_it_ends_and_nothing_that_only_a_danger_has(desk):
    first, pk = in_force(), waiting()

    page = desk(SECOND).get(f"{HERE}{pk}/")

    words = main_words(page)
    assert f'href="{HERE}{first.id}/"' in page.content.decode()
    for name in ("Holds until", "How soon", "How certain"):
        assert said(name, context="alert") not in words
    assert said("Severe", context="severity of an alert") not in words


def test_who_does_not_write_alerts_is_told_so(desk):
    officer = desk("demo-copan")
    assert officer.get(f"{HERE}nueva/").status_code == 302
    shown = main_words(officer.get(HERE))
    assert said("Write an alert", context="alert") not in shown
    assert officer.get(f"{HERE}{in_force().id}/actualizar/").status_code == 404
    assert officer.get(f"{HERE}{waiting()}/").status_code == 404
    assert officer.post(f"{HERE}{in_force().id}/leida/").status_code == 302
    assert not AlertReceipt.objects.filter(
        alert=in_force().id, institution__key="DEMO-VENTANILLA-COPAN"
    ).exists()


def test_what_is_not_there(desk):
    author = desk(AUTHOR)
    assert author.get(f"{HERE}{uuid4()}/").status_code == 404
    assert author.get(f"{HERE}{uuid4()}/corregir/").status_code == 404
    assert author.post(f"{HERE}{uuid4()}/leida/").status_code == 404
    assert author.post(f"{HERE}{uuid4()}/enviar/").status_code == 404
    assert author.post(f"{HERE}{in_force().id}/romper/").status_code == 404


def test_exercises_stand_apart_and_the_past_as_it_was(desk):
    author = desk(AUTHOR)
    shown = main_words(author.get(HERE))
    assert said("None of this is real, and the public does not see it.", context="alert") in shown
    before = main_words(author.get(f"{HERE}?sabido=2020-11-19T10:00"))
    assert "Goascorán" not in before
    page = f"{HERE}{in_force().id}/?sabido=2020-11-19T10:00"
    assert author.get(page).status_code == 404
    over = author.get(f"{HERE}?en=2020-11-24T10:00")
    assert "Goascorán" in main_words(over)
    assert over.context["total"] == 1


def test_an_alert_that_came_in_shows_its_own_language(desk):
    foreign = came_in("i-1", language="fr", headline="Ouragan")
    shown = main_words(desk(AUTHOR).get(f"{HERE}{foreign.pk}/"))
    assert "Ouragan" in shown
    assert "fr" in shown


def test_the_same_number_of_queries_for_one_and_for_many(desk, count_queries):
    author = desk(AUTHOR)
    came_in("i-0")
    came_in("o-0", sent=STARTS_AT - 50 * HOUR)
    author.get(HERE)
    one = count_queries(lambda: author.get(HERE))
    for number in range(1, 4):
        came_in(f"i-{number}")
        came_in(f"o-{number}", sent=STARTS_AT - (50 + number) * HOUR)
    assert count_queries(lambda: author.get(HERE)) == one


INBOX = "/es/mesa/bandeja/"


def due(page):
    return [
        [alert.headline for alert in page.context[name]]
        for name in ("alerts_to_decide", "alerts_unread")
    ]


def test_inbox_begins_with_the_alert_that_waits_for_ones_approval(desk, count_queries):
    before = desk(SECOND).get(INBOX)
    assert due(before)[0] == []
    row = waiting()
    page = desk(SECOND).get(INBOX)
    (headline,) = due(page)[0]
    top = page.content.decode().split("<main")[1].split('id="received"')[0]
    assert f'href="{HERE}{row}/"' in top
    assert said("Alerts that wait for your approval") in main_words(page)
    assert headline in main_words(page)
    for other in (AUTHOR, "demo-monitor", "demo-nacaome"):  # its author, and who approves none
        assert due(desk(other).get(INBOX))[0] == []
    one = count_queries(lambda: desk(SECOND).get(INBOX))
    Alert.objects.filter(pk=row).update(author_id=uuid4())
    Alert.objects.bulk_create(copies_of(row))
    assert len(due(desk(SECOND).get(INBOX))[0]) == 3
    assert count_queries(lambda: desk(SECOND).get(INBOX)) == one


def copies_of(pk, **columns):
    made = []
    for number in (1, 2):
        row = Alert.objects.get(pk=pk)
        row.pk, row.identifier = uuid4(), f"copy-{number}"
        for name, value in columns.items():
            setattr(row, name, value)
        made.append(row)
    return made


def test_inbox_names_alerts_in_force_until_ones_institution_has_read_them(desk, count_queries):
    alert = Alert.objects.get(pk=in_force().id)
    AlertReceipt.objects.all().delete()
    reader = desk("demo-monitor")
    page = reader.get(INBOX)
    assert due(page)[1] == [show(in_force(), "es").headline]
    assert said("Alerts in force that your institution has not marked as read") in main_words(page)
    english = reader.get(INBOX.replace("/es/", "/en/"))
    assert due(english)[1] == [show(in_force(), "en").headline]

    one = count_queries(lambda: reader.get(INBOX))
    Alert.objects.bulk_create(copies_of(alert.pk))
    assert len(due(reader.get(INBOX))[1]) == 3
    assert count_queries(lambda: reader.get(INBOX)) == one
    Alert.objects.filter(identifier__startswith="copy-").delete()

    reader.post(f"{HERE}{alert.pk}/leida/")
    assert due(reader.get(INBOX))[1] == []
    came_in("i-9", severity="Extreme")
    assert due(reader.get(INBOX))[1] == []


def test_inbox_names_no_alert_that_was_called_off_or_is_over(desk):
    AlertReceipt.objects.all().delete()
    row = waiting()
    desk(SECOND).post(f"{HERE}{row}/aprobar/")
    assert Alert.objects.get(pk=row).state == "published"
    assert due(desk("demo-monitor").get(INBOX))[1] == []


def test_who_writes_of_a_person_in_an_alert_is_told_beside_the_field(desk):
    told = RIGHT | {"instruction_es": "Llame a Juan Pérez al 9999-8888."}
    response = desk(AUTHOR).post(f"{HERE}nueva/", told)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["instruction_es"]
    sentence = said("Take the telephone number out: nobody's number is kept here.")
    assert sentence in main_words(response)
    assert not Alert.objects.filter(state="draft").exists()


def brought(desk):
    """A file that the author brought, waiting."""
    content = cap(sent="2020-11-20T08:00:00-06:00", expires="2020-11-21T18:00:00-06:00")
    feeds.take_upload(kind="cap", content=content, by=actor_of(AUTHOR), at=STARTS_AT)
    return Alert.objects.get(state="waiting", sender="demo@ejemplo.org")


def test_what_was_brought_by_hand_is_public_after_a_second_person_alone(desk, visitor):
    row = brought(desk)
    page = f"{HERE}{row.pk}/"
    heading = said("Brought in by hand, waiting for a second person", context="alert")
    unseen = said("Nobody has confirmed it yet, and the public does not see it.", context="alert")
    headline = row.infos.first().headline
    for username in (AUTHOR, SECOND, "demo-monitor"):
        client = desk(username)
        listed = main_words(client.get(HERE))
        assert heading in listed
        assert headline in listed
        assert unseen in main_words(client.get(page))
    assert headline not in main_words(visitor.get("/es/alertas/"))
    author, second = desk(AUTHOR), desk(SECOND)
    assert author.post(f"{page}aprobar/").status_code == 422
    assert desk("demo-monitor").post(f"{page}aprobar/").status_code == 422
    assert headline not in main_words(visitor.get("/es/alertas/"))
    assert second.post(f"{page}aprobar/").status_code == 302
    assert headline in main_words(visitor.get("/es/alertas/"))
    assert heading not in main_words(second.get(HERE))
    assert said("Who confirmed it", context="alert") in main_words(second.get(page))


def test_what_was_brought_by_hand_waits_in_the_inbox_of_who_may_confirm_it(desk):
    row = brought(desk)
    title = said("Alerts that wait for your approval")
    for username, is_asked in ((SECOND, True), (AUTHOR, False), ("demo-monitor", False)):
        inbox = main_words(desk(username).get("/es/mesa/bandeja/"))
        assert (title in inbox and row.infos.first().headline in inbox) is is_asked


def test_who_brought_it_withdraws_it_and_why_stands_in_its_history(desk, visitor):
    row = brought(desk)
    page = f"{HERE}{row.pk}/"
    button = said("Withdraw it", context="alert")
    mine, second, monitor = desk(AUTHOR), desk(SECOND), desk("demo-monitor")
    assert button in main_words(mine.get(page))
    for other in (second, monitor):
        assert button not in main_words(other.get(page))
        assert other.post(f"{page}retractar/", {"reason": "No"}).status_code == 422
    empty = mine.post(f"{page}retractar/", {"reason": ""})
    assert (empty.status_code, Alert.objects.get(pk=row.pk).state) == (422, "waiting")
    assert mine.post(f"{page}retractar/", {"reason": "Es de otro mes."}).status_code == 302
    for reader in (mine, second):
        shown = main_words(reader.get(page))
        assert said("Withdrawn", context="state of an alert") in shown
        assert "Es de otro mes." in shown
        assert "vie 20 nov 2020, 15:40" in shown.split("Es de otro mes.")[1]
        listed = main_words(reader.get(HERE))
        assert said("Brought in by hand and not published", context="alert") in listed
        assert "Es de otro mes." in listed
        assert button not in shown
    listed = main_words(monitor.get(HERE))
    assert "Es de otro mes." not in listed
    assert monitor.get(page).status_code == 404
    assert second.post(f"{page}aprobar/").status_code == 422
    assert row.infos.first().headline not in main_words(visitor.get("/es/alertas/"))


def test_what_was_brought_and_refused_is_read_by_who_may_bring_and_by_no_public(desk, visitor):
    row = brought(desk)
    page = f"{HERE}{row.pk}/"
    desk(SECOND).post(f"{page}rechazar/", {"reason": "No es de su remitente."})
    assert "No es de su remitente." in main_words(desk(AUTHOR).get(page))
    assert desk("demo-monitor").get(page).status_code == 404
    assert row.infos.first().headline not in main_words(visitor.get("/es/alertas/"))
