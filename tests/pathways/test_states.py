from datetime import timedelta

import pytest
from tests.factories import directory
from tests.factories.pathways import (
    NOON,
    TODAY,
    acta,
    border,
    draft,
    proposed,
    route,
    text,
    validate,
    validated,
)

from relevo.audit.models import Event
from relevo.kernel.ids import imported_id
from relevo.networks.errors import NotKeeper
from relevo.networks.models import Member
from relevo.outbox.models import Message
from relevo.pathways.actions import drafts, endorsements, states
from relevo.pathways.enums import VersionState as S
from relevo.pathways.errors import (
    ActaOfAnotherNetwork,
    NotYourInstitution,
    PathwayFieldRefused,
    PathwayMoveRefused,
    PathwayUnknown,
)
from relevo.pathways.models import Endorsement, PathwayVersion
from relevo.pathways.queries import stances, versions
from relevo.pathways.rules.content import Content, digest_of
from relevo.pathways.rules.states import ALLOWED, check_move

pytestmark = pytest.mark.django_db
NEXT_YEAR = TODAY + timedelta(days=365)


@pytest.fixture
def stage():
    return border()


def test_a_proposal_is_frozen_under_its_digest(stage):
    version = proposed(stage)

    assert (version.state, version.proposed_at) == ("proposed", NOON)
    assert version.digest == digest_of(route())
    assert Event.objects.filter(verb="pathway.proposed").get().facts == {"number": 1}


def test_a_draft_without_a_step_is_not_proposed(stage):
    with pytest.raises(PathwayFieldRefused, match="steps: missing"):
        proposed(stage, content=Content())


@pytest.mark.parametrize("current", S)
@pytest.mark.parametrize("wanted", S)
def test_a_version_goes_only_where_the_table_says(current, wanted):
    if wanted in ALLOWED[current]:
        check_move(current, wanted)
        return
    with pytest.raises(PathwayMoveRefused) as refusal:
        check_move(current, wanted)
    assert (refusal.value.current, refusal.value.wanted) == (current.value, wanted.value)


def test_an_acta_of_the_network_validates_a_proposal_and_supersedes_the_one_before(stage):
    first = validated(stage)
    second = drafts.new_version(key=first.pathway.key, by=stage.carlos, at=NOON)
    states.propose_version(version_id=second.pk, by=stage.carlos, at=NOON)
    later = NOON + timedelta(days=3)

    second = validate(stage, second, at=later, number="2/2020")

    first.refresh_from_db()
    assert (first.state, first.superseded_at) == ("superseded", later)
    assert (second.state, second.validated_at, second.acta.number, second.review_on) == (
        "validated",
        later,
        "2/2020",
        NEXT_YEAR,
    )
    assert versions.version_that_works(first.pathway) == second
    assert versions.version_in_work(first.pathway) is None
    told = Message.objects.filter(topic__in=["pathway.superseded", "pathway.validated"])
    assert sorted(told.values_list("topic", "subject_id")) == sorted(
        [
            ("pathway.validated", str(first.pk)),
            ("pathway.superseded", str(first.pk)),
            ("pathway.validated", str(second.pk)),
        ]
    )


ROLES = ["coordinator", "institution_admin", "officer", "analyst"]


@pytest.mark.parametrize("key", ["HN-NAC", "SV-LU", "GT-FUERA"])
@pytest.mark.parametrize("role", ROLES)
def test_only_who_keeps_the_network_says_what_its_acta_validated(stage, key, role):
    version, paper = proposed(stage), acta(stage.network)
    institution = {"HN-NAC": stage.nacaome, "SV-LU": stage.la_union, "GT-FUERA": stage.outside}
    by = directory.actor_of(institution[key], role)

    def act():
        return states.validate_version(
            version_id=version.pk, acta_id=paper.pk, review_on=NEXT_YEAR, by=by, at=NOON
        )

    if (key, role) == ("HN-NAC", "coordinator"):
        assert act().state == "validated"
        return
    with pytest.raises(NotKeeper):
        act()
    version.refresh_from_db()
    assert (version.state, version.acta) == ("proposed", None)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"network": "other"}, ActaOfAnotherNetwork),
        ({"adopted_on": TODAY + timedelta(days=1)}, PathwayFieldRefused),
        ({"review_on": TODAY}, PathwayFieldRefused),
    ],
)
def test_an_acta_of_others_of_tomorrow_or_without_a_review_validates_nothing(
    stage, changes, refusal
):
    version = proposed(stage)
    review_on = changes.pop("review_on", NEXT_YEAR)
    of = stage.other_network if changes.pop("network", "") else stage.network
    paper = acta(of, **changes)

    with pytest.raises(refusal):
        states.validate_version(
            version_id=version.pk, acta_id=paper.pk, review_on=review_on, by=stage.amina, at=NOON
        )

    version.refresh_from_db()
    assert version.state == "proposed"


def test_a_draft_is_not_validated_unseen(stage):
    with pytest.raises(PathwayMoveRefused):
        validate(stage, draft(stage))


def test_institutions_say_how_they_stand_and_the_others_are_unanswered(stage):
    version = validated(stage)
    endorsements.note(version_id=version.pk, on=TODAY, by=stage.carlos, at=NOON)
    endorsements.endorse(
        version_id=version.pk, document="Oficio 7", on=TODAY, by=stage.amina, at=NOON
    )
    later = NOON + timedelta(hours=1)
    endorsements.reserve(
        version_id=version.pk,
        text=text("Falta personal de noche."),
        step_keys=["s2", "s2"],
        on=TODAY,
        by=stage.carlos,
        at=later,
    )

    found = stances.list_stances(version)

    assert [(row.institution.key, row.stance, row.steps) for row in found] == [
        ("SV-CLI", "unanswered", ("s2",)),
        ("SV-LU", "reserved", ("s3",)),
        ("HN-NAC", "endorsed", ("s1",)),
    ]
    assert (found[1].said.step_keys, found[1].said.text_es) == (["s2"], "Falta personal de noche.")
    assert Endorsement.objects.count() == 3  # an earlier word stays
    by_step = stances.stances_by_step(version, versions.content_of(version))
    assert [
        (row.step.key, row.stance, [one.key for one in row.reserved_by]) for row in by_step
    ] == [("s1", "endorsed", []), ("s2", "unanswered", ["SV-LU"]), ("s3", "reserved", [])]


def test_who_left_or_is_only_listed_is_not_waited_for_but_its_word_stays(stage):
    version = validated(stage, content=Content(steps=route().steps[:1]))
    endorsements.endorse(version_id=version.pk, document="A", on=TODAY, by=stage.carlos, at=NOON)
    Member.objects.filter(institution=stage.la_union).update(left_on=TODAY)
    Member.objects.filter(institution=stage.clinic).update(role="listed")

    found = stances.list_stances(version)

    assert [(row.institution.key, row.stance) for row in found] == [
        ("SV-LU", "endorsed"),
        ("HN-NAC", "unanswered"),
    ]


def test_a_step_without_an_institution_stands_on_nobody(stage):
    version = validated(stage, content=Content(steps=(route().steps[0].__class__("s1", "HN"),)))
    endorsements.reserve(
        version_id=version.pk, text=text("Todo"), on=TODAY, by=stage.clara, at=NOON
    )

    (row,) = stances.stances_by_step(version, versions.content_of(version))

    assert (row.institution, row.stance, [one.key for one in row.reserved_by]) == (
        None,
        "",
        ["SV-CLI"],
    )


def test_a_seed_has_no_network_whose_members_could_answer(stage):
    version = draft(stage)
    version.pathway.network = None
    version.pathway.save()

    assert [row.institution.key for row in stances.list_stances(version)] == [
        "SV-CLI",
        "SV-LU",
        "HN-NAC",
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("key", ["HN-NAC", "SV-CLI", "GT-FUERA"])
def test_an_institution_says_its_word_through_its_coordinator_or_administrator(stage, key, role):
    version = validated(stage)
    institution = {"HN-NAC": stage.nacaome, "SV-CLI": stage.clinic, "GT-FUERA": stage.outside}[key]
    by = directory.actor_of(institution, role)

    def act():
        return endorsements.note(version_id=version.pk, on=TODAY, by=by, at=NOON)

    if role in {"coordinator", "institution_admin"} and key != "GT-FUERA":
        said = act()
        assert (said.institution, said.stance, said.stated_by) == (institution, "noted", by.id)
        return
    with pytest.raises(NotYourInstitution):
        act()
    assert Endorsement.objects.count() == 0


def test_an_institution_that_a_step_names_speaks_without_a_seat(stage):
    Member.objects.filter(institution=stage.clinic).delete()
    version = validated(stage)

    said = endorsements.note(version_id=version.pk, on=TODAY, by=stage.clara, at=NOON)

    assert said.institution == stage.clinic


@pytest.mark.parametrize("state", ["draft", "proposed", "superseded", "withdrawn"])
def test_nobody_stands_to_what_does_not_work(stage, state):
    version = validated(stage)
    PathwayVersion.objects.filter(pk=version.pk).update(state=state)

    with pytest.raises(PathwayMoveRefused):
        endorsements.note(version_id=version.pk, on=TODAY, by=stage.amina, at=NOON)


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (
            lambda v, by: endorsements.endorse(
                version_id=v, document=" ", on=TODAY, by=by, at=NOON
            ),
            "document: missing",
        ),
        (
            lambda v, by: endorsements.endorse(
                version_id=v, document="x" * 161, on=TODAY, by=by, at=NOON
            ),
            "document: too_long",
        ),
        (
            lambda v, by: endorsements.reserve(
                version_id=v, text=text(" "), on=TODAY, by=by, at=NOON
            ),
            "text: missing",
        ),
        (
            lambda v, by: endorsements.reserve(
                version_id=v, text=text("x" * 2001), on=TODAY, by=by, at=NOON
            ),
            "text: too_long",
        ),
        (lambda v, by: endorsements.note(version_id=v, on=NEXT_YEAR, by=by, at=NOON), "on: future"),
    ],
)
def test_a_word_that_says_nothing_usable_is_refused(stage, act, problem):
    version = validated(stage)

    with pytest.raises(PathwayFieldRefused, match=problem):
        act(version.pk, stage.amina)
    assert Endorsement.objects.count() == 0


def test_a_reservation_names_steps_that_are_there(stage):
    version = validated(stage)

    with pytest.raises(PathwayUnknown):
        endorsements.reserve(
            version_id=version.pk,
            text=text("x"),
            step_keys=["s9"],
            on=TODAY,
            by=stage.amina,
            at=NOON,
        )
    with pytest.raises(PathwayUnknown):
        endorsements.note(version_id=imported_id("x", "y"), on=TODAY, by=stage.amina, at=NOON)
