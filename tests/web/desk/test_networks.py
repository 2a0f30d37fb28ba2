import pytest
from tests.factories.pages import main_words

from relevo.networks.models import Network


@pytest.mark.parametrize("language", ["es", "en"])
def test_list_names_every_network(nacaome, language):
    response = nacaome.get(f"/{language}/mesa/redes/")
    text = main_words(response)
    assert len(response.context["networks"]) == Network.objects.count()
    for network in Network.objects.all():
        assert (network.name_es if language == "es" else network.name_en) in text


def test_list_takes_the_same_queries_for_one_network_and_for_all(nacaome, count_queries):
    many = count_queries(lambda: nacaome.get("/es/mesa/redes/"))
    for network in Network.objects.exclude(key="NET-SUR"):
        network.members.all().delete()
        network.crossings.clear()
        network.delete()
    assert count_queries(lambda: nacaome.get("/es/mesa/redes/")) == many
