"""Contents of routes as hypothesis makes them, and routes with everybody around them."""

from hypothesis import strategies as st

from relevo.kernel.text import LocalisedText
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


def steps(key):
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
    made = tuple(draw(steps(key)) for key in keys)
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
