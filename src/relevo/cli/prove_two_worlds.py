"""Two worlds: with and without one protected person, a blocked account reads the same bytes.

First the person is there: her case, what was offered of it to others, her exclusions, her
complaint. Every blocked account asks for everything it can reach, with her very ids, codes and
names. Then all of it is undone, and the same is asked again in a world in which she never was. What
differs is a leak, however small.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.test.utils import override_settings
from django.urls import URLPattern, reverse

from relevo.cases.rules.facts import CaseFacts, Person
from relevo.cli.outcome import Outcome, within
from relevo.cli.prove_authz import samples
from relevo.cli.prove_authz.matrix import Answer, Asker, Cell, arguments_of, body_of, undone
from relevo.cli.prove_authz.policy import named_patterns, read_policy
from relevo.cli.prove_authz.world import A_WOMAN, Subject, World, populate, tell_of
from relevo.cli.scratch import rolled_back
from relevo.plumbing import clock

PEOPLE: tuple[CaseFacts, ...] = (
    replace(A_WOMAN, protection_sensitive=True),
    replace(A_WOMAN, profiles=frozenset({"trafficking"})),
    replace(A_WOMAN, nationality="SV", profiles=frozenset({"lgbtiq"})),
    replace(A_WOMAN, needs=("shelter", "gbv_care")),
    replace(A_WOMAN, nationality="", people=(Person("21-59", "f"), Person("5-11", "m"))),
)
"""Asylum, trafficking, LGBTIQ+, gender-based violence, a mother of unknown origin."""
BLOCKED = frozenset({"excluded", "excluded_person", "accused", "stranger", "police"})
FEW = (
    "excluded_person/institution_admin+supervisor+psea+break_glass+probation",
    "excluded/officer+supervisor+psea+break_glass+probation",
    "police/officer",
)
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask in both worlds: the address and the body are the very same."""

    name: str
    method: str
    address: str
    body: tuple[tuple[str, str], ...] = ()

    def told(self) -> str:
        query = self.address.partition("?")[2].partition("=")[0]
        return f"{self.method} {self.name}" + (f" ?{query}=" if query else "")


def prove(*, full: bool, only: Collection[str] = ()) -> Outcome:
    """Compare every answer; three accounts and one person, or with ``full`` all of both.

    ``only``: at these addresses, for the test of the proof itself.
    """
    people = PEOPLE if full else PEOPLE[:1]
    at = clock.now()
    hosts = [*settings.ALLOWED_HOSTS, "testserver"]
    samples.forget()
    asked, differing = 0, []
    accounts: set[str] = set()
    with rolled_back(), override_settings(ALLOWED_HOSTS=hosts), clock.stopped(at):
        for number, person in enumerate(people, start=1):
            with undone():
                for told, count in _compared(person, at=at, full=full, only=only):
                    asked += 1
                    accounts.add(count)
                    differing += [f"person {number}: {told}"] if told else []
    figures = {
        "protected people": len(people),
        "blocked accounts": len(accounts),
        "questions in both worlds": asked,
        "differing answers": len(differing),
    } | {f"difference {n}": told for n, told in enumerate(differing[:SHOWN], start=1)}
    limits = {"differing answers": 0}
    return Outcome("prove two-worlds", figures, limits, within(figures, limits) and asked > 0)


def _compared(
    person: CaseFacts, *, at: datetime, full: bool, only: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What differs (empty: nothing), and for which account, for each question."""
    world = World(at=at, person=person)
    populate(world)
    subjects = [
        subject
        for subject in world.subjects
        if subject.relation in BLOCKED and (full or subject.label in FEW)
    ]
    asker = Asker(world)
    for subject in subjects:
        asker.cookies_of(subject)
    with undone():
        tell_of(world)
        questions = {
            subject.label: [
                question
                for question in questions_of(subject, world)
                if not only or question.name in only
            ]
            for subject in subjects
        }
        with_her = {
            subject.label: _answers(asker, subject, questions[subject.label])
            for subject in subjects
        }
    for subject in subjects:
        without = _answers(asker, subject, questions[subject.label])
        for question, first, second in zip(
            questions[subject.label], with_her[subject.label], without, strict=True
        ):
            told = difference(first, second)
            yield f"{subject.label}: {question.told()}: {told}" if told else "", subject.label


def _answers(asker: Asker, subject: Subject, questions: Sequence[Question]) -> list[Answer]:
    return [
        asker.ask(subject, question.method, question.address, dict(question.body))
        for question in questions
    ]


def difference(first: Answer, second: Answer) -> str:
    """In what two answers differ; empty when in nothing."""
    parts = {
        "status": first.status == second.status,
        "location": first.location == second.location,
        "headers": first.headers == second.headers,
        "body": first.body == second.body,
    }
    return ", ".join(part for part, is_same in parts.items() if not is_same)


def questions_of(subject: Subject, world: World) -> Iterator[Question]:
    """All that an account can ask: every address, searches for her, forms that would be right."""
    policy = read_policy()
    for name, pattern in named_patterns():
        row = policy[name]
        for address in dict.fromkeys(_addresses(name, pattern, subject, world)):
            if row.get != "-":
                yield Question(name, "GET", address)
            if row.post != "-" and row.is_near_cases:
                body = body_of(Cell(name, subject, "POST"), world)
                yield Question(name, "POST", address, tuple(body.items()))
    for name, field in SEARCHES:
        for value in searched_for(world):
            address = reverse(name)
            yield Question(name, "GET", f"{address}?{field}={value}")
    for name, fields in TYPED:
        for value in searched_for(world):
            typed = tuple((field, value) for field in fields)
            yield Question(name, "POST", reverse(name), typed)


SEARCHES = (("desk:directory", "q"), ("desk:directory", "case"), ("desk:case-search", "q"))
TYPED = (
    ("desk:case-search", ("text", "q", "code", "asked")),
    ("desk:receipt-verify", ("code", "receipt")),
    ("desk:loop-arrival", ("code",)),
    ("desk:rights", ("code", "phrase")),
    ("voice:follow", ("code",)),
)


def searched_for(world: World) -> list[str]:
    """Her codes, ids, name and telephone, as somebody would type them who knows them."""
    names = ("case_code", "receiver_code", "receiver_receipt", "name", "contact", "case_id")
    return [world.canaries[name] for name in names]


def _addresses(name: str, pattern: URLPattern, subject: Subject, world: World) -> Iterator[str]:
    cell = Cell(name, subject, "GET")
    yield reverse(name, kwargs=arguments_of(pattern, cell, world))
    converters = pattern.pattern.converters
    if "referral_id" in converters:
        for referral_id in world.referrals.values():
            given = arguments_of(pattern, cell, world) | {"referral_id": referral_id}
            yield reverse(name, kwargs=given)
    if set(converters) == {"key"} and name in BY_SERVICE:
        for service in world.services.values():
            yield reverse(name, kwargs={"key": service.key})


BY_SERVICE = frozenset({"desk:service", "public:service"})
