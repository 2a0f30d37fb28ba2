"""What is owed, what waits, what is late; and that lists stay cheap."""

from datetime import date

import pytest
from tests.factories.accounts import person
from tests.factories.directory import institution
from tests.factories.exchange_people import AT, TODAY, cast, promise, seat
from tests.factories.places import crossing

from relevo.exchange import access
from relevo.exchange.actions import commitments as actions
from relevo.exchange.errors import CommitmentUnknown
from relevo.exchange.models import Commitment, Exchange, Series
from relevo.exchange.queries import commitments as queries
from relevo.kernel.actor import Actor
from relevo.networks.models import Meeting, Member, Mirror
from relevo.plumbing.models import Instance, InstanceKind

pytestmark = pytest.mark.django_db
PAST = date(2020, 11, 1)


@pytest.fixture
def people():
    return cast()


def numbers(lines):
    return [line.row.number for line in lines]


def of_network(people, **asked):
    return queries.list_of_network(network_id=people.network.pk, on=TODAY, **asked)


def test_the_agenda_opens_with_what_is_late_then_reported_then_to_come(people):
    to_come = promise(people)
    reported = promise(people, state="reported", due_on=PAST)
    late = promise(people, due_on=PAST)
    promise(people, state="confirmed")
    promise(people, state="set_aside")

    lines = queries.list_for_agenda(network_id=people.network.pk, on=TODAY)

    assert numbers(lines) == [late.number, reported.number, to_come.number]
    assert [line.is_overdue for line in lines] == [True, False, False]
    assert queries.count_overdue(network_id=people.network.pk, on=TODAY) == 1
    assert queries.count_by_state(network_id=people.network.pk) == {
        "open": 2,
        "reported": 1,
        "confirmed": 1,
        "set_aside": 1,
    }


def test_a_day_is_over_only_the_day_after(people):
    promise(people, due_on=TODAY)
    assert queries.count_overdue(network_id=people.network.pk, on=TODAY) == 0
    assert queries.count_overdue(network_id=people.network.pk, on=TODAY.replace(day=21)) == 1


def test_a_demonstration_shows_only_its_own_institutions_late(people):
    late = promise(people, due_on=PAST)
    Instance(kind=InstanceKind.DEMO, started_at=AT).save()
    assert queries.count_overdue(network_id=people.network.pk, on=TODAY) == 0
    assert [line.is_overdue for line in of_network(people).lines] == [False]
    assert of_network(people, only_overdue=True).total == 0
    assert queries.is_overdue(late, on=TODAY) is False

    people.owner.is_demo = True
    people.owner.save()

    assert queries.count_overdue(network_id=people.network.pk, on=TODAY) == 1
    assert queries.is_overdue(Commitment.objects.get(pk=late.pk), on=TODAY) is True


def test_filters_and_words_narrow_the_list(people):
    first = promise(people)
    second = promise(
        people,
        text_es="Jornada de documentación en Goascorán",
        text_en="",
        owner_id=people.steering.pk,
        state="open",
    )
    third = promise(people, state="reported", due_on=PAST)

    assert numbers(of_network(people).lines) == [third.number, first.number, second.number]
    assert numbers(of_network(people, owner_id=people.steering.pk).lines) == [second.number]
    assert numbers(of_network(people, state="reported").lines) == [third.number]
    assert numbers(of_network(people, text="jornadas goascoran").lines) == [second.number]
    assert numbers(of_network(people, text="border directory").lines) == [
        third.number,
        first.number,
    ]
    assert of_network(people, text="orna").total == 0
    page = of_network(people, limit=1, offset=1)
    assert (numbers(page.lines), page.total) == ([first.number], 3)
    assert [row.key for row in queries.list_owners(network_id=people.network.pk)] == [
        "SV-RECTOR",
        "HN-MUN",
    ]


def test_what_waits_for_us_is_named_or_of_our_committee_never_our_own(people):
    named = promise(people, state="reported")
    committee = promise(people, state="reported", confirmer_kind="steering", counterpart_id=None)
    own = promise(people, owner_id=people.steering.pk, confirmer_kind="counterpart")
    actions.report_commitment(commitment_id=own.pk, evidence="x", by=people.steers, at=AT)
    promise(people)

    def waiting(institution):
        return numbers(queries.list_waiting_for(institution_id=institution.pk, on=TODAY).lines)

    assert waiting(people.counterpart) == [named.number, own.number]
    assert waiting(people.steering) == [committee.number]
    assert waiting(people.owner) == []
    owed = queries.list_of_owner(institution_id=people.steering.pk, on=TODAY)
    assert numbers(owed.lines) == [own.number]


def test_what_was_promised_at_a_meeting_or_an_exchange_is_found_there(people):
    meeting = Meeting.objects.create(
        network=people.network,
        number=1,
        kind="ordinary",
        title_es="Uno",
        starts_at=AT,
        modality="virtual",
        state="held",
        changed_at=AT,
    )
    series = Series.objects.create(key="S", name_es="Serie", convener_es="Quien convoca")
    exchange = Exchange.objects.create(
        key="S-1", series=series, number=1, title_es="I", state="open"
    )
    here = promise(people, meeting_id=meeting.pk)
    there = promise(people, exchange_id=exchange.pk)

    assert numbers(queries.list_of_meeting(meeting_id=meeting.pk, on=TODAY)) == [here.number]
    assert numbers(queries.list_of_exchange(exchange_id=exchange.pk, on=TODAY)) == [there.number]
    assert [event.move for event in queries.list_events(here.pk)] == ["made"]
    rows = queries.list_networks_of(institution_id=people.owner.pk)
    assert rows == [people.network]


def suggested(people):
    found = queries.suggest_confirmer(network_id=people.network.pk, owner_id=people.owner.pk)
    return found.kind, found.institution and found.institution.key, found.why


@pytest.mark.parametrize("is_first", [True, False])
def test_the_mirror_across_the_crossing_is_proposed_first(people, is_first):
    pair = (people.owner, people.steering) if is_first else (people.steering, people.owner)
    Mirror.objects.create(
        network=people.network,
        crossing=crossing("HNSV-X", "Paso", countries=("HN", "SV")),
        institution_a=pair[0],
        institution_b=pair[1],
    )
    assert suggested(people) == ("counterpart", "SV-RECTOR", "mirror")


def test_else_somebody_across_the_border_else_another_else_the_committee(people):
    assert suggested(people) == ("counterpart", "SV-MUN", "across")
    Member.objects.filter(institution__country="SV").update(left_on=TODAY)
    heir = institution("HN-AHORA", "Ahora", successor=people.owner)
    seat(people.network, heir)
    assert suggested(people) == ("counterpart", "HN-SEC", "member")
    Member.objects.filter(institution=people.secretariat).update(role="listed")
    assert suggested(people) == ("steering", None, "steering")


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("owing", True),
        ("confirming", True),
        ("steers", True),
        ("keeper", True),
        ("admin", True),
        ("outside", False),
    ],
)
def test_members_both_sides_and_the_administrator_read_it(people, who, reads):
    made = promise(people)
    actor = getattr(people, who)
    if reads:
        assert access.commitment_to_read(actor, commitment_id=made.pk) == made
        return
    with pytest.raises(CommitmentUnknown):
        access.commitment_to_read(actor, commitment_id=made.pk)


def test_both_sides_still_read_it_when_they_have_left_the_network(people):
    made = promise(people)
    Member.objects.all().update(left_on=TODAY)
    assert access.commitment_to_read(people.owing, commitment_id=made.pk) == made
    with pytest.raises(CommitmentUnknown):
        access.commitment_to_read(people.steers, commitment_id=made.pk)
    nobody = Actor(people.owing.id, None, frozenset({"analyst"}))
    with pytest.raises(CommitmentUnknown):
        access.commitment_to_read(nobody, commitment_id=made.pk)


@pytest.mark.parametrize(
    ("who", "state", "moves"),
    [
        ("owing", "open", {"reported"}),
        ("owing", "reported", {"linked"}),
        ("confirming", "open", set()),
        ("confirming", "reported", {"confirmed", "returned"}),
        ("keeper", "open", {"reported", "postponed", "set_aside", "confirmer_changed"}),
        ("keeper", "reported", {"postponed", "set_aside", "linked"}),
        ("keeper", "confirmed", {"linked"}),
        ("keeper", "set_aside", set()),
    ],
)
def test_a_page_offers_what_the_action_would_do(people, who, state, moves):
    made = promise(people, state=state)
    assert access.moves_for(getattr(people, who), made, on=TODAY) == moves


def test_who_wears_both_hats_is_offered_no_confirmation(people):
    made = promise(people, state="reported")
    person("dos", of=people.owner, roles=["analyst"])
    both = person("dos", of=people.counterpart, roles=["coordinator"])
    assert access.moves_for(both, made, on=TODAY) == set()


def test_lists_take_as_many_queries_for_one_as_for_many(people, django_assert_num_queries):
    promise(people)
    for _ in range(2):
        with django_assert_num_queries(4):
            of_network(people, only_overdue=False, text="directorio")
        with django_assert_num_queries(3):
            queries.list_for_agenda(network_id=people.network.pk, on=TODAY)
        for _more in range(3):
            promise(people)
