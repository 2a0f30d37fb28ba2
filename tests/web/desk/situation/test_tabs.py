"""The pages of the situation lead to each other without losing the instant that is looked at."""

import re

import pytest
from django.urls import reverse

THEN = "?en=2020-11-19T12:00&sabido=2020-11-19T12:00"
PAGES = (
    *("situation", "crossings", "situation-map", "alerts", "emergencies", "movements", "signals"),
    *("counts", "restrictions", "roads"),
)


@pytest.mark.parametrize("page", PAGES)
def test_tabs_keep_the_instant(desk, page):
    client, address = desk("demo-secretaria"), reverse(f"desk:{page}")
    shown = client.get(f"{address}{THEN}")
    assert shown.status_code == 200
    tabs = re.findall(r'<nav class="tabs".*?</nav>', shown.content.decode(), re.DOTALL)[0]
    found = set(re.findall(r'href="([^"]*)"', tabs))
    kept = THEN.replace("&", "&amp;")
    assert {f"{reverse(f'desk:{name}')}{kept}" for name in PAGES} <= found
    assert kept not in client.get(address).content.decode()


@pytest.mark.parametrize(
    "page", ["feeds", "replays", "route-changes", "reconciliations", "releases"]
)
def test_tabs_of_pages_that_have_no_instant_lead_to_now(desk, page):
    shown = desk("demo-secretaria").get(reverse(f"desk:{page}"))
    assert shown.status_code == 200
    assert f'href="{reverse("desk:situation")}"' in shown.content.decode()
