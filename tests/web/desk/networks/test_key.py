"""The page on which an institution destroys its key says first what stands in the way."""

import pytest
from tests.factories.pages import main_words, said
from tests.web.filled.keys import to_destroy

from relevo.directory.models import Institution
from relevo.plumbing.models import DestroyedKey

ADDRESS = "/es/mesa/institucion/clave/"


def test_administrator_reads_what_comes_first(instance, desk):
    page = desk("demo-admin-albergue").get(ADDRESS)
    told = main_words(page)
    assert said("Your institution has still signed a protocol. Leave the network first.") in told
    assert said("Destroy the key for good") not in told


def test_others_read_that_it_is_not_theirs(instance, desk):
    for who in ("demo-albergue", "demo-secretaria", "demo-nacaome"):
        told = main_words(desk(who).get(ADDRESS))
        assert said("Only the administrator of the institution does this.") in told


@pytest.mark.parametrize("who", ["demo-albergue", "demo-secretaria", "demo-admin-albergue"])
def test_what_may_not_be_is_refused_with_a_sentence(instance, desk, who):
    values = {"data_is_taken": "on", "is_sure": "on"}
    response = desk(who).post(ADDRESS, values, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not DestroyedKey.objects.exists()


def test_key_is_destroyed_once_nothing_stands(instance):
    filled = to_destroy()
    house = Institution.objects.get(key="DEMO-ALBERGUE")
    assert f"holders/{house.pk}.key" in main_words(filled.client.get(ADDRESS))
    told = main_words(filled.client.post(ADDRESS, filled.values, follow=True))
    assert said("The key is destroyed. The cases of your institution open for nobody.") in told
    assert DestroyedKey.objects.filter(holder=house.pk).exists()
