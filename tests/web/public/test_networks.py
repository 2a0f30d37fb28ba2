import pytest
from tests.factories.pages import main_words, said

from relevo.networks.models import Member, Network


@pytest.mark.parametrize("language", ["es", "en"])
def test_list_names_every_network_with_its_territory(visitor, language):
    response = visitor.get(f"/{language}/redes/")
    text = main_words(response)
    assert len(response.context["networks"]) == Network.objects.count() == 19
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


def test_list_takes_the_same_queries_for_one_network_and_for_many(visitor, count_queries):
    many = count_queries(lambda: visitor.get("/es/redes/"))
    Member.objects.exclude(network__key="NET-SUR").delete()
    for network in Network.objects.exclude(key="NET-SUR"):
        network.crossings.clear()
        network.delete()
    assert len(visitor.get("/es/redes/").context["networks"]) == 1
    assert count_queries(lambda: visitor.get("/es/redes/")) == many
