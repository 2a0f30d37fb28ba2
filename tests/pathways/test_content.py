import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.pathways import contents, text

from relevo.pathways.enums import AdultPresent, ChildrenHeard, ConsentKind
from relevo.pathways.errors import ContentProblem, ContentUnreadable
from relevo.pathways.rules.content import (
    MOST_STEPS,
    Alternate,
    Branch,
    Content,
    Step,
    digest_of,
    dump_content,
    dump_step,
    followers,
    parse_content,
    parse_step,
)

QUICK = settings(max_examples=150, deadline=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["steps", "branches", "key", "side", "trigger", "fields", "from_key"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@QUICK
@given(contents())
def test_what_is_written_reads_the_same(content):
    written = dump_content(content)

    assert parse_content(json.loads(json.dumps(written))) == content
    assert dump_content(parse_content(written)) == written
    assert [parse_step(dump_step(step)) for step in content.steps] == list(content.steps)


@QUICK
@given(JSON)
def test_whatever_is_read_is_a_content_or_named_problems(raw):
    try:
        content = parse_content(raw)
    except ContentUnreadable as refusal:
        problems = refusal.problems
    else:
        problems = None
        assert parse_content(dump_content(content)) == content
    assert problems is None or len(problems) > 0


def test_a_whole_step_is_read_field_by_field():
    step = Step(
        key="s7",
        side="HN",
        action=text("Recibir", "Receive"),
        role=text("Equipo"),
        institution_key="HN-SENAF",
        service_key="HN-1",
        need="child_protection",
        within_minutes=60,
        documents=text("Acta"),
        consent=ConsentKind.ASSENT,
        fields=("needs", "urgency"),
        handover=text("Con acta"),
        feedback_minutes=1440,
        legal_basis=text("Ley"),
        line="911",
        alternates=(Alternate(text("Otra"), "HN-CRH"),),
        adult=AdultPresent.YES,
        is_exit=True,
    )

    assert dump_step(step) == {
        "key": "s7",
        "side": "HN",
        "action": {"es": "Recibir", "en": "Receive"},
        "role": {"es": "Equipo", "en": "Equipo"},
        "institution_key": "HN-SENAF",
        "service_key": "HN-1",
        "need": "child_protection",
        "within_minutes": 60,
        "documents": {"es": "Acta", "en": "Acta"},
        "consent": "assent",
        "fields": ["needs", "urgency"],
        "handover": {"es": "Con acta", "en": "Con acta"},
        "feedback_minutes": 1440,
        "legal_basis": {"es": "Ley", "en": "Ley"},
        "line": "911",
        "alternates": [{"role": {"es": "Otra", "en": "Otra"}, "institution_key": "HN-CRH"}],
        "adult": "yes",
        "is_exit": True,
    }
    assert parse_step(dump_step(step)) == step


def test_all_problems_are_told_with_their_place():
    with pytest.raises(ContentUnreadable) as refusal:
        parse_content(
            {
                "trigger": {"es": "a\x00b", "en": 3},
                "legal_basis": "texto",
                "children_heard": "perhaps",
                "colour": "red",
                4: "",
                "next_number": True,
                "steps": [
                    {"key": "s1", "side": "HN", "within_minutes": -1, "feedback_minutes": "1"},
                    {"key": "s1", "side": "GT"},
                    {"key": "s0", "side": "MX", "is_exit": "yes", "line": "9" * 81},
                    {"key": "s2", "side": "HN", "fields": ["a", "a", "", "b c"], "need": "no no"},
                    {"key": "s3", "side": "HN", "alternates": [7, {"x": 1}], "consent": 1},
                    "s4",
                ],
                "branches": [
                    {"from_key": "s1", "to_key": "s1"},
                    {"from_key": "s1", "to_key": "s2"},
                    {"from_key": "s1", "to_key": "s2"},
                    {"from_key": "s9"},
                    [],
                ],
            }
        )

    assert refusal.value.problems == tuple(
        ContentProblem(path, code)
        for path, code in [
            ("colour", "unknown"),
            ("4", "unknown"),
            ("trigger.es", "characters"),
            ("trigger.en", "not_a_text"),
            ("legal_basis", "not_a_mapping"),
            ("steps[0].within_minutes", "out_of_range"),
            ("steps[0].feedback_minutes", "not_a_number"),
            ("steps[1].key", "twice"),
            ("steps[2].key", "not_a_key"),
            ("steps[2].side", "not_in_list"),
            ("steps[2].line", "too_long"),
            ("steps[2].is_exit", "not_yes_or_no"),
            ("steps[3].need", "not_a_code"),
            ("steps[3].fields[1]", "twice"),
            ("steps[3].fields[2]", "empty"),
            ("steps[3].fields[3]", "not_a_code"),
            ("steps[4].consent", "not_in_list"),
            ("steps[4].alternates[0]", "not_a_mapping"),
            ("steps[4].alternates[1].x", "unknown"),
            ("steps[5]", "not_a_mapping"),
            ("branches[0].to_key", "to_itself"),
            ("branches[2]", "twice"),
            ("branches[3].from_key", "no_such_step"),
            ("branches[3].to_key", "to_itself"),
            ("branches[4]", "not_a_mapping"),
            ("children_heard", "not_in_list"),
            ("next_number", "not_a_number"),
        ]
    )
    assert "trigger.es: characters" in str(refusal.value)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ([], ("", "not_a_mapping")),
        ({"steps": {}}, ("steps", "not_a_list")),
        ({"trigger": {"es": "x" * 4001}}, ("trigger.es", "too_long")),
        ({"trigger": {"es": "\ud800"}}, ("trigger.es", "characters")),
        (
            {"steps": [{"key": f"s{n}", "side": "GT"} for n in range(1, MOST_STEPS + 2)]},
            ("steps", "too_many"),
        ),
    ],
)
def test_what_is_no_content_is_refused(raw, problem):
    with pytest.raises(ContentUnreadable) as refusal:
        parse_content(raw)

    assert refusal.value.problems == (ContentProblem(*problem),)


def test_a_step_that_is_none_is_refused():
    with pytest.raises(ContentUnreadable) as refusal:
        parse_step(None)

    assert refusal.value.problems == (ContentProblem("step", "not_a_mapping"),)


def test_line_ends_of_a_browser_are_read_as_one_character():
    assert parse_content({"trigger": {"es": "a\r\nb\rc"}}).trigger.es == "a\nb\nc"


def test_who_wrote_the_branches_in_which_order_makes_no_other_content():
    steps = (Step("s2", "GT"), Step("s10", "GT"))
    there, back = Branch("s2", "s10"), Branch("s10", "s2")

    assert Content(steps=steps, branches=(back, there)) == Content(
        steps=steps, branches=(there, back)
    )


def test_the_digest_is_of_the_content_and_of_nothing_else():
    content = Content(steps=(Step("s1", "GT"),))

    assert digest_of(content) == digest_of(parse_content(dump_content(content)))
    assert digest_of(content) != digest_of(Content(steps=(Step("s1", "HN"),)))
    assert len(digest_of(content)) == 64


def test_after_a_step_comes_the_next_unless_a_branch_leads_elsewhere():
    content = Content(
        steps=(Step("s1", "GT"), Step("s2", "GT", is_exit=True), Step("s3", "GT")),
        branches=(Branch("s1", "s3"), Branch("s1", ""), Branch("s2", "s3")),
        children_heard=ChildrenHeard.HEARD,
    )

    assert followers(content, "s1") == ("", "s3", "s2")
    assert followers(content, "s2") == ("s3", "")
    assert followers(content, "s3") == ("",)
    assert content.step("s9") is None
