"""Members: shown by country, written by keepers, with their history."""

import re

import pytest
from tests.factories import directory
from tests.factories.pages import main_words, said, words

from relevo.demo.story import STARTS_AT
from relevo.directory.models import Institution, Service
from relevo.networks.models import Member, SeatChange

SUR = "/es/mesa/redes/NET-SUR/"
TODAY = "2020-11-20"


@pytest.fixture
def seat(sur):
    return Member.objects.get(network=sur, institution__key="DEMO-MONITOREO")


def page(seat, more=""):
    return f"{SUR}miembros/{seat.pk}/{more}"


def test_members_by_country_with_part_role_and_kind(secretary, sur):
    Member.objects.filter(network=sur, institution__key="DEMO-ALBERGUE").update(
        term_until="2020-11-01"
    )
    response = secretary.get(f"{SUR}miembros/")
    text = main_words(response)
    assert [country for country, _rows in response.context["countries"]] == [
        *("GT", "HN", "SV", "RG"),
    ]
    for seat in Member.objects.seated().filter(network=sur).select_related("institution"):
        assert seat.institution.name_es in text
        assert seat.focal_role in text
    assert said("Founding member", context="seat in a network") in text
    assert said("ended", context="term") in text
    assert sum(count for _kind, count in response.context["kinds"]) == 14


def test_listed_and_ended_seats_stand_apart(secretary, sur):
    Member.objects.filter(network=sur, institution__key="DEMO-ALBERGUE").update(role="listed")
    Member.objects.filter(network=sur, institution__key="DEMO-MONITOREO").update(
        left_on=TODAY,
        successor=Member.objects.get(network=sur, institution__key="DEMO-RED-SUR"),
    )
    response = secretary.get(f"{SUR}miembros/")
    assert [row.institution.key for row in response.context["listed"]] == ["DEMO-ALBERGUE"]
    assert [row.institution.key for row in response.context["ended"]] == ["DEMO-MONITOREO"]
    public = words(secretary.get("/es/redes/NET-SUR/"))
    assert "Albergue de ejemplo (DEMO)" not in public
    assert "Monitoreo fronterizo (DEMO)" not in public


def test_members_page_takes_the_same_queries_for_one_and_for_all(secretary, sur, count_queries):
    many = count_queries(lambda: secretary.get(f"{SUR}miembros/"))
    Member.objects.filter(network=sur).exclude(institution__key="DEMO-RED-SUR").delete()
    assert count_queries(lambda: secretary.get(f"{SUR}miembros/")) == many


def test_network_without_members(secretary, sur):
    Member.objects.filter(network__key="NET-DANLI").delete()
    text = main_words(secretary.get("/es/mesa/redes/NET-DANLI/miembros/"))
    assert said("No members yet") in text


NEW = {"role": "member", "joined_on": TODAY, "focal_role": "Presidencia"}


def test_member_that_the_directory_does_not_have(secretary, sur):
    told = {**NEW, "name_es": "Patronato", "name_en": "Board", "country": "HN"}
    response = secretary.post(f"{SUR}miembros/nuevo/", told, follow=True)
    assert said("The seat is there.") in words(response)
    row = Member.objects.get(network=sur, stated_name_es="Patronato")
    assert (row.institution, row.country, row.focal_role) == (None, "HN", "Presidencia")
    assert secretary.get(page(row)).status_code == 200
    assert "Board" in words(secretary.get(page(row).replace("/es/", "/en/")))


def test_member_that_sits_already(secretary):
    told = {**NEW, "institution": "DEMO-MONITOREO"}
    response = secretary.post(f"{SUR}miembros/nuevo/", told)
    assert response.status_code == 422
    assert response.context["form"].errors["institution"] == [
        said("It has a seat in this network already. Change that one.")
    ]


def test_new_mayor_is_a_new_term_with_history(secretary, seat):
    told = {
        "role": "member",
        "focal_role": "Jefatura de monitoreo",
        "alternate_role": "Turno de monitoreo",
        "is_steering": "on",
        "term_until": "2022-01-25",
        "on": TODAY,
        "acta_number": "12-2020",
    }
    response = secretary.post(page(seat), told, follow=True)
    text = words(response)
    assert said("Settled. The history shows what changed.") in text
    assert "– → 25 ene 2022" in text
    assert f"{said('No')} → {said('Yes')}" in text
    assert said("acta %(number)s", number="12-2020") in text
    secretary.post(page(seat), {**told, "role": "chair", "is_steering": ""})
    text = words(secretary.get(page(seat)))
    member, chair = (said(name, context="seat in a network") for name in ("Member", "Chair"))
    assert f"{member} → {chair}" in text


def test_source_may_keep_its_word_for_a_seat(secretary, sur):
    seat = Member.objects.get(network=sur, institution__key="SV-PDDH")
    choices = secretary.get(page(seat)).context["form"].fields["role"].choices
    assert choices[0][0] == "founder"
    told = {"role": "founder", "focal_role": "Delegación", "on": TODAY}
    assert secretary.post(page(seat), told).status_code == 302
    assert said("As the sources name it; nothing has changed since.") in words(
        secretary.get(page(Member.objects.get(network=sur, institution__key="SV-CRS")))
    )


def test_change_that_is_refused_stays_in_the_form(secretary, seat):
    told = {"role": "observer", "is_steering": "on", "on": TODAY}
    response = secretary.post(page(seat), told)
    assert response.status_code == 422
    assert "is_steering" in response.context["form"].errors
    assert SeatChange.objects.filter(member=seat).count() == 1


def test_seat_ends_and_stays_to_be_read(secretary, seat):
    told = {"on": TODAY, "acta_number": "12-2020"}
    response = secretary.post(page(seat, "fin/"), told, follow=True)
    assert said("The seat has ended. Its history stays.") in words(response)
    response = secretary.get(page(seat))
    assert said(
        "This seat ended on %(day)s. It stays here so that actas of then can still be read.",
        day="20 nov 2020",
    ) in words(response)
    ended = said("This seat has ended: nothing of it changes.")
    for address, values in (
        (page(seat, "fin/"), told),
        (page(seat), {"role": "member", "on": TODAY}),
    ):
        assert ended in words(secretary.post(address, values, follow=True))
    assert said("Only a current seat of an institution passes on.") in words(
        secretary.post(page(seat, "sucesion/"), told, follow=True)
    )


def test_end_before_the_beginning(secretary, seat):
    response = secretary.post(page(seat, "fin/"), {"on": "2019-01-01"})
    assert response.status_code == 422
    assert response.context["ending"].errors["on"] == [said("This day is before the seat began.")]


def test_seat_of_another_network_is_not_there(secretary):
    other = Member.objects.filter(network__key="NET-COR").order_by("id").first()
    assert secretary.get(page(other)).status_code == 404


@pytest.mark.parametrize("more", ["", "fin/", "sucesion/"])
def test_who_does_not_keep_it_writes_nothing(desk, seat, more):
    told = {"role": "chair", "on": TODAY, "successor": "DEMO-SALUD"}
    response = desk("demo-albergue").post(page(seat, more), told)
    assert response.status_code == 422
    assert SeatChange.objects.filter(member=seat).count() == 1
    assert Institution.objects.get(key="DEMO-MONITOREO").successor is None


# Succession.


def pass_on(client, seat, **told):
    return client.post(
        page(seat, "sucesion/"), {"on": TODAY, "acta_number": "PCM-1", **told}, follow=True
    )


def test_successor_that_the_directory_does_not_have_yet(secretary, seat):
    response = pass_on(secretary, seat, name_es="Monitoreo nuevo (DEMO)")
    new = Institution.objects.get(name_es="Monitoreo nuevo (DEMO)")
    old = Institution.objects.get(key="DEMO-MONITOREO")
    assert (old.successor, old.valid_until.isoformat()) == (new, TODAY)
    after = Member.objects.current().get(network=seat.network, institution=new)
    assert response.redirect_chain[-1][0] == page(after)
    assert "Monitoreo fronterizo (DEMO) → Monitoreo nuevo (DEMO)" in words(response)
    text = words(secretary.get(page(seat)))
    assert said("Its successor is %(after)s.", after="Monitoreo nuevo (DEMO)") in text
    assert "Monitoreo nuevo (DEMO)" in words(secretary.get(f"{SUR}miembros/"))


def test_known_successor_is_proposed_and_takes_the_seat(secretary, sur):
    old = Institution.objects.get(key="HN-DINAF")
    new = Institution.objects.get(key="HN-SENAF")
    Institution.objects.filter(pk=new.pk).update(valid_from=None)
    seat = Member.objects.create(
        network=sur, institution=old, stated_name_es="DINAF", country="HN", role="member"
    )
    assert secretary.get(page(seat)).context["passing"].initial["successor"] == "HN-SENAF"
    pass_on(secretary, seat, successor="HN-SENAF")
    assert Member.objects.current().filter(network=sur, institution=new).count() == 1
    assert Institution.objects.get(key="HN-DINAF").valid_until == old.valid_until


def test_both_or_neither(secretary, seat):
    """The day is good for the directory and too early for the seat."""
    response = pass_on(secretary, seat, successor="DEMO-RED-SUR", on="2019-06-01")
    assert response.status_code == 422
    assert response.context["passing"].errors["on"] == [said("This day is before the seat began.")]
    assert Institution.objects.get(key="DEMO-MONITOREO").successor is None
    taken_over = Service.objects.filter(institution__key="DEMO-RED-SUR", permanence="permanent")
    assert taken_over.count() == 0


def test_successor_must_be_named(secretary, seat):
    response = pass_on(secretary, seat)
    assert response.context["passing"].errors["name_es"] == [
        said("Choose an institution, or write its name.")
    ]


def test_followed_institutions_are_pointed_out(secretary, sur):
    old = directory.institution("HN-VIEJA", "Institución vieja")
    Member.objects.create(
        network=sur, institution=old, stated_name_es="Vieja", country="HN", role="member"
    )
    old.successor = Institution.objects.get(key="HN-SENAF")
    old.valid_until = STARTS_AT.date()
    old.save()
    response = secretary.get(f"{SUR}miembros/")
    assert [row.institution.key for row in response.context["followed"]] == ["HN-VIEJA"]
    assert said("Institutions that have a successor") in words(response)


def ids_of(response):
    return re.findall(r' id="([^"]+)"', response.content.decode())


def test_no_two_fields_of_the_page_share_an_id(secretary, seat):
    shown = secretary.get(page(seat))
    refused = [
        secretary.post(page(seat, "fin/"), {"on": ""}),
        secretary.post(page(seat, "sucesion/"), {"on": ""}),
    ]
    for response in (shown, *refused):
        assert sorted(set(ids_of(response))) == sorted(ids_of(response))
        assert {"id_on", "end-on", "pass-on"} <= set(ids_of(response))
