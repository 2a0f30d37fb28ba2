"""The person's own page: the verbs it tells are written, and whom her key never lets in."""

from pathlib import Path

import pytest
from tests.factories import directory
from tests.factories.accounts import person
from tests.factories.cases import NOON, case, stage

import relevo
from relevo.cases.access.rights import LOOKS, own_pass
from relevo.cases.actions import rights
from relevo.cases.errors import KeyWrong
from relevo.cases.models import Case
from relevo.web.rights_phrases import LOOKED_VERBS

ROOT = Path(relevo.__file__).parent / "cases"


def test_every_act_she_is_told_of_is_one_that_is_written_somewhere():
    sources = [*ROOT.glob("access/*.py"), *ROOT.glob("actions/*.py")]
    # Where the looks are listed, what is below the list counts.
    written = "".join(
        path.read_text(encoding="utf-8").rpartition("NEVER_HELPS:")[2] for path in sorted(sources)
    )
    # The verb of a referral's move is put together from its state.
    spelled = {verb for verb in LOOKED_VERBS if not verb.startswith("referral.")} | LOOKS

    assert [verb for verb in sorted(spelled) if f'"{verb}"' not in written] == []
    assert {"case.glass_broken", "case.glass_read"} <= LOOKS & set(LOOKED_VERBS)


def officer_of(kind, *, country="SV"):
    """An officer of an institution made for it."""
    made = directory.institution(f"{country}-{kind}", kind, kind=kind)
    return person(f"officer-{country}-{kind}", of=made, roles=["officer"])


def opens(key, kept, by):
    """Whether the key lets this officer in, and what an opened page of theirs says next."""
    try:
        opened = rights.open_own(code=key[0], phrase=key[1], by=by, at=NOON).case_id
    except KeyWrong:
        with pytest.raises(KeyWrong):
            own_pass(by, code=key[0], opened_at=NOON, at=NOON)
        return False
    again = own_pass(by, code=key[0], opened_at=NOON, at=NOON)
    return (opened, again.case_id) == (kept.pk, kept.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("is_sensitive", [False, True])
def test_no_authority_that_controls_people_nor_a_consulate_opens_it_with_her_paper(is_sensitive):
    played = stage()
    kept = case(played, protection_sensitive=is_sensitive)
    key = rights.give_key(case_id=kept.pk, by=played.amina, at=NOON)

    never = ("police", "army", "gov_migration", "gov_foreign")
    assert [opens(key, kept, officer_of(kind)) for kind in never] == [False] * 4

    for _ in range(6):  # and what they try does not lock it for her
        with pytest.raises(KeyWrong):
            rights.open_own(code=key[0], phrase="x", by=played.fausto, at=NOON)
    assert Case.objects.get(pk=kept.pk).phrase_tries == 0
    assert opens(key, kept, played.elena)


@pytest.mark.django_db
def test_what_is_kept_from_the_state_of_origin_her_key_does_not_open_there():
    played = stage()
    plain = case(played, nationality="SV")
    hidden = case(played, nationality="SV", protection_sensitive=True)
    keys = [rights.give_key(case_id=one.pk, by=played.amina, at=NOON) for one in (plain, hidden)]

    def at_desk(by):
        return [opens(key, one, by) for key, one in zip(keys, (plain, hidden), strict=True)]

    assert at_desk(officer_of("gov_social")) == [True, False]
    assert at_desk(played.carlos) == [True, False]
    assert at_desk(officer_of("gov_social", country="GT")) == [True, True]
    assert at_desk(played.elena) == [True, True]


@pytest.mark.django_db
def test_whoever_keeps_the_case_shows_it_to_her_even_at_home():
    played = stage()
    kept = case(played, nationality="HN", protection_sensitive=True)
    key = rights.give_key(case_id=kept.pk, by=played.amina, at=NOON)
    assert opens(key, kept, played.berta)
    assert not opens(key, kept, officer_of("gov_social", country="HN"))
