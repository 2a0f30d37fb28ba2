"""Tiny random worlds in whole hours, with everything in them that makes planning hard."""

from dataclasses import replace

from tests.planner.drawing import HOUR, node, passage, request, requirement, road, service, world

from relevo.planner import (
    Admission,
    Basis,
    Condition,
    CrossingState,
    Member,
    Need,
    OperatorKind,
)

CODES = ("medical", "shelter", "papers")
BASES = (Basis.CONFIRMED, Basis.CONFIRMED, Basis.CONFIRMED, Basis.ASSUMED, Basis.UNKNOWN)
DEPARTMENTS = ("Valle", "Choluteca")
HORIZON = 12 * HOUR


def tiny_world(rng, *, with_papers):
    """Up to six places in two or three countries, a handful of services and crossings."""
    countries = ["HN"] * 3 + ["SV"] * 2 + ["GT"] * (rng.random() < 0.3)
    nodes = [
        node(f"n{number}", country, rng.choice(DEPARTMENTS))
        for number, country in enumerate(countries)
    ]
    roads = [
        road(a.id, b.id, low, low + HOUR * rng.randint(0, 1))
        for a in nodes
        for b in nodes
        if a.id < b.id and a.country == b.country and rng.random() < 0.85
        for low in [HOUR * rng.randint(0, 2)]
    ]
    passages = []
    for number in range(rng.randint(3, 5)):
        one, two = rng.sample(nodes, 2)
        if one.country != two.country and len(passages) < 3:
            passages.append(_passage(rng, f"x{number}", one.id, two.id, with_papers=with_papers))
    services = [
        _service(rng, number, rng.choice(nodes), with_papers=with_papers)
        for number in range(rng.choice((3, 3, 4)))
    ]
    return world(nodes=nodes, roads=roads, passages=passages, services=services, horizon=HORIZON)


def _windows(rng):
    if rng.random() < 0.6:
        return ((0, HORIZON),)
    opens = [HOUR * rng.randint(0, 10) for _ in range(rng.randint(1, 3))]
    return tuple((start, start + HOUR * rng.randint(1, 6)) for start in opens)


def _passage(rng, name, one, two, *, with_papers):
    rules = ()
    if with_papers and rng.random() < 0.7:
        valid = rng.choice((None, 0, 1, 2))
        rules = (requirement("test", "test", valid_hours=valid, known=rng.choice(BASES)),)
    states = (*(CrossingState.OPEN,) * 7, CrossingState.NOT_CONFIRMED, CrossingState.CLOSED)
    return passage(
        name,
        one,
        two,
        state=rng.choice(states),
        windows=_windows(rng),
        windows_known=rng.choice(BASES),
        low_minutes=0,
        high_minutes=HOUR * rng.randint(0, 1),
        requirements=rules,
        holds_until=rng.choice((None, None, HOUR * 6)),
    )


def _service(rng, number, place, *, with_papers):
    gives = with_papers and (number == 0 or rng.random() < 0.1)
    restricted = rng.random() < 0.1
    admissions = ()
    if with_papers and rng.random() < 0.15:
        admissions = (
            Admission("asks_test", known=Basis.CONFIRMED, needs_any_of=frozenset({"test"})),
        )
    provides = rng.sample(CODES, rng.choice((1, 1, 2)))
    return replace(
        service(f"s{number}", None if restricted else place.id, *provides),
        country=place.country,
        department=rng.choice(DEPARTMENTS),
        windows=_windows(rng),
        windows_known=rng.choice(BASES),
        duration_minutes=HOUR * rng.randint(0, 2),
        places=rng.choice((*(5,) * 6, None, 1)),
        places_known=rng.choice(BASES),
        gives=frozenset({"test"}) if gives else frozenset(),
        exists_known=rng.choice(BASES),
        restricted=restricted,
        admissions=admissions,
    )


def tiny_request(rng, **given):
    """Two people with up to three needs, some urgent, some with an end or an order."""
    codes = rng.sample(CODES, rng.randint(1, 3))
    needs = [
        Need(
            code,
            urgent=rng.random() < 0.3,
            by=rng.choice((*(None,) * 8, HOUR * 8)),
            after=frozenset(codes[:number]) if rng.random() < 0.2 else frozenset(),
        )
        for number, code in enumerate(codes)
    ]
    made = request(
        f"n{rng.randint(0, 2)}",
        *needs,
        depart=HOUR * rng.randint(0, 3),
        members=(Member(24, "f"), Member(2, "m")),
        heads_for=rng.choice(("", "", "SV", "HN")),
        max_crossings=rng.choice((0, 1, 2, 2)),
        keep=1000,
    )
    return replace(made, **given)


def handed_over(rng, tiny):
    """The same world with services that take a child alone only after another need is met."""
    return replace(
        tiny,
        services=tuple(
            replace(one, alone_after=frozenset(rng.sample(CODES, rng.choice((0, 1, 1)))))
            for one in tiny.services
        ),
    )


def gated_world(rng):
    """A border at which a test must be young, shelter behind it, and much to wait for before."""
    nodes = [node("n0"), node("n1"), node("n2", "SV"), node("n3", "SV")]
    near = [HOUR * rng.randint(0, 2) for _ in range(2)]
    gates = [
        replace(
            _passage(rng, name, one, "n2", with_papers=False),
            windows=tuple((HOUR * start, HOUR * (start + 2)) for start in rng.sample(range(11), 2)),
            requirements=(
                requirement("test", "test", valid_hours=rng.randint(0, 3)),
                requirement("other", "other", "test", blocking=rng.random() < 0.3),
            ),
        )
        for name, one in [("x0", "n0"), ("x1", "n1")]
    ]
    tests = [
        replace(
            service(name, place, *provides),
            windows=_windows(rng),
            duration_minutes=HOUR * rng.randint(0, 1),
            places_known=rng.choice(BASES),
            gives=frozenset(gives),
        )
        for name, place, provides, gives in [
            ("a_test", "n0", (), ("test",)),
            (
                "b_test",
                rng.choice(("n1", "n3")),
                ("medical",) * rng.randint(0, 1),
                ("test", "other"),
            ),
        ][: rng.randint(1, 2)]
    ]
    others = [
        _service(rng, number, nodes[number - 6], with_papers=False)
        for number in (7, 8, 9)[: rng.randint(2, 3)]
    ]
    return world(
        nodes=nodes,
        roads=[road("n0", "n1", 0, near[0]), road("n2", "n3", 0, near[1])],
        passages=gates,
        services=tests + others,
        horizon=HORIZON,
    )


def picky(rng, tiny):
    """The same world with services that take only some, run by all sorts of operators."""
    services = []
    countries = sorted({place.country for place in tiny.nodes})
    for one in tiny.services:
        rules = tuple(_picky_rule(rng, f"rule{place}") for place in range(rng.choice((0, 0, 1, 2))))
        services.append(
            replace(
                one,
                node=None if rng.random() < 0.1 else one.node,
                country=rng.choice(countries) if one.restricted else one.country,
                operator=rng.choice((OperatorKind.CIVIL, *OperatorKind)),
                origin_country=rng.choice(("", "SV", "HN")),
                admissions=(*one.admissions, *rules),
            )
        )
    return replace(tiny, services=tuple(services))


def _picky_rule(rng, code):
    takes = Condition(
        nationalities=frozenset(rng.sample(("SV", "HN", "GT"), rng.randint(0, 2))),
        except_nationalities=frozenset(rng.sample(("SV", "HN"), rng.randint(0, 1))),
        age_from=rng.choice((None, None, 12, 18)),
        age_until=rng.choice((None, None, 18, 60)),
        unaccompanied_only=rng.random() < 0.1,
    )
    return Admission(
        code,
        known=rng.choice(BASES),
        takes=rng.choice((None, takes)),
        profiles=frozenset(rng.sample(("returnee", "displaced"), rng.choice((0, 0, 1, 2)))),
        needs_any_of=frozenset(rng.sample(("id", "passport"), rng.choice((0, 0, 1)))),
        sexes=frozenset(rng.sample(("f", "m"), rng.choice((0, 0, 1)))),
        children_allowed=rng.random() < 0.8,
        adults_allowed=rng.random() < 0.8,
    )


def picky_request(rng):
    """A group of any kind, with what it carries, wants and fears."""
    people = (
        (Member(24, "f"), Member(2, "m")),
        (Member(17, "f"),),
        (Member(30, ""), Member(70, "m")),
    )
    return tiny_request(
        rng,
        nationality=rng.choice(("SV", "HN", "")),
        members=rng.choice(people),
        accompanied=rng.random() < 0.5,
        profiles=frozenset(rng.sample(("returnee", "displaced"), rng.randint(0, 1))),
        documents=frozenset(rng.sample(("id", "test"), rng.choice((0, 0, 1)))),
        protection_sensitive=rng.random() < 0.4,
        chosen=frozenset(rng.sample(("s0", "s1"), rng.choice((0, 0, 1)))),
        excluded=frozenset(rng.sample(("s1", "s2"), rng.choice((0, 0, 1)))),
        origin_closed=rng.random() < 0.4,
    )
