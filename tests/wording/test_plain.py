from dataclasses import replace

import pytest
from tests.factories.journeys import NOON, a_region, girl_alone, mother_and_child, requirement, rule

from relevo.directory.models import Service
from relevo.journeys.actions import compute_plan
from relevo.wording.plain import WIDTH, render
from relevo.wording.plan import tell_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def border():
    return a_region()


def told(profile):
    plan = compute_plan(profile=profile, at=NOON, known_at=NOON, viewer=None)
    return tell_plan(plan, language="en")


def text(profile):
    return render(told(profile), language="en")


def test_a_route_is_numbered_by_what_counts(border):
    requirement("SV-MASK", "mask", is_blocking=False, known_from=NOON)
    requirement("SV-PCR", "negative_pcr_72h", applies_to="foreigners", source="")
    assert (
        text(mother_and_child(needs=("shelter",)))
        == """\
From El Amatillo, Honduran side, 20 November 2020, 12:00
As known on 20 November 2020, 12:00.

Route 1: 1 of 2 steps confirmed
-------------------------------
1. Cross at El Amatillo, from Honduras to El Salvador
   El Amatillo, Honduran side
   at the post at 12:00 · on the other side between 12:30 and 13:30
   Open. Observed by the network on 20 November 2020, 12:00.
   What is asked of this group:
   - SV-MASK is asked.
     Without it one does not pass.
     Source, as of 20 November 2020: https://example.org/norma
   What is asked of others, not of this group:
   - SV-PCR is asked.
     Source: general knowledge, no written source
   Holds if it begins by 16:30.
   Source, as of 20 November 2020: https://example.org/visto
   Go to La Unión by bus
   La Unión, La Unión (Salvadoran side)
   leaves at 12:30 · arrives between 13:30 and 16:07
2. Albergue de La Unión
   La Unión, La Unión (Salvadoran side)
   from 13:30 · done between 14:30 and 17:07
   Here: Shelter.
   - It is the only one known that can do this now.
   Confirm first:
   - It is not known whether there is room; confirm first.
   - The hours of shelter are assumed; confirm first.
   Call before: +503 2222-2222.
   Holds if it begins by 19:00.
   Source: general knowledge, no written source
- Done by 17:07 at the latest.

- All help is free. Nobody may ask you for money, work or sex in exchange for
  it.
"""
    )


def test_the_explained_no_names_crossings_and_services(border):
    requirement("SV-PASSPORT", "passport", applies_to="HN")
    rule("SP-2", "only_nationality", "GT", source="https://example.org/regla")
    words = text(girl_alone(needs=("shelter",)))
    assert (
        words
        == """\
From El Amatillo, Honduran side, 20 November 2020, 12:00
As known on 20 November 2020, 12:00.
- No child travels alone. Call the child-protection authority now, and wait with
  a responsible institution until it takes over.
- What else is needed waits for the child-protection authority, and no way to it
  is known now.
- No telephone of the child-protection authority of Honduras is known: ask the
  coordinator of the network.

- For this no route is known now: Shelter.
- For this no route is known now: Child protection.
- No route is known that meets any of these needs now.
- A child without an adult is always handed to the child-protection authority:
  this was added to the plan.
- All help is free. Nobody may ask you for money, work or sex in exchange for
  it.

Crossings that cannot be used
-----------------------------
El Amatillo, from Honduras to El Salvador
  - SV-PASSPORT is asked.
    It would be possible with: passport.
    Source: https://example.org/norma

Services left out, and why
--------------------------
Albergue de La Unión · La Unión, El Salvador
  - Rule only_nationality.
    It serves nationals of Guatemala.
    Source: https://example.org/regla
  - It serves only: family units or people who return to El Salvador.
    It would serve: family units or people who return to El Salvador.
  - It serves only: children with an adult in the group.
    It would serve: children with an adult in the group.
  - It lies beyond El Amatillo, which cannot be crossed now.
    It would be possible once El Amatillo can be crossed.
"""
    )


def test_no_line_is_wider_than_a_terminal_but_for_addresses(border):
    Service.objects.update(is_demo=True)
    requirement("SV-LONG", "mask", is_blocking=False, text_en="A rule of many words. " * 30)
    words = text(mother_and_child())
    assert words.startswith("DEMO\n")
    assert [line for line in words.splitlines() if len(line) > WIDTH] == []


def test_call_now_stands_before_the_routes(border):
    plan = replace(told(mother_and_child()), call_now=("Call now: 911.",), notes=(), unserved=())
    lines = render(plan, language="en").splitlines()
    assert lines[2] == "- Call now: 911."
    assert "All help is free." not in lines


def test_a_passage_of_another_country_and_a_nameless_place_are_left_out(border):
    rule("SP-2", "only_nationality", "HN")
    plan = told(mother_and_child(needs=("shelter",)))
    away = tuple(replace(blocker, is_here=False) for blocker in plan.blockers)
    hidden = tuple(replace(excluded, where="") for excluded in plan.excluded)
    words = render(replace(plan, blockers=away, excluded=hidden), language="en")
    assert "Crossings that cannot be used" not in words
    assert "\nAlbergue de La Unión\n" in words
