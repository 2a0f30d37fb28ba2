"""Lists are cut by the database, page by page, and say how long they are."""

import pytest
from tests.factories import cases as cast
from tests.factories.cases import NOON

from relevo.cases import access, actions, queries
from relevo.cases.enums import ReferralStatus as S

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return cast.stage()


def test_each_page_is_the_next_part_of_the_whole_list(stage, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_ROWS", 2)
    sent = [cast.referral(stage) for _number in range(3)]
    cast.move(sent[0], S.DECLINED, by=stage.carlos)
    actions.close_case(case_id=cast.case(stage).pk, reason="helped", by=stage.amina, at=NOON)
    lists = (
        (
            lambda **cut: access.inbox_of(stage.carlos, at=NOON, **cut),
            lambda **cut: access.count_inbox(stage.carlos, **cut),
        ),
        (
            lambda **cut: access.outgoing_of(stage.amina, at=NOON, **cut),
            lambda **cut: access.count_outgoing(stage.amina, **cut),
        ),
        (
            lambda **cut: access.list_cases(stage.amina, **cut),
            lambda **cut: access.count_cases(stage.amina, **cut),
        ),
    )
    for listed, counted in lists:
        for open_only in (True, False):
            whole = listed(open_only=open_only)
            assert counted(open_only=open_only) == len(whole) > 1
            parts = [listed(open_only=open_only, page=page) for page in (1, 2, 3)]
            assert [row for part in parts for row in part] == whole
            assert len(parts[0]) == 2


def test_an_inbox_can_be_asked_for_one_group_only(stage):
    first, second = cast.referral(stage), cast.referral(stage)
    row = type(first).objects.get(pk=first.pk)
    row.batch_id = row.pk
    row.save(update_fields=["batch_id"])
    listed = access.inbox_of(stage.carlos, at=NOON, batch_id=row.batch_id)
    assert [one.referral_id for one in listed] == [first.pk]
    assert len(access.inbox_of(stage.carlos, at=NOON)) == 2
    assert second.batch_id is None


def test_lists_of_somebody_without_case_work_are_empty(stage):
    cast.referral(stage)
    assert access.inbox_of(stage.dora, at=NOON, page=1) == []
    assert access.count_inbox(stage.dora) == 0
