import pytest
from tests.factories import networks
from tests.factories.pages import main_words, said

from relevo.directory.models import Institution
from relevo.networks.models import Member, Network


@pytest.mark.parametrize("language", ["es", "en"])
def test_list_names_every_network_with_its_territory(visitor, language):
    response = visitor.get(f"/{language}/redes/")
    text = main_words(response)
    assert len(response.context["networks"]) == Network.objects.count()
    assert Network.objects.filter(is_demo=False).count() == 19
    for network in Network.objects.all():
        assert (network.name_es if language == "es" else network.name_en) in text
        assert f"/{language}/redes/{network.key}/" in response.content.decode()


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_network_has_its_page_with_members_crossings_and_source(visitor, language):
    for network in Network.objects.prefetch_related("crossings", "members__institution"):
        text = main_words(visitor.get(f"/{language}/redes/{network.key}/"))
        assert (network.name_es if language == "es" else network.name_en) in text
        for crossing in network.crossings.all():
            assert crossing.name_es in text or crossing.name_en in text
        for member in network.members.all():
            name = member.institution.name_es if member.institution else member.stated_name_es
            english = member.institution.name_en if member.institution else member.stated_name_en
            assert " ".join((name if language == "es" else english or name).split()) in text
        assert said("Source", language=language) in text


def test_network_of_which_nothing_is_named_says_so(visitor):
    Member.objects.filter(network__key="NET-SUR").delete()
    Network.objects.get(key="NET-SUR").crossings.clear()
    text = main_words(visitor.get("/es/redes/NET-SUR/"))
    assert text.count(said("None named in the sources.")) == 2


def test_ended_and_listed_seats_are_not_shown(visitor):
    shown = Member.objects.get(network__key="NET-SUR", institution__key="SV-PDDH")
    assert shown.institution.name_es in main_words(visitor.get("/es/redes/NET-SUR/"))
    for change in ({"role": "listed"}, {"role": "member", "left_on": "2020-01-01"}):
        Member.objects.filter(pk=shown.pk).update(**change)
        assert shown.institution.name_es not in main_words(visitor.get("/es/redes/NET-SUR/"))


def test_list_takes_the_same_queries_for_more_networks(visitor, count_queries):
    before = count_queries(lambda: visitor.get("/es/redes/"))
    for key in ("RED-A", "RED-B", "RED-C"):
        networks.seat(networks.network(key), Institution.objects.get(key="HN-MUN-NACAOME"))
    assert count_queries(lambda: visitor.get("/es/redes/")) == before
