"""Oversight pages: a network's for who keeps it, one's own for one's own, nobody's identity."""

from datetime import timedelta

import pytest
from tests.factories.care import seat as take_seat
from tests.factories.desk import NACAOME, offer, open_case
from tests.factories.pages import main_words, said

from relevo.accounts.models import User
from relevo.cases.models import Referral
from relevo.demo.story import STARTS_AT
from relevo.directory.models import Institution, Service
from relevo.kernel.ids import group_code
from relevo.networks.models import Member, Network

NETWORK = "/es/mesa/redes/DEMO-RED/seguimiento/"
OWN = "/es/mesa/seguimiento/"
HOUSE = "DEMO-SP-ALBERGUE"


@pytest.fixture
def waiting():
    """One more institution of the network asks the demonstration's shelter."""
    seat(Network.objects.get(key="DEMO-RED"), open_case().institution)
    return offer(open_case(), HOUSE)


def seat(network, institution):
    if not Member.objects.current().filter(network=network, institution=institution).exists():
        take_seat(network, institution)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_keeper_sees_what_waits_by_institution_pair_and_clock(desk, waiting, language):
    response = desk("demo-secretaria").get(NETWORK.replace("/es/", f"/{language}/"))

    text = main_words(response)
    house = Institution.objects.get(key="DEMO-ALBERGUE")
    assert getattr(house, f"name_{language}") in text
    for title in ("By institution that is to answer", "By pair of countries", "By clock"):
        assert said(title, language=language, context="oversight") in text
    assert group_code(waiting.code) not in text
    assert str(waiting.case_id) not in response.content.decode()


def test_on_a_demonstration_no_real_institution_stands_there(desk, waiting):
    real = Institution.objects.filter(is_demo=False, key__startswith="SV").first()
    seat(Network.objects.get(key="DEMO-RED"), real)
    Referral.objects.filter(pk=waiting.pk).update(
        recipient=real, deadline_at=STARTS_AT - timedelta(hours=1)
    )

    text = main_words(desk("demo-secretaria").get(NETWORK))

    assert real.name_es not in text


def test_a_protected_place_is_in_no_line_of_its_own(desk, waiting):
    house = Institution.objects.get(key="DEMO-ALBERGUE")
    Service.objects.filter(pk=waiting.service_id).update(visibility="restricted", location=None)

    text = main_words(desk("demo-secretaria").get(NETWORK))

    assert house.name_es not in text
    assert said("Protected places, together") in text


def test_only_who_keeps_the_network_and_controls_nobody_sees_it(desk, waiting):
    for name in (NACAOME, "demo-albergue", "demo-universidad"):
        assert desk(name).get(NETWORK).status_code == 403
    assert desk(NACAOME).get("/es/mesa/redes/NO-RED/seguimiento/").status_code == 404
    keeper = desk("demo-secretaria")
    membership = User.objects.get(username="demo-secretaria").memberships.first()
    Institution.objects.filter(pk=membership.institution_id).update(kind="police")
    assert keeper.get(NETWORK).status_code == 403


def test_an_institution_sees_its_own(desk, waiting):
    shown = main_words(desk("demo-albergue").get(OWN))

    assert said("By clock", context="oversight") in shown
    assert not offer(open_case(), "SP-058").recipient.is_demo
    title = said("By clock", context="oversight")
    sent = main_words(desk(NACAOME).get(OWN))  # to an invented one, which is told
    Referral.objects.filter(
        case__institution=waiting.case.institution, service__is_demo=True
    ).delete()
    to_real = main_words(desk(NACAOME).get(OWN))
    assert title in sent
    assert title not in to_real
    assert said("Nothing in the last three months.") in to_real
    assert desk("demo-universidad").get(OWN).status_code == 403
    Institution.objects.filter(pk=waiting.recipient_id).update(kind="police")
    assert desk("demo-albergue").get(OWN).status_code == 403


@pytest.mark.parametrize("instance_kind", ["real"])
def test_a_real_instance_tells_what_was_offered_by_us_too(desk):
    offer(open_case(), "SP-058")

    text = main_words(desk(NACAOME).get(OWN))

    assert said("Nothing in the last three months.") in text
    assert said("By pair of countries", context="oversight") in text
