from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import directory
from tests.factories.pathways import (
    HEAD,
    NOON,
    Alternate,
    border,
    draft,
    network,
    proposed,
    route,
    seat,
    text,
    validated,
)

from relevo.audit.models import Event
from relevo.kernel.ids import imported_id
from relevo.networks.errors import NetworkUnknown
from relevo.outbox.models import Message
from relevo.pathways.actions import drafts, states
from relevo.pathways.errors import (
    ContentUnreadable,
    NotDrafter,
    PathwayFieldRefused,
    PathwayMoveRefused,
    PathwayUnknown,
    VersionInWork,
)
from relevo.pathways.models import Pathway, PathwayProfile, PathwayVersion, StepReliance
from relevo.pathways.queries import versions
from relevo.pathways.rules import edits
from relevo.pathways.rules.content import Branch, Content, Step, dump_content
from relevo.plumbing.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return border()


def edit(version, content, *, base, by, at=NOON):
    return drafts.edit_version(version_id=version.pk, content=content, base=base, by=by, at=at)


def now(version):
    version.refresh_from_db()
    return versions.content_of(version)


def changed(content, key, **changes):
    return edits.put_step(content, replace(content.step(key), **changes))


def test_a_draft_begins_with_its_head_its_first_revision_and_on_whom_it_relies(stage):
    version = draft(stage)

    pathway = version.pathway
    assert (pathway.key, pathway.network, pathway.institution) == (
        "NET-T-R1",
        stage.network,
        stage.nacaome,
    )
    assert (pathway.countries, pathway.title_en, pathway.is_seed) == ("HN|SV", "Families", False)
    assert [profile.code for profile in pathway.profiles.all()] == ["family"]
    assert (version.number, version.state, version.revision) == (1, "draft", 1)
    assert versions.content_of(version) == versions.content_at(version, 1) == route()
    assert list(
        StepReliance.objects.order_by("step_key", "is_alternate").values_list(
            "step_key", "institution__key", "service__key", "is_alternate"
        )
    ) == [
        ("s1", "HN-NAC", None, False),
        ("s2", "SV-CLI", "SV-CLI-1", False),
        ("s2", "SV-LU", None, True),
        ("s3", "SV-LU", None, False),
    ]
    assert Event.objects.get().verb == Message.objects.get().topic == "pathway.drafted"


def test_routes_of_a_network_have_keys_of_their_own(stage):
    first, second = draft(stage), draft(stage)
    Pathway.objects.filter(pk=first.pathway.pk).delete()

    assert (second.pathway.key, draft(stage).pathway.key) == ("NET-T-R2", "NET-T-R3")


@pytest.mark.parametrize(
    ("who", "may"),
    [("amina", True), ("carlos", True), ("clara", False), ("olga", False), ("zoila", False)],
)
def test_coordinators_of_both_sides_draft_and_nobody_else(stage, who, may):
    by = getattr(stage, who)
    version = draft(stage)

    if may:
        assert edit(version, Content(), base=1, by=by).is_current
        assert draft(stage, by=by).number == 1
        states.withdraw_version(version_id=version.pk, by=by, at=NOON)
        assert drafts.new_version(key=version.pathway.key, by=by, at=NOON).number == 2
        return
    for refused in (
        lambda: draft(stage, by=by),
        lambda: edit(version, Content(), base=1, by=by),
        lambda: drafts.new_version(key=version.pathway.key, by=by, at=NOON),
        lambda: states.propose_version(version_id=version.pk, by=by, at=NOON),
        lambda: states.withdraw_version(version_id=version.pk, by=by, at=NOON),
    ):
        with pytest.raises(NotDrafter):
            refused()
    assert now(version) == route()


def test_who_sits_in_a_part_of_a_network_drafts_its_routes_too(stage):
    local = network("NET-L")
    stage.network.parts.add(local)
    seat(local, stage.outside)

    assert draft(stage, by=stage.zoila).number == 1


def test_somebody_without_an_institution_drafts_nothing(stage):
    with pytest.raises(NotDrafter):
        draft(stage, by=directory.actor_of(None, "coordinator"))


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"title_es": " "}, "title_es", "missing"),
        ({"title_es": "x" * 201}, "title_es", "too_long"),
        ({"title_en": "x" * 201}, "title_en", "too_long"),
        ({"profiles": ()}, "profiles", "missing"),
        ({"profiles": ("family",) * 9}, "profiles", "too_many"),
        ({"profiles": ("nobody",)}, "profiles", "unknown"),
        ({"countries": ()}, "countries", "missing"),
        ({"countries": ("HN", "XX")}, "countries", "unknown"),
        ({"countries": ("HN", "HN")}, "countries", "twice"),
        ({"crossing_key": "NOWHERE"}, "crossing_key", "unknown"),
        ({"area_keys": ("a",) * 21}, "area_keys", "too_many"),
        ({"area_keys": ("nowhere",)}, "area_keys", "unknown"),
    ],
)
def test_a_head_that_says_nothing_usable_is_refused(stage, changes, field, problem):
    with pytest.raises(PathwayFieldRefused) as refusal:
        draft(stage, head=replace(HEAD, **changes))

    assert (refusal.value.field, refusal.value.problem) == (field, problem)
    assert (Pathway.objects.count(), Event.objects.count()) == (0, 0)


def test_a_route_of_no_network_is_refused(stage):
    with pytest.raises(NetworkUnknown):
        drafts.draft_pathway(HEAD, network_key="NET-X", by=stage.amina, at=NOON)


@pytest.mark.parametrize(
    ("step", "field", "problem"),
    [
        (Step("s4", "HN", institution_key="HN-X"), "institution_key", "unknown"),
        (
            Step("s4", "HN", alternates=(Alternate(text("x"), "HN-X"),)),
            "institution_key",
            "unknown",
        ),
        (Step("s4", "HN", service_key="HN-X"), "service_key", "unknown"),
        (Step("s4", "HN", need="nothing"), "need", "unknown"),
        (Step("s4", "HN", service_key="HN-SAFE"), "service_key", "restricted"),
    ],
)
def test_what_a_step_names_exists_and_is_no_restricted_place(stage, step, field, problem):
    directory.service("HN-SAFE", "Casa", of=stage.nacaome, visibility="restricted")
    version = draft(stage)

    with pytest.raises(PathwayFieldRefused) as refusal:
        edit(version, route(step), base=1, by=stage.amina)

    assert (refusal.value.field, refusal.value.problem) == (field, problem)
    assert (now(version), version.revision, Revision.objects.count()) == (route(), 1, 1)


def test_a_content_that_could_not_be_read_again_is_refused(stage):
    version = draft(stage)

    with pytest.raises(ContentUnreadable):
        edit(version, Content(trigger=text("a\x00")), base=1, by=stage.amina)


def test_other_steps_that_two_wrote_at_once_are_put_together(stage):
    version = draft(stage)

    edit(version, changed(route(), "s1", within_minutes=30), base=1, by=stage.amina)
    saved = edit(version, changed(route(), "s3", within_minutes=90), base=1, by=stage.carlos)

    assert (saved.is_current, saved.is_merged) == (True, True)
    assert now(version) == changed(
        changed(route(), "s1", within_minutes=30), "s3", within_minutes=90
    )
    assert version.revision == 3
    assert versions.beside_of(version) == []


def test_the_same_step_that_two_wrote_at_once_is_kept_beside_until_a_person_decides(stage):
    version = draft(stage)
    ours = changed(route(), "s1", within_minutes=30)
    theirs = changed(route(), "s1", within_minutes=45)
    edit(version, ours, base=1, by=stage.amina)

    saved = edit(version, theirs, base=1, by=stage.carlos)

    assert (saved.is_current, saved.is_merged, now(version)) == (False, False, ours)
    ((row, beside),) = versions.beside_of(version)
    assert (beside, row.actor_id, row.base) == (theirs, stage.carlos.id, 1)
    with pytest.raises(PathwayFieldRefused, match="beside: waiting"):
        states.propose_version(version_id=version.pk, by=stage.amina, at=NOON)

    drafts.settle_beside(
        version_id=version.pk, revision_id=row.pk, content=theirs, by=stage.amina, at=NOON
    )

    assert (now(version), versions.beside_of(version), version.revision) == (theirs, [], 3)
    with pytest.raises(PathwayFieldRefused, match="revision: unknown"):
        drafts.settle_beside(
            version_id=version.pk, revision_id=row.pk, content=None, by=stage.amina, at=NOON
        )


def test_what_was_set_aside_changes_nothing_and_stays_readable(stage):
    version = draft(stage)
    ours = changed(route(), "s1", within_minutes=30)
    edit(version, ours, base=1, by=stage.amina)
    edit(version, changed(route(), "s1", within_minutes=45), base=1, by=stage.carlos)
    ((row, beside),) = versions.beside_of(version)

    drafts.settle_beside(
        version_id=version.pk, revision_id=row.pk, content=None, by=stage.carlos, at=NOON
    )

    assert (now(version), version.revision) == (ours, 2)
    row.refresh_from_db()
    assert (row.merged_at, row.content) == (NOON, dump_content(beside))


def test_saving_what_is_there_already_makes_no_revision(stage):
    version = draft(stage)
    ours = changed(route(), "s1", within_minutes=30)

    assert edit(version, route(), base=1, by=stage.amina).is_current
    edit(version, ours, base=1, by=stage.amina)
    assert edit(version, ours, base=1, by=stage.carlos).is_current  # sent twice

    assert Revision.objects.count() == 2


def test_a_revision_that_never_was_is_no_base(stage):
    with pytest.raises(PathwayFieldRefused, match="base: unknown"):
        edit(draft(stage), Content(), base=7, by=stage.amina)


STEPS = st.sampled_from(["s1", "s2", "s3"])
ACTS = st.lists(st.tuples(STEPS, st.integers(0, 3)), min_size=1, max_size=8)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ACTS)
def test_whoever_writes_on_whatever_revision_nothing_written_is_lost(stage, acts):
    """Each writes a text of its own on a step, on the current or on an older revision."""
    version = draft(stage)
    written = {}
    for number, (key, behind) in enumerate(acts):
        version.refresh_from_db()
        base = max(1, version.revision - behind)
        content = versions.content_at(version, base)
        words = text(f"escrito {number}")
        saved = edit(version, changed(content, key, handover=words), base=base, by=stage.carlos)
        written[number] = (key, words, saved.is_current)

    kept = [Content(steps=now(version).steps)]
    kept += [content for _row, content in versions.beside_of(version)]
    history = [
        versions.parse_content(row.content)
        for row in Revision.objects.filter(subject=versions.subject_of(version.pk))
    ]
    for key, words, is_current in written.values():
        assert any(content.step(key).handover == words for content in history)
        if not is_current:
            assert any(content.step(key).handover == words for content in kept[1:])
    last = {key: words for key, words, is_current in written.values() if is_current}
    assert {key: kept[0].step(key).handover for key in last} == last


@pytest.mark.parametrize("move", ["propose", "validate", "withdraw"])
def test_what_is_no_draft_any_more_is_not_written_on(stage, move):
    version = {
        "propose": proposed,
        "validate": validated,
        "withdraw": lambda stage: states.withdraw_version(
            version_id=draft(stage).pk, by=stage.amina, at=NOON
        ),
    }[move](stage)

    with pytest.raises(PathwayMoveRefused):
        edit(version, Content(), base=1, by=stage.amina)
    with pytest.raises(PathwayMoveRefused):
        drafts.settle_beside(
            version_id=version.pk, revision_id=1, content=None, by=stage.amina, at=NOON
        )


def test_the_next_version_begins_from_the_one_that_works(stage):
    first = validated(stage)
    second = drafts.new_version(key=first.pathway.key, by=stage.carlos, at=NOON)

    assert (second.number, second.state, second.based_on) == (2, "draft", first)
    assert (second.drafted_by, versions.content_of(second)) == (stage.la_union, route())
    with pytest.raises(VersionInWork) as refusal:
        drafts.new_version(key=first.pathway.key, by=stage.amina, at=NOON)
    assert refusal.value.number == 2

    states.withdraw_version(version_id=second.pk, by=stage.amina, at=NOON)
    assert drafts.new_version(key=first.pathway.key, by=stage.amina, at=NOON).based_on == first


def test_what_is_not_there_is_refused(stage):
    nowhere = imported_id("pathway_version", "nowhere")

    for refused in (
        lambda: drafts.new_version(key="NOWHERE", by=stage.amina, at=NOON),
        lambda: drafts.adopt_seed(
            key="NOWHERE", network_key=stage.network.key, by=stage.amina, at=NOON
        ),
        lambda: states.propose_version(version_id=nowhere, by=stage.amina, at=NOON),
        lambda: versions.get_pathway("NOWHERE"),
        lambda: versions.get_version("NOWHERE", 1),
    ):
        with pytest.raises(PathwayUnknown):
            refused()


def test_the_steps_of_a_working_table_become_a_draft(stage):
    version = drafts.draft_from_steps(
        network_key=stage.network.key,
        title_es="De noche",
        profiles=["nna"],
        countries=["HN"],
        steps=[
            drafts.StepDraft(text("Se avisa"), text("Ventanilla"), "HN", "HN-NAC", 30),
            drafts.StepDraft(text("Se recibe"), text("Equipo"), "SV"),
        ],
        problem=text("Llegan niñas de noche"),
        by=stage.amina,
        at=NOON,
    )

    assert versions.content_of(version) == Content(
        trigger=text("Llegan niñas de noche"),
        steps=(
            Step(
                "s1",
                "HN",
                action=text("Se avisa"),
                role=text("Ventanilla"),
                institution_key="HN-NAC",
                within_minutes=30,
            ),
            Step("s2", "SV", action=text("Se recibe"), role=text("Equipo")),
        ),
    )
    assert version.pathway.title_es == "De noche"


def test_a_network_takes_a_seed_up_as_its_own_draft_and_the_seed_stays(stage):
    seed = Pathway.objects.create(
        key="SEED-X",
        title_es="Semilla",
        sort_key="semilla",
        countries="HN",
        is_seed=True,
        source="https://example.org/",
        sourced=True,
        confidence="low",
    )
    PathwayProfile.objects.create(pathway=seed, code="nna")
    first = PathwayVersion.objects.create(
        pathway=seed, number=1, state="draft", content=dump_content(route()), changed_at=NOON
    )

    version = drafts.adopt_seed(
        key="SEED-X", network_key=stage.network.key, by=stage.carlos, at=NOON
    )

    pathway = version.pathway
    assert (pathway.key, pathway.is_seed, pathway.source, pathway.sourced) == (
        "NET-T-R1",
        False,
        "https://example.org/",
        True,
    )
    assert (version.based_on, versions.content_of(version)) == (first, route())
    assert [profile.code for profile in pathway.profiles.all()] == ["nna"]
    assert Pathway.objects.filter(is_seed=True).get() == seed
    with pytest.raises(NotDrafter):  # a seed belongs to no network: nobody writes on it
        edit(first, Content(), base=0, by=stage.amina)
    with pytest.raises(NotDrafter):
        states.validate_version(
            version_id=first.pk, acta_id=first.pk, review_on=NOON.date(), by=stage.amina, at=NOON
        )


def test_single_edits_give_the_content_that_they_say():
    base = route()

    added = edits.add_step(base, Step("s1", "GT", action=text("x")), after_key="s1")
    assert added.keys == ("s1", "s4", "s2", "s3")
    assert edits.add_step(base, Step("s1", "GT"), after_key="").keys == ("s4", "s1", "s2", "s3")
    assert edits.move_step(base, "s3", after_key="").keys == ("s3", "s1", "s2")
    assert edits.move_step(base, "s1", after_key="s3").keys == ("s2", "s3", "s1")
    assert edits.move_step(base, "s1", after_key="s1") == base
    branched = edits.put_branch(base, Branch("s1", "s3", text("si")))
    branched = edits.put_branch(branched, Branch("s1", "s3", text("cuando")))
    branched = edits.put_branch(branched, Branch("s1", "", text("sale")))
    assert branched.branches == (
        Branch("s1", "", text("sale")),
        Branch("s1", "s3", text("cuando")),
    )
    assert edits.remove_branch(branched, from_key="s1", to_key="").branches == (
        Branch("s1", "s3", text("cuando")),
    )
    removed = edits.remove_step(branched, "s3")
    assert (removed.keys, removed.branches, removed.next_number) == (
        ("s1", "s2"),
        (Branch("s1", "", text("sale")),),
        4,
    )
    assert edits.add_step(removed, Step("s1", "GT"), after_key="s2").keys == ("s1", "s2", "s4")
    with pytest.raises(PathwayUnknown):
        edits.remove_step(base, "s9")
