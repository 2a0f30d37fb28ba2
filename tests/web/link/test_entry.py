"""*Confirm my entry*: looking spends nothing, an answer counts once, a broken link is friendly."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from tests.factories.care import seat
from tests.factories.pages import main_words, said, words
from tests.web.filled.care import address_of, entries, no_open_round, opened

from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import ChangeRequest, Institution, Service, Verification
from relevo.networks.actions import rounds as actions
from relevo.networks.models import EntryLink, Network
from relevo.networks.queries import rounds as queries

ROBOTS = ("WhatsApp/2.21", "TelegramBot", "facebookexternalhit/1.1", "curl/8")


def rows():
    """Every row of every table, to the last column."""
    return {
        model._meta.label: sorted(map(str, model._default_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
    }


def seen():
    return queries.digest_of(entries())


@pytest.fixture
def link():
    return opened()


def post(link, answer, *, language="es", **told):
    given = {"answer": answer, "seen": seen()} | told
    return Client().post(address_of(link, language), given)


def state(link):
    return EntryLink.objects.get(pk=link.pk)


def test_a_storm_of_previews_changes_no_row_and_spends_nothing(link):
    before = rows()
    for robot in ROBOTS:
        visitor = Client(headers={"user-agent": robot})
        for _ in range(5):
            for method in (visitor.get, visitor.head):
                response = method(address_of(link))
                assert (response.status_code, dict(response.cookies)) == (200, {})
        assert visitor.options(address_of(link)).status_code == 405

    assert rows() == before
    assert post(link, "confirmed").status_code == 302


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_shows_the_entry_and_three_buttons(link, language):
    response = Client().get(address_of(link, language))

    text = main_words(response)
    for message in ("It is right", "Something changed", "This is not ours"):
        assert said(message, language=language, context="answer about an entry") in text
    name = Service.objects.get(key="DEMO-SP-ALBERGUE")
    assert getattr(name, f"name_{language}") in text
    assert "Esquipulas" in text
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_only_its_own_entries_are_shown_and_of_a_protected_one_no_word_but_name_and_line(link):
    house = Institution.objects.get(key="DEMO-ALBERGUE")
    Service.objects.create(
        key="S-SAFE",
        institution=house,
        name_es="Casa protegida",
        name_en="Safe house",
        sort_key="casa",
        kind="shelter",
        country="GT",
        status="active",
        visibility="restricted",
        phone="1572",
        note_es="NOTA-OCULTA",
        email="oculto@ejemplo.org",
    )

    text = words(Client().get(address_of(link)))

    assert "Casa protegida" in text
    assert "1572" in text
    for hidden in ("NOTA-OCULTA", "oculto@ejemplo.org"):
        assert hidden not in text
    others = Service.objects.exclude(institution=house).values_list("name_es", flat=True)
    assert [name for name in others if name in text] == []


def test_right_is_noted_once_and_the_page_then_shows_no_entry(link):
    before = Verification.objects.count()

    response = post(link, "confirmed")

    assert (response.status_code, response["Location"]) == (302, address_of(link))
    assert Verification.objects.count() == before + 1
    shown = Client().get(address_of(link))
    assert shown.status_code == 200
    assert said("It is right", context="answer about an entry") in main_words(shown)
    assert "Esquipulas" not in main_words(shown)

    again = post(link, "not_ours")
    assert again.status_code == 409
    assert said("Already answered") in main_words(again)
    assert (state(link).answer, Verification.objects.count()) == ("confirmed", before + 1)


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_changed_waits_for_a_person(link, language):
    response = post(
        link,
        "changed",
        language=language,
        phone_0="+502 7943-1234",
        hours_0="De 8 a 4",
        other_0="Nos mudamos",
        closed_0="on",
    )

    assert response.status_code == 302
    request = ChangeRequest.objects.get()
    assert (request.changes, request.reason, request.came_by_link, request.state) == (
        {
            "phone": "+502 7943-1234",
            "hours": "De 8 a 4",
            "opening_hours": "",
            "status": "closed",
        },
        "Nos mudamos",
        True,
        "open",
    )
    assert Service.objects.get(key="DEMO-SP-ALBERGUE").phone == ""


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"phone_0": "llame a Ana"},
        {"phone_0": "2" * 81},
        {"hours_0": "x" * 201},
        {"other_0": "x" * 301},
        {"hours_0": "a\0b"},
    ],
)
def test_what_cannot_be_read_is_asked_again_and_spends_nothing(link, told):
    before = rows()

    response = post(link, "changed", **told)

    assert response.status_code == 422
    assert response.context["form"].errors
    assert rows() == before
    assert '<details class="entry-changed" open>' in response.content.decode()


def test_what_says_the_same_as_the_entry_is_no_change(link):
    Service.objects.filter(key="DEMO-SP-ALBERGUE").update(phone="7943")
    before = rows()

    response = post(link, "changed", phone_0="7943")

    assert response.status_code == 422
    assert rows() == before


def test_an_entry_that_moved_is_looked_at_again(link):
    told = {"answer": "confirmed", "seen": seen()}
    Service.objects.filter(key="DEMO-SP-ALBERGUE").update(phone="7943")
    before = rows()

    response = Client().post(address_of(link), told)

    assert response.status_code == 422
    assert said(
        "The entry has changed since you opened this page. Look at it again."
    ) in main_words(response)
    assert rows() == before


def test_a_protected_entry_has_room_for_a_line_and_no_words(link):
    Service.objects.filter(key="DEMO-SP-ALBERGUE").update(visibility="restricted", location=None)

    shown = Client().get(address_of(link)).content.decode()
    response = post(link, "changed", phone_0="1572", other_0="Calle 1", hours_0="Calle 2")

    assert 'name="phone_0"' in shown
    assert 'name="other_0"' not in shown
    assert 'name="hours_0"' not in shown
    assert response.status_code == 302
    request = ChangeRequest.objects.get()
    assert (request.changes, request.reason) == ({"phone": "1572"}, "")


def test_a_wrong_letter_and_a_link_taken_back_say_the_same(link):
    good = address_of(link)
    actions.revoke_link(link_id=link.pk, by=actor_of("demo-secretaria"), at=STARTS_AT)
    revoked = Client().get(good)
    texts = {main_words(revoked)}
    token = good.split("/")[3]
    for place in range(0, len(token), 7):
        wrong = "A" if token[place] != "A" else "B"
        for method in (Client().get, Client().post):
            response = method(good.replace(token, token[:place] + wrong + token[place + 1 :]))
            assert response.status_code == 404
            texts.add(main_words(response))
    assert (revoked.status_code, len(texts)) == (404, 1)
    assert said("This link does not work") in texts.pop()
    assert post(link, "confirmed").status_code == 404
    assert state(link).answered_at is None


@pytest.mark.parametrize("end", ["expired", "closed"])
def test_a_link_that_is_over_says_what_to_do(link, end):
    if end == "expired":
        EntryLink.objects.update(expires_at=STARTS_AT - timedelta(days=1))
    else:
        no_open_round()
    before = rows()

    for response in (Client().get(address_of(link)), post(link, "confirmed")):
        assert response.status_code == 410
        assert said("This link is over") in main_words(response)
        assert "Esquipulas" not in main_words(response)
    assert rows() == before


def test_who_was_a_moment_later_is_told_that_it_was_answered(link):
    """The page was read while the link was open; the answer comes to a link that is spent."""
    given = {"answer": "confirmed", "seen": seen()}
    reads = []

    def somebody_is_faster(execute, sql, *rest):
        found = execute(sql, *rest)
        if sql.startswith("SELECT") and "networks_entrylink" in sql:
            reads.append(sql)
            if len(reads) == 1:
                EntryLink.objects.update(answer="not_ours", answered_at=STARTS_AT)
        return found

    with connection.execute_wrapper(somebody_is_faster):
        response = Client().post(address_of(link), given)

    assert (len(reads), response.status_code, response["Location"]) == (2, 302, address_of(link))
    assert state(link).answer == "not_ours"


def test_an_answer_by_telephone_is_told_behind_the_link(link):
    actions.record_telephone_answer(
        link_id=link.pk, answer="not_ours", by=actor_of("demo-secretaria"), at=STARTS_AT
    )

    text = main_words(Client().get(address_of(link)))

    assert said("This is not ours", context="answer about an entry") in text
    day = "20 nov 2020"
    answered = said("Your institution answered by telephone on %(day)s.", day=day)
    assert answered in text


@pytest.fixture
def real_link():
    """A link of a real institution, on a demonstration."""
    service = Service.objects.get(key="SP-059")
    red = Network.objects.get(key="NET-SUR")
    if not red.members.filter(institution=service.institution, left_on=None).exists():
        seat(red, service.institution, "listed")
    first = opened()
    return EntryLink.objects.get(round=first.round_id, institution=service.institution)


def test_no_real_institution_answers_on_a_demonstration(real_link):
    shown = Client().get(address_of(real_link))
    given = queries.digest_of(queries.entries_shown(real_link))
    before = rows()

    response = Client().post(address_of(real_link), {"answer": "confirmed", "seen": given})

    assert (shown.status_code, response.status_code) == (200, 422)
    assert "<form" not in shown.content.decode()
    assert said("On a demonstration only invented institutions answer.") in main_words(response)
    told = (
        "On a demonstration only invented institutions answer: a real one would see this page "
        "with the buttons of its answer, which are left out here."
    )
    assert said(told) in main_words(shown)
    assert rows() == before


def test_an_institution_without_an_entry_now_has_nothing_to_answer(link):
    Service.objects.filter(key="DEMO-SP-ALBERGUE").update(status="closed")

    response = Client().get(address_of(link))

    assert said("Your institution has no entry now.") in main_words(response)
    assert "<form" not in response.content.decode()


def test_many_entries_take_as_many_queries_as_one(link, count_queries):
    one = count_queries(lambda: Client().get(address_of(link)))
    original = Service.objects.get(key="DEMO-SP-ALBERGUE")
    terms = list(original.terms.all())
    for number in range(3):
        copy = Service.objects.get(pk=original.pk)
        copy.pk, copy.key, copy.location, copy._state.adding = None, f"S-{number}", None, True
        copy.save()
        copy.terms.set(terms)

    assert count_queries(lambda: Client().get(address_of(link))) == one
