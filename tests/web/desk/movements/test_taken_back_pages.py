"""A slip is mended on the pages: a sighting corrected, a warning replaced or taken back."""

import pytest
from tests.factories import movements as make
from tests.factories.browser import press
from tests.factories.movements import ENFORCEMENT
from tests.factories.pages import main_words, said, signed_in
from tests.web.filled.movements import MONITOR, MOVEMENTS, OTHER, SECRETARY, opened
from tests.web.filled.movements import correction as filled_correction
from tests.web.filled.movements import warning as filled_warning
from tests.web.filled.movements import withdrawal as filled_withdrawal

from relevo.accounts.models import User
from relevo.networks.models import Network
from relevo.situation.models import NeedsWarning, Sighting, WarningWithdrawal

INBOX = f"{MOVEMENTS}necesidades/"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def sheet(client):
    network = Network.objects.get(key="NET-SUR")
    return main_words(client.get(f"/es/mesa/situacion/hoja/{network.key}/"))


def test_sighting_is_corrected_from_its_movement(desk):
    row = opened()
    first = Sighting.objects.get()
    client = desk(MONITOR)
    movement = f"{MOVEMENTS}{row.pk}/"
    address = f"{movement}vista/{first.pk}/corregir/"
    assert address in client.get(movement).content.decode()
    assert address not in desk(OTHER).get(movement).content.decode()
    page = client.get(address)
    assert said("Correct a sighting") in main_words(page)
    sent = press(client, page, said("Correct it", context="sighting"), high="20000")
    assert sent.url == movement
    second = Sighting.objects.get(corrects=first)
    kept = ("area", "crossing", "day", "half", "kind", "low", "best", "estimate", "source_type")
    assert [getattr(second, name) for name in kept] == [getattr(first, name) for name in kept]
    shown = main_words(client.get(movement))
    assert "unas 300 personas (de 200 a 20,000)" in shown
    assert said("Corrected", context="sighting") in shown
    assert "200 – 300 – 500" in shown.split(said("Before:", context="sighting"))[1]

    page = client.get(f"{movement}vista/{second.pk}/corregir/")
    press(client, page, said("Correct it", context="sighting"), high="400")
    shown = main_words(client.get(movement))
    assert "unas 300 personas (de 200 a 400)" in shown
    assert "unas 300 personas (de 200 a 400)" in sheet(client)
    assert "unas 300 personas (de 200 a 400)" in main_words(desk(OTHER).get(MOVEMENTS))
    again = client.post(address, filled_correction_values(page))
    assert again.status_code == 422
    assert said(
        "This sighting was corrected already. Open the movement and correct the newest version."
    ) in main_words(again)


def filled_correction_values(page):
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields if name != "op"}


def test_sighting_of_others_is_not_there_to_correct(desk):
    filled = filled_correction()
    for name in (OTHER, "demo-nacaome"):
        client = desk(name)
        assert client.get(filled.address).status_code == 404
        assert client.post(filled.address, filled.values).status_code == 404
    assert Sighting.objects.count() == 1


def test_newer_warning_stands_in_the_place_of_the_earlier_one(desk):
    filled = filled_warning()
    wrong = {**filled.values, "low": "30000", "best": "30000", "high": "30000"}
    filled.client.post(filled.address, wrong)
    shown = main_words(filled.client.get(filled.address))
    assert "30,000 personas" in shown.split(said("Warn of these needs"))[1]
    filled.client.post(filled.address, filled.values)
    old, new = NeedsWarning.objects.get(best=30_000), NeedsWarning.objects.get(best=200)
    assert new.replaces == old

    reader = desk("demo-nacaome")
    listed = main_words(reader.get(INBOX))
    assert "En lugar del aviso de" in listed
    assert "para 30,000 personas" in listed
    assert [line.row for line, *_rest in reader.get(INBOX).context["lines"]] == [new]
    assert reader.get("/es/mesa/bandeja/").context["warnings_unread"] == 1
    on_sheet = sheet(filled.client)
    assert said("In place of what was warned of before.") in on_sheet
    assert "Comidas: 402" in on_sheet
    assert "60,300" not in on_sheet
    assert filled.client.get(MOVEMENTS).context["ahead"] == 1
    page = main_words(filled.client.get(f"{MOVEMENTS}{new.movement_id}/"))
    past = page.split(said("Warnings that no longer stand"))[1]
    assert "30,000" in past
    assert said("Replaced", context="warning") in past


def test_warning_is_taken_back_and_whoever_was_warned_reads_why(desk):
    filled = filled_withdrawal()
    warning = NeedsWarning.objects.get()
    reader = desk("demo-nacaome")
    inbox = filled.client.get(INBOX)
    assert filled.address in inbox.content.decode()
    assert filled.address not in reader.get(INBOX).content.decode()
    asked = filled.client.get(filled.address)
    label = said("Take it back", context="warning")
    sent = press(filled.client, asked, label, **filled.values)
    assert sent.url == f"{MOVEMENTS}{warning.movement_id}/"
    assert WarningWithdrawal.objects.get().reason == filled.values["reason"]
    listed = main_words(reader.get(INBOX))
    assert said("Taken back", context="warning") in listed
    assert filled.values["reason"] in listed
    assert said("Meals") not in listed
    assert f"{warning.pk}/leido/" not in reader.get(INBOX).content.decode()
    assert reader.get("/es/mesa/bandeja/").context["warnings_unread"] == 0
    assert said("Meals") not in sheet(filled.client)
    again = filled.client.post(filled.address, filled.values)
    assert again.status_code == 422
    assert said("This warning was taken back or replaced already.") in main_words(again)


def test_who_may_not_take_a_warning_back_finds_no_page(desk):
    filled = filled_withdrawal()
    make.stage()
    others = [
        desk(MONITOR),
        *(signed_in(User.objects.get(username=f"mv-{kind}")) for kind in ENFORCEMENT),
    ]
    for client in others:
        assert client.get(filled.address).status_code == 404
        assert client.post(filled.address, filled.values).status_code == 404
    assert desk(SECRETARY).get(f"{INBOX}{UNKNOWN}/retirar/").status_code == 404
    assert not WarningWithdrawal.objects.exists()


@pytest.mark.parametrize("reason", ["", "Lo dijo @alguien"])
def test_reason_that_says_nothing_or_names_somebody_comes_back(instance, reason):
    filled = filled_withdrawal()
    answer = filled.client.post(filled.address, {"reason": reason})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["reason"]
    assert not WarningWithdrawal.objects.exists()
