"""Contents of routes as hypothesis makes them, and routes with everybody around them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from tests.factories import directory

from relevo.directory.models import Institution, Service
from relevo.kernel.actor import Actor
from relevo.kernel.ids import imported_id
from relevo.kernel.text import LocalisedText
from relevo.networks.models import Acta, Member, Network
from relevo.pathways.actions import drafts, states
from relevo.pathways.enums import AdultPresent, ChildrenHeard, ConsentKind
from relevo.pathways.rules.content import (
    HEAD_TEXTS,
    SIDES,
    STEP_TEXTS,
    Alternate,
    Branch,
    Content,
    Step,
)

WORDS = st.sampled_from(["", "a", "b", "Se recibe.\n", "ñandú", "=1+1", "\U0001f6c2", "\t x"])
TEXTS = st.builds(LocalisedText, es=WORDS, en=WORDS)
CODES = st.sampled_from(["", "HN-DINAF", "medical", "SV-CONAPINA", "a_b.c-9"])
MINUTES = st.none() | st.integers(min_value=0, max_value=525_600)
ALTERNATES = st.lists(st.builds(Alternate, role=TEXTS, institution_key=CODES), max_size=2)


def any_step(key):
    return st.builds(
        Step,
        key=st.just(key),
        side=st.sampled_from(SIDES),
        **dict.fromkeys(STEP_TEXTS, TEXTS),
        institution_key=CODES,
        service_key=CODES,
        need=CODES,
        within_minutes=MINUTES,
        consent=st.sampled_from(ConsentKind),
        fields=st.lists(st.sampled_from(["needs", "urgency", "name"]), unique=True).map(tuple),
        feedback_minutes=MINUTES,
        line=WORDS,
        alternates=ALTERNATES.map(tuple),
        adult=st.sampled_from(AdultPresent),
        is_exit=st.booleans(),
    )


@st.composite
def contents(draw, most=6):
    numbers = draw(st.lists(st.integers(1, 9), unique=True, max_size=most))
    keys = [f"s{number}" for number in numbers]
    made = tuple(draw(any_step(key)) for key in keys)
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(keys), st.sampled_from([*keys, ""])), unique=True, max_size=4
        )
        if keys
        else st.just([])
    )
    return Content(
        **{name: draw(TEXTS) for name in HEAD_TEXTS},
        children_heard=draw(st.sampled_from(ChildrenHeard)),
        steps=made,
        branches=tuple(Branch(*pair, draw(TEXTS)) for pair in pairs if pair[0] != pair[1]),
        next_number=draw(st.integers(0, 12)),
    )


def text(es, en=None):
    return LocalisedText(es, es if en is None else en)


NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
TODAY = NOON.date()


@dataclass
class Border:
    """Three institutions of two countries in one network; a fourth sits nowhere.

    Amina keeps the network from the Honduran side, Carlos coordinates on the other, Zoila sits in
    no network, Olga is an officer of Amina's institution.
    """

    network: Network
    other_network: Network
    nacaome: Institution
    la_union: Institution
    clinic: Institution
    outside: Institution
    service: Service
    amina: Actor
    carlos: Actor
    clara: Actor
    olga: Actor
    zoila: Actor


def border():
    directory.term("medical")
    directory.term("shelter")
    directory.term("nna", "Niñez", "Children", kind="profile")
    directory.term("family", "Familias", "Families", kind="profile")
    nacaome = directory.institution("HN-NAC", "Nacaome", kind="municipality")
    la_union = directory.institution("SV-LU", "La Unión", kind="municipality")
    clinic = directory.institution("SV-CLI", "Clínica", kind="health")
    outside = directory.institution("GT-FUERA", "Fuera", kind="ngo")
    red, other = network("NET-T"), network("NET-O")
    seat(red, nacaome, role="secretariat")
    seat(red, la_union)
    seat(red, clinic)
    seat(other, outside, role="secretariat")
    return Border(
        network=red,
        other_network=other,
        nacaome=nacaome,
        la_union=la_union,
        clinic=clinic,
        outside=outside,
        service=directory.service("SV-CLI-1", "Consulta", of=clinic, kind="clinic_point"),
        amina=directory.actor_of(nacaome, "coordinator"),
        carlos=directory.actor_of(la_union, "coordinator"),
        clara=directory.actor_of(clinic, "institution_admin"),
        olga=directory.actor_of(nacaome, "officer"),
        zoila=directory.actor_of(outside, "coordinator"),
    )


def network(key, **columns):
    return Network.objects.create(
        id=imported_id("network", key),
        key=key,
        **{
            "name_es": key,
            "name_en": key,
            "sort_key": key.lower(),
            "scope": "cross_border",
            "countries": "HN|SV",
        }
        | columns,
    )


def seat(of, institution, **columns):
    return Member.objects.create(
        network=of,
        institution=institution,
        stated_name_es=institution.name_es,
        stated_name_en=institution.name_en,
        country=institution.country,
        **{"role": "member"} | columns,
    )


def acta(of, number="1/2020", **columns):
    return Acta.objects.create(
        network=of,
        number=number,
        **{
            "kind": "meeting",
            "adopted_on": TODAY,
            "title_es": "Acta",
            "attending": 9,
            "recorded_by": imported_id("person", "secretary"),
            "recorded_at": NOON,
        }
        | columns,
    )


HEAD = drafts.PathwayHead("Familias en El Amatillo", "Families", ("family",), ("HN", "SV"))


def route(*changes):
    """Three steps: window, clinic, the window of the other side."""
    made = (
        Step("s1", "HN", text("Se recibe"), text("Ventanilla"), "HN-NAC", within_minutes=60),
        Step(
            "s2",
            "SV",
            text("Se atiende"),
            text("Enfermería"),
            "SV-CLI",
            "SV-CLI-1",
            need="medical",
            alternates=(Alternate(text("Ventanilla"), "SV-LU"),),
        ),
        Step("s3", "SV", text("Se cierra"), text("Ventanilla"), "SV-LU", is_exit=True),
    )
    return Content(trigger=text("Llega una familia"), steps=(*made, *changes))


def draft(stage, *, content=None, head=HEAD, by=None, at=NOON):
    return drafts.draft_pathway(
        head, network_key=stage.network.key, content=content or route(), by=by or stage.amina, at=at
    )


def proposed(stage, *, at=NOON, **changes):
    version = draft(stage, at=at, **changes)
    return states.propose_version(version_id=version.pk, by=stage.amina, at=at)


def validated(stage, *, at=NOON, number="1/2020", **changes):
    version = proposed(stage, at=at, **changes)
    return validate(stage, version, at=at, number=number)


def validate(stage, version, *, at=NOON, number="1/2020"):
    return states.validate_version(
        version_id=version.pk,
        acta_id=acta(stage.network, number).pk,
        review_on=TODAY + timedelta(days=365),
        by=stage.amina,
        at=at,
    )
