"""Where a telling goes is a rule on what was ticked; nobody reads it first to decide."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from relevo.feedback.enums import Found, Got, Kind, Matter
from relevo.feedback.errors import NothingTold, TellingRefused

LONGEST_WORDS = 4_000
_KIND_OF: dict[Matter, Kind] = {
    Matter.SEX: Kind.SEXUAL,
    Matter.ABUSE: Kind.SEXUAL,
    Matter.MONEY: Kind.IN_RETURN,
    Matter.WORK: Kind.IN_RETURN,
    Matter.FAVORS: Kind.IN_RETURN,
    Matter.CONDUCT: Kind.CONDUCT,
    Matter.DISCRIMINATION: Kind.DISCRIMINATION,
    Matter.CHILD: Kind.CHILD,
}
_GRAVEST_FIRST = (
    Kind.SEXUAL,
    Kind.CHILD,
    Kind.IN_RETURN,
    Kind.CONDUCT,
    Kind.DISCRIMINATION,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody said, as they said it."""

    found: str = ""
    got: str = ""
    matters: frozenset[str] = frozenset()
    words: str = ""
    went_on: date | None = None
    slip_code: str = ""
    """The code of their slip or receipt: it keeps those who work on their case from reading."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Where it goes. What is sensitive never also goes to the place as ordinary feedback."""

    is_sensitive: bool
    for_readers: bool
    for_the_place: bool
    tells_closed: bool
    kind: Kind


def sort(told: Told) -> Sorted:
    """Raises NothingTold. Words are for the readers alone: nobody knows what they hold."""
    matters = {Matter(code) for code in told.matters}
    is_sensitive = bool(matters)
    has_words = bool(told.words.strip())
    has_ordinary = bool(told.found or told.got)
    if not (is_sensitive or has_words or has_ordinary):
        raise NothingTold
    return Sorted(
        is_sensitive=is_sensitive,
        for_readers=is_sensitive or has_words,
        for_the_place=has_ordinary and not is_sensitive,
        tells_closed=told.found == Found.CLOSED and not is_sensitive,
        kind=_kind(told, matters),
    )


def _kind(told: Told, matters: Collection[Matter]) -> Kind:
    kinds = {_KIND_OF[matter] for matter in matters}
    for kind in _GRAVEST_FIRST:
        if kind in kinds:
            return kind
    if told.found == Found.CLOSED:
        return Kind.CLOSED
    if told.got in {Got.PART, Got.NOTHING}:
        return Kind.NOT_GIVEN
    return Kind.PRAISE if told.found or told.got else Kind.WORDS


def check_told(told: Told, *, on: date) -> None:
    """TellingRefused unless every part of it is one that the form can have."""
    closed_lists = {"found": (told.found, Found), "got": (told.got, Got)}
    for field, (code, known) in closed_lists.items():
        if code and code not in known.values:
            raise TellingRefused(field=field, problem="unknown")
    if not told.matters <= set(Matter.values):
        raise TellingRefused(field="matters", problem="unknown")
    check_words(told.words)
    if told.went_on is not None and told.went_on > on:
        raise TellingRefused(field="went_on", problem="to_come")


def check_words(words: str) -> None:
    if len(words) > LONGEST_WORDS:
        raise TellingRefused(field="words", problem="too_long")
    if "\0" in words:
        raise TellingRefused(field="words", problem="unreadable")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who may read complaints of a network, and every institution they belong to.

    Under their former and later names too.
    """

    user_id: UUID
    institutions: frozenset[UUID]


def readers_of(
    readers: Collection[Reader], *, about: UUID | None, barred: Collection[UUID] = ()
) -> list[Reader]:
    """Who of them may open a complaint about an institution.

    Never somebody of that institution, never somebody who works on the person's case.
    """
    return [
        reader
        for reader in readers
        if about not in reader.institutions and reader.user_id not in barred
    ]
