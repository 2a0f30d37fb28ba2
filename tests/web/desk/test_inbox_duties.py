"""What waits for somebody with a day of its own stands at the top of the inbox, for them alone."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.factories.desk import NACAOME, open_case
from tests.factories.pages import main_words, said
from tests.web.filled.rights import HELPER, asked
from tests.web.filled.voice import told

from relevo.accounts.models import Membership, User
from relevo.cases import actions
from relevo.cases.access import exclusion_mark
from relevo.cases.actions.rights import answer_request
from relevo.cases.enums import ExclusionKind
from relevo.cases.models import BreakGlass, Exclusion, RightsRequest
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution
from relevo.feedback.models import Complaint
from relevo.kernel.ids import group_code

TEAM, TURN = "demo-copan", "demo-turno-copan"
INBOX = "/es/mesa/bandeja/"
READERS = ("demo-voz-monitoreo", "demo-voz-universidad")
GLASS = said("Opened in an emergency")
RIGHTS = said("Requests of persons")
VOICE = said("Complaints that only their readers open")


def top(page):
    """The words of an inbox before its lists."""
    return main_words(page).split(said("Offered to your institution"))[0]


def test_readers_see_how_many_complaints_wait_and_until_when_but_not_what(desk, count_queries):
    told(matters=frozenset({"sex"}), words="CANARIO", slip_code=open_case().code)
    row = Complaint.objects.get()
    for reader in READERS:
        page = desk(reader).get(INBOX)
        assert VOICE in top(page)
        assert page.context["complaints_waiting"].due_at == row.due_at
        assert 'href="/es/mesa/voz/"' in page.content.decode().split('id="received"')[0]
        assert not any(word in page.content.decode() for word in ("CANARIO", str(row.pk)))

    client = desk(READERS[0])
    one = count_queries(lambda: client.get(INBOX))
    for _again in range(4):
        told(slip_code=open_case().code)
    assert client.get(INBOX).context["complaints_waiting"].count == 5
    assert count_queries(lambda: client.get(INBOX)) == one

    Complaint.objects.update(state="acknowledged")
    assert VOICE not in top(client.get(INBOX))


@pytest.mark.parametrize(
    "username", ["demo-secretaria", "demo-admin-albergue", "demo-albergue", "demo-nacaome"]
)
def test_nobody_else_learns_that_a_complaint_waits(desk, username):
    client = desk(username)
    before = top(client.get(INBOX))
    told()
    assert top(client.get(INBOX)) == before


def test_who_may_not_open_it_reads_the_inbox_of_a_world_without_it(desk):
    first, second = (desk(name) for name in READERS)
    told(slip_code=open_case(by=READERS[0]).code)
    assert VOICE not in top(first.get(INBOX))
    assert VOICE in top(second.get(INBOX))
    second.post(f"/es/mesa/voz/{Complaint.objects.get().pk}/apartarme/")
    assert VOICE not in top(second.get(INBOX))

    about = Institution.objects.get(services__key="DEMO-SP-ALBERGUE")
    told()
    assert VOICE in top(first.get(INBOX))
    Membership.objects.create(
        user=User.objects.get(username=READERS[0]),
        institution=about,
        role="officer",
        starts_on=Membership.objects.filter(user__username=READERS[0]).first().starts_on,
    )
    assert VOICE not in top(first.get(INBOX))


def test_the_team_sees_that_persons_wait_for_an_answer_and_until_when(desk, nacaome, count_queries):
    others = [desk(name) for name in (HELPER, "demo-la-union", "demo-turno-copan")]
    before = [top(other.get(INBOX)) for other in others]
    request = asked()
    page = nacaome.get(INBOX)
    assert RIGHTS in top(page)
    assert page.context["rights_waiting"].due_at == request.due_at
    assert 'href="/es/mesa/derechos/pedidos/"' in page.content.decode().split('id="received"')[0]
    assert "Tiene 3 años" not in page.content.decode()
    assert [top(other.get(INBOX)) for other in others] == before

    one = count_queries(lambda: nacaome.get(INBOX))
    for kind in ("copy", "erasure", "objection"):
        RightsRequest.objects.create(
            case_id=request.case_id,
            kind=kind,
            asked_through_id=request.asked_through_id,
            sealed=b"",
            asked_at=request.asked_at,
            due_at=request.due_at,
        )
    assert nacaome.get(INBOX).context["rights_waiting"].count == 4
    assert count_queries(lambda: nacaome.get(INBOX)) == one

    for row in RightsRequest.objects.exclude(kind="erasure"):
        answer_request(request_id=row.pk, outcome="granted", by=actor_of(NACAOME), at=STARTS_AT)
    assert nacaome.get(INBOX).context["rights_waiting"].count == 1
    RightsRequest.objects.update(outcome="granted")
    assert RIGHTS not in top(nacaome.get(INBOX))


def test_whom_the_person_keeps_out_is_told_of_no_request_of_hers(nacaome):
    request = asked()
    actions.add_exclusion(
        case_id=request.case_id,
        kind="institution",
        who=actor_of(HELPER).institution_id,
        by=actor_of(NACAOME),
        at=STARTS_AT,
    )
    Exclusion.objects.update(mark=exclusion_mark(ExclusionKind.USER, actor_of(NACAOME).id))
    assert RIGHTS not in top(nacaome.get(INBOX))


def opened_in_an_emergency(case):
    """A colleague of the case's institution, who is not of its team, opens it."""
    who = actor_of(TURN)
    by = replace(who, attributes=frozenset({"break_glass"}))
    told = {"reason": "child_missing", "why": "CANARIO"}
    return actions.break_glass(**told, code=case.code, by=by, at=STARTS_AT)


def test_the_team_sees_that_its_case_was_opened_in_an_emergency(desk, count_queries):
    case = open_case(by=TEAM)
    strangers = [desk(name) for name in (HELPER, "demo-salud", NACAOME, READERS[0])]
    before = [top(stranger.get(INBOX)) for stranger in strangers]
    glass = opened_in_an_emergency(case)
    team = desk(TEAM)
    page = team.get(INBOX)
    seen = top(page)
    assert GLASS in seen
    assert group_code(case.code) in seen
    assert glass.institution.name_es in seen
    assert reverse("desk:emergency-reviews") in page.content.decode().split('id="received"')[0]
    assert not any(word in page.content.decode() for word in ("CANARIO", str(glass.pk)))
    assert GLASS not in top(desk(TURN).get(INBOX))  # who opened it
    assert [top(stranger.get(INBOX)) for stranger in strangers] == before

    one = count_queries(lambda: team.get(INBOX))
    glass.pk = uuid4()
    glass.save(force_insert=True)
    assert len(team.get(INBOX).context["glass_lately"]) == 2
    assert count_queries(lambda: team.get(INBOX)) == one


def test_an_opening_leaves_the_inbox_after_seven_days_unless_one_is_to_review_it(desk):
    glass = opened_in_an_emergency(open_case(by=TEAM))
    team = desk(TEAM)
    BreakGlass.objects.update(opened_at=STARTS_AT - timedelta(days=7))
    assert GLASS not in top(team.get(INBOX))
    User.objects.get(username=TEAM).memberships.update(is_supervisor=True)
    assert GLASS in top(team.get(INBOX))
    BreakGlass.objects.update(reviewed_at=STARTS_AT)
    assert GLASS not in top(team.get(INBOX))
    BreakGlass.objects.update(opened_at=glass.opened_at)
    assert GLASS in top(team.get(INBOX))


def test_whom_the_person_keeps_out_is_told_of_no_opening_either(desk):
    case = open_case(by=TEAM)
    opened_in_an_emergency(case)
    Exclusion.objects.create(
        case=case,
        mark=exclusion_mark(ExclusionKind.USER, actor_of(TEAM).id),
        sealed=b"",
        at=STARTS_AT,
        by=uuid4(),
    )
    User.objects.get(username=TEAM).memberships.update(is_supervisor=True)
    assert GLASS not in top(desk(TEAM).get(INBOX))
