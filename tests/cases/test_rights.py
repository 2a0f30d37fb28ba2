"""The person's rights: her code and words open what is hers at any member; nobody else's do."""

from datetime import timedelta

import pytest
from tests.cases.traces import everything_in_clear
from tests.factories.accounts import person
from tests.factories.cases import (
    CONTACT,
    HOUR,
    NAME,
    NOON,
    PATHS,
    STORY,
    case,
    move,
    offer,
    stage,
)

from relevo.audit.models import Event
from relevo.cases import access, actions, queries
from relevo.cases.access.links import read_by_link
from relevo.cases.access.rights import list_rights, own_pass, read_rights
from relevo.cases.actions import exclusions, links, rights
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    CaseClosed,
    CaseNotVisible,
    KeyWrong,
    LinkOver,
    NotACaseWorker,
    RightsRefused,
    TooManyTries,
)
from relevo.cases.models import (
    AnswerLink,
    Case,
    Consent,
    Referral,
    Retraction,
    RightsRequest,
    SealedGroup,
    TeamMember,
)
from relevo.cases.rules import rights as rules
from relevo.plumbing import sealed
from relevo.plumbing.sealed import is_envelope_destroyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(played, kept):
    return rights.give_key(case_id=kept.pk, by=played.amina, at=NOON)


def opened(key, by, *, at=NOON):
    return rights.open_own(code=key[0], phrase=key[1], by=by, at=at)


def test_the_key_is_a_code_and_four_words_and_is_kept_nowhere(kept, key):
    code, phrase = key

    assert len(phrase.split()) == 4
    assert set(phrase.split()) <= set(rules.WORDS)
    stored = Case.objects.get(pk=kept.pk)
    assert (stored.person_code, phrase in repr(stored.__dict__)) == (code, False)


def test_it_opens_at_any_member_institution_however_it_is_typed(played, kept, key):
    code, phrase = key
    typed = f"{code[:4].lower()}-{code[4:8]} {code[8:]}"

    own = rights.open_own(code=typed, phrase=f"  {phrase.upper()} ", by=played.elena, at=NOON)
    copy = rights.show_own(own, at=NOON)

    assert (copy.case.facts.name, copy.case.facts.safe_contact) == (NAME, CONTACT)
    assert copy.keeper.es == "DEMO Nacaome"
    assert access.list_cases(played.elena) == []


def test_she_sees_who_looked_and_who_received_by_institution_never_by_name(played, kept, key):
    referral = offer(played, kept, played.window)
    access.read_referral(played.carlos, referral_id=referral.pk, at=NOON + HOUR)
    access.read_case(played.amina, case_id=kept.pk, at=NOON + 2 * HOUR)

    copy = rights.show_own(opened(key, played.elena, at=NOON + 3 * HOUR), at=NOON + 3 * HOUR)

    looks = [(one.institution.es, one.person, one.verb) for one in copy.looked if one.is_look]
    assert looks == [
        ("DEMO Nacaome", 1, "case.read"),
        ("DEMO La Unión", 1, "referral.read"),
    ]
    assert [row.institution.es for row in copy.case.referrals] == ["DEMO La Unión"]
    assert "amina" not in repr(copy.looked)


def test_wrong_words_lock_the_key_for_a_day_and_look_like_an_unknown_code(played, kept, key):
    code, phrase = key
    for _ in range(rules.MOST_TRIES):
        with pytest.raises(KeyWrong):
            rights.open_own(code=code, phrase="no son estas palabras", by=played.elena, at=NOON)
    with pytest.raises(KeyWrong):
        opened(key, played.carlos)
    with pytest.raises(KeyWrong):
        rights.open_own(code="no-code", phrase=phrase, by=played.carlos, at=NOON)

    after = NOON + rules.LOCKED_FOR
    assert opened(key, played.carlos, at=after).case_id == kept.pk


def test_who_tries_too_often_at_a_desk_waits_an_hour(played, kept, key):
    for _ in range(rules.MOST_TRIES_AN_HOUR):
        with pytest.raises(KeyWrong):
            rights.open_own(code="x", phrase="x", by=played.elena, at=NOON)
    with pytest.raises(TooManyTries):
        opened(key, played.elena)
    assert opened(key, played.carlos).case_id == kept.pk
    assert opened(key, played.elena, at=NOON + HOUR + timedelta(seconds=1)).case_id == kept.pk


def test_only_who_works_on_cases_helps_with_it(played, kept, key):
    with pytest.raises(NotACaseWorker):
        opened(key, played.dora)
    with pytest.raises(CaseNotVisible):
        rights.give_key(case_id=kept.pk, by=played.berta, at=NOON)


def test_whom_she_chose_never_to_know_cannot_open_it_with_her_own_key(played, kept, key):
    assert own_pass(played.elena, code=key[0], opened_at=NOON, at=NOON).case_id == kept.pk
    exclusions.add_exclusion(
        case_id=kept.pk,
        kind="institution",
        who=played.elena.institution_id,
        by=played.amina,
        at=NOON,
    )

    with pytest.raises(KeyWrong):
        opened(key, played.elena)
    with pytest.raises(KeyWrong):
        own_pass(played.elena, code=key[0], opened_at=NOON, at=NOON)


def test_what_was_opened_closes_after_twenty_minutes(played, key):
    for opened_at in (NOON - rules.OPEN_FOR, NOON + timedelta(seconds=1)):
        with pytest.raises(KeyWrong):
            own_pass(played.elena, code=key[0], opened_at=opened_at, at=NOON)
    opened_again = own_pass(played.elena, code=key[0], opened_at=NOON, at=NOON)
    assert opened_again.through == played.elena.institution_id
    for stranger, code in ((played.dora, key[0]), (played.elena, "")):
        with pytest.raises(KeyWrong):
            own_pass(stranger, code=code, opened_at=NOON, at=NOON)


def test_a_request_is_answered_in_twenty_working_days_by_the_team(played, kept, key):
    own = opened(key, played.elena)
    asked = rights.ask(own, kind="correction", text="Mi hijo tiene 3 años.", at=NOON)

    (row,) = list_rights(played.amina)
    assert (row.case_code, row.kind, row.asked_through.es) == (kept.code, "correction", "DEMO Casa")
    assert (row.due_at - row.asked_at).days == 28
    shown = read_rights(played.amina, request_id=asked.pk, at=NOON)
    assert shown.text == "Mi hijo tiene 3 años."
    assert "Mi hijo" not in everything_in_clear()
    for stranger in (played.berta, played.elena, played.carlos):
        assert list_rights(stranger) == []
        for act in (
            lambda by: read_rights(by, request_id=asked.pk, at=NOON),
            lambda by: rights.answer_request(
                request_id=asked.pk, outcome="granted", by=by, at=NOON
            ),
        ):
            with pytest.raises(CaseNotVisible):
                act(stranger)

    rights.answer_request(
        request_id=asked.pk, outcome="refused", reason="not_hers", by=played.amina, at=NOON
    )

    assert list_rights(played.amina) == []
    (row,) = list_rights(played.amina, open_only=False)
    assert (row.outcome, row.reason) == ("refused", "not_hers")
    assert rights.show_own(own, at=NOON).requests == (row,)


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"kind": "money", "text": ""}, ("kind", "unknown")),
        ({"kind": "correction", "text": " "}, ("text", "missing")),
        ({"kind": "copy", "text": "x" * 2001}, ("text", "too_long")),
    ],
)
def test_what_says_nothing_is_not_asked(played, kept, key, asked, problem):
    with pytest.raises(RightsRefused) as refusal:
        rights.ask(opened(key, played.elena), **asked, at=NOON)
    assert (refusal.value.field, refusal.value.problem) == problem
    assert RightsRequest.objects.count() == 0


def test_the_same_is_not_asked_twice_nor_answered_twice(played, kept, key):
    own = opened(key, played.elena)
    asked = rights.ask(own, kind="copy", text="", at=NOON)
    with pytest.raises(RightsRefused):
        rights.ask(own, kind="copy", text="", at=NOON)
    for wrong in (
        {"outcome": "maybe"},
        {"outcome": "refused"},
        {"outcome": "partly", "reason": "x"},
    ):
        with pytest.raises(RightsRefused):
            rights.answer_request(request_id=asked.pk, **wrong, by=played.amina, at=NOON)
    rights.answer_request(request_id=asked.pk, outcome="granted", by=played.amina, at=NOON)
    with pytest.raises(RightsRefused):
        rights.answer_request(request_id=asked.pk, outcome="granted", by=played.amina, at=NOON)
    with pytest.raises(CaseNotVisible):
        rights.answer_request(request_id=kept.pk, outcome="granted", by=played.amina, at=NOON)


def test_she_takes_every_consent_back_at_a_member_far_away(played, kept, key):
    referral = offer(played, kept, played.window)

    assert rights.withdraw_all(opened(key, played.elena), at=NOON) == 1

    assert Consent.objects.get().withdrawn_at == NOON
    assert Referral.objects.get(pk=referral.pk).status == S.WITHDRAWN
    assert Retraction.objects.get().holder_id == played.la_union.pk
    assert rights.withdraw_all(opened(key, played.elena), at=NOON) == 0


def test_an_erasure_that_is_granted_leaves_nothing_that_leads_back(played, kept, key):
    referral = offer(played, kept, played.window)
    accepted = offer(played, kept, played.clinic)
    asked = rights.ask(opened(key, played.elena), kind="erasure", text=STORY, at=NOON)
    sent = {referral.code, accepted.code}
    codes = {kept.code, key[0]} | sent
    codes |= set(Consent.objects.values_list("receipt_code", flat=True))

    rights.answer_request(request_id=asked.pk, outcome="granted", by=played.amina, at=NOON)

    gone = Case.objects.get(pk=kept.pk)
    assert (gone.status, gone.closing_reason, gone.shredded_at) == ("closed", "erased", NOON)
    assert [is_envelope_destroyed(pk) for pk in (kept.pk, referral.pk, accepted.pk)] == [True] * 3
    assert (SealedGroup.objects.count(), TeamMember.objects.count()) == (0, 0)
    assert [bytes(row.sealed) for row in RightsRequest.objects.all()] == [b""]
    assert {row.status for row in Referral.objects.all()} == {S.WITHDRAWN}
    clear = everything_in_clear()
    assert {code for code in codes if code in clear} == sent, "who must delete has it on paper"
    doctor = person("doctor", of=played.clinic.institution, roles=["officer"])
    for holder in (played.carlos, doctor):
        (held,) = access.list_held(holder, at=NOON)
        actions.answer_retraction(
            retraction_id=held.retraction_id, answer="deleted", by=holder, at=NOON
        )
    clear = everything_in_clear()
    assert [code for code in codes if code in clear] == []
    assert access.list_cases(played.amina, open_only=False) == []
    with pytest.raises(CaseNotVisible):
        access.read_case(played.amina, case_id=kept.pk, at=NOON)
    assert opened(key, played.elena).is_erased
    assert Event.objects.filter(verb="case.shredded", subject=str(kept.pk)).count() == 1


def test_a_closed_case_gets_no_new_key_but_its_person_may_ask(played, kept, key):
    actions.close_case(case_id=kept.pk, reason="helped", by=played.amina, at=NOON)
    with pytest.raises(CaseClosed):
        rights.give_key(case_id=kept.pk, by=played.amina, at=NOON)
    asked = rights.ask(opened(key, played.elena), kind="erasure", text="", at=NOON)

    rights.answer_request(request_id=asked.pk, outcome="granted", by=played.amina, at=NOON)

    assert Case.objects.get(pk=kept.pk).closing_reason == "helped"


def test_a_new_key_ends_the_old_one(played, kept, key):
    other = rights.give_key(case_id=kept.pk, by=played.amina, at=NOON)
    with pytest.raises(KeyWrong):
        opened(key, played.elena)
    assert opened(other, played.elena).case_id == kept.pk


@pytest.mark.parametrize("state", [S.OFFERED, S.ARRIVED, S.DELIVERED])
def test_who_received_an_erased_case_finds_a_row_and_nothing_behind_it(played, kept, key, state):
    sent = to_state(played, kept, state)
    link = None
    if state in {S.OFFERED, S.ARRIVED}:
        link, number = links.make_link(referral_id=sent.pk, by=played.amina, at=NOON + HOUR)
        opened_by = links.open_link(link_id=link.pk, number=number, at=NOON + HOUR)
    Referral.objects.filter(pk=sent.pk).update(batch_id=sent.pk)
    open_one = offer(played, case(played), played.window, batch_id=sent.pk)
    asked = rights.ask(opened(key, played.elena), kind="erasure", text="", at=NOON)
    later = NOON + 2 * HOUR

    rights.answer_request(request_id=asked.pk, outcome="granted", by=played.amina, at=later)

    with pytest.raises(CaseNotVisible):
        access.read_referral(played.carlos, referral_id=sent.pk, at=later)
    with pytest.raises(CaseNotVisible):
        actions.mark_delivered(referral_id=sent.pk, by=played.carlos, at=later)
    listed = access.inbox_of(played.carlos, at=later, open_only=False)
    previews = {row.referral_id: row.preview is not None for row in listed}
    assert previews == {open_one.pk: True, sent.pk: False}
    assert access.batch_of(played.carlos, batch_id=sent.pk) == [open_one.pk]
    if link is not None:
        assert AnswerLink.objects.get().revoked_at == later
        with pytest.raises(LinkOver):
            read_by_link(opened_by, at=later)


@pytest.mark.parametrize("state", [S.OFFERED, S.ARRIVED, S.WITHDRAWN])
def test_of_a_sender_whose_key_is_gone_the_recipient_has_bare_rows(settings, tmp_path, state):
    settings.RELEVO_KEY_FILE = tmp_path / "sealing.key"
    played = stage()
    kept = case(played)
    sent = to_state(played, kept, state)
    other = to_state(played, case(played), S.OFFERED)
    sealed.destroy_key(played.nacaome.pk, at=NOON)
    sealed.finish_destroying(at=NOON)

    with pytest.raises(CaseNotVisible):
        access.read_referral(played.carlos, referral_id=sent.pk, at=NOON + HOUR)
    with pytest.raises(CaseNotVisible):
        queries.opened_facts(kept.pk)
    listed = access.inbox_of(played.carlos, at=NOON + HOUR, open_only=False)
    assert {row.referral_id: row.preview for row in listed} == {sent.pk: None, other.pk: None}


def to_state(played, kept, state):
    row = offer(played, kept, played.window)
    for step in PATHS[state]:
        move(row, step, by=played.amina if step == S.WITHDRAWN else played.carlos, at=NOON)
    return Referral.objects.get(pk=row.pk)
