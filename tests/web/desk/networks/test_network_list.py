import pytest
from tests.factories import networks
from tests.factories.pages import main_words

from relevo.directory.models import Institution
from relevo.networks.models import Network


@pytest.mark.parametrize("language", ["es", "en"])
def test_list_names_every_network(nacaome, language):
    response = nacaome.get(f"/{language}/mesa/redes/")
    text = main_words(response)
    assert len(response.context["networks"]) == Network.objects.count()
    for network in Network.objects.all():
        assert (network.name_es if language == "es" else network.name_en) in text


def test_list_takes_the_same_queries_for_more_networks(nacaome, count_queries):
    before = count_queries(lambda: nacaome.get("/es/mesa/redes/"))
    for key in ("RED-A", "RED-B", "RED-C"):
        networks.seat(networks.network(key), Institution.objects.get(key="HN-MUN-NACAOME"))
    assert count_queries(lambda: nacaome.get("/es/mesa/redes/")) == before
