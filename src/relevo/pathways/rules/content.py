"""What an agreed route says, as values: parsed whole from JSON, and written canonically.

A content is a head (the artefacts the networks use beside the route itself), steps in order and
branches. After a step the next one in order follows, unless a branch's condition holds; an exit
step ends the route. The key of a step (``s4``) is never given again within a route: what is said
of a step (a reservation, a mark of a case, a figure) stays with it from version to version.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from relevo.kernel.text import LocalisedText
from relevo.pathways.enums import AdultPresent, ChildrenHeard, ConsentKind
from relevo.pathways.errors import ContentProblem, ContentUnreadable

LONGEST_TEXT = 4_000
LONGEST_LINE = 80
LONGEST_CODE = 40
LONGEST_LIMIT = 525_600
"""Minutes of a year: no step of a route takes longer."""
MOST_STEPS = 60
MOST_BRANCHES = 120
MOST_ALTERNATES = 8
MOST_FIELDS = 30
MOST_NUMBER = 9_999
SIDES = ("GT", "HN", "SV")
NOTHING = LocalisedText("", "")

HEAD_TEXTS: tuple[str, ...] = (
    "trigger",
    "entry_points",
    "identification_guide",
    "activation_form",
    "closing_form",
    "referral_form",
    "legal_basis",
    "review_note",
    "children_how",
)
STEP_TEXTS: tuple[str, ...] = ("action", "role", "documents", "handover", "legal_basis")

_KEY = re.compile(r"s[1-9][0-9]{0,3}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

C = TypeVar("C", AdultPresent, ChildrenHeard, ConsentKind)


@dataclass(frozen=True, slots=True)
class Alternate:
    """Who takes a step over when the responsible institution cannot."""

    role: LocalisedText = NOTHING
    institution_key: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does what on which side, within how long, with which consent."""

    key: str
    side: str
    action: LocalisedText = NOTHING
    role: LocalisedText = NOTHING
    """The responsible role, never a person."""
    institution_key: str = ""
    service_key: str = ""
    need: str = ""
    """A term of the taxonomy, or nothing."""
    within_minutes: int | None = None
    documents: LocalisedText = NOTHING
    consent: ConsentKind = ConsentKind.NONE
    fields: tuple[str, ...] = ()
    """Codes of what may be told at this step."""
    handover: LocalisedText = NOTHING
    feedback_minutes: int | None = None
    legal_basis: LocalisedText = NOTHING
    line: str = ""
    alternates: tuple[Alternate, ...] = ()
    adult: AdultPresent = AdultPresent.NOT_CONCERNED
    is_exit: bool = False

    @property
    def number(self) -> int:
        return number_of(self.key)


@dataclass(frozen=True, slots=True)
class Branch:
    """Where the route goes on a condition; ``to_key`` empty: the person leaves the route."""

    from_key: str
    to_key: str
    condition: LocalisedText = NOTHING


@dataclass(frozen=True, slots=True)
class Content:
    """A whole route. Branches stand in the order of their steps' numbers, whoever wrote them."""

    trigger: LocalisedText = NOTHING
    entry_points: LocalisedText = NOTHING
    identification_guide: LocalisedText = NOTHING
    activation_form: LocalisedText = NOTHING
    closing_form: LocalisedText = NOTHING
    referral_form: LocalisedText = NOTHING
    legal_basis: LocalisedText = NOTHING
    review_note: LocalisedText = NOTHING
    children_heard: ChildrenHeard = ChildrenHeard.NOT_CONCERNED
    children_how: LocalisedText = NOTHING
    steps: tuple[Step, ...] = ()
    branches: tuple[Branch, ...] = ()
    next_number: int = 1
    """Of the next step that is added; removed steps keep theirs."""

    def __post_init__(self) -> None:
        least = max((step.number for step in self.steps), default=0) + 1
        object.__setattr__(self, "next_number", max(self.next_number, least))
        object.__setattr__(self, "branches", tuple(sorted(self.branches, key=branch_order)))

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(step.key for step in self.steps)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def branches_from(self, key: str) -> tuple[Branch, ...]:
        return tuple(branch for branch in self.branches if branch.from_key == key)


def number_of(key: str) -> int:
    """``s12`` is 12; the empty key of a branch that leaves the route is 0."""
    return int(key[1:]) if key else 0


def branch_order(branch: Branch) -> tuple[int, int]:
    return number_of(branch.from_key), number_of(branch.to_key)


def followers(content: Content, key: str) -> tuple[str, ...]:
    """Steps that may come after one; the empty key among them: the route may be left there."""
    keys = content.keys
    place = keys.index(key)
    found = [branch.to_key for branch in content.branches_from(key)]
    if content.steps[place].is_exit or place + 1 == len(keys):
        found.append("")
    else:
        found.append(keys[place + 1])
    return tuple(dict.fromkeys(found))


def dump_content(content: Content) -> dict[str, Any]:
    """The canonical JSON: every field, always in the same order; parsing it gives the same."""
    written: dict[str, Any] = {}
    for field in fields(content):
        value = getattr(content, field.name)
        written[field.name] = _dumped(value)
    return written


def dump_step(step: Step) -> dict[str, Any]:
    """One step in the same canonical words."""
    return {field.name: _dumped(getattr(step, field.name)) for field in fields(step)}


def _dumped(value: object) -> object:
    if isinstance(value, LocalisedText):
        return {"es": value.es, "en": value.en}
    if isinstance(value, tuple):
        return [_dumped(item) for item in value]
    if isinstance(value, Step | Branch | Alternate):
        return {field.name: _dumped(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, AdultPresent | ChildrenHeard | ConsentKind):
        return value.value
    return value


def digest_of(content: Content) -> str:
    """SHA-256 of the canonical JSON: what a network validated can be told from what it did not."""
    text = json.dumps(dump_content(content), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def parse_content(raw: object) -> Content:
    """The content of a JSON value. ContentUnreadable names every problem with its place.

    Texts that are missing are empty: a draft may be unfinished, but never unreadable.
    """
    reader = _Reader()
    content = reader.content(raw)
    if reader.problems:
        raise ContentUnreadable(tuple(reader.problems))
    return content


def parse_step(raw: object) -> Step:
    """One step alone; raises ContentUnreadable."""
    reader = _Reader()
    step = reader.step(raw, "step")
    if step is None or reader.problems:
        raise ContentUnreadable(tuple(reader.problems))
    return step


class _Reader:
    """Reads as much as can be read, and notes what cannot."""

    def __init__(self) -> None:
        self.problems: list[ContentProblem] = []

    def note(self, path: str, code: str) -> None:
        self.problems.append(ContentProblem(path=path, code=code))

    def mapping(self, raw: object, path: str, known: frozenset[str]) -> Mapping[str, Any] | None:
        if not isinstance(raw, Mapping):
            self.note(path, "not_a_mapping")
            return None
        for name in raw:
            if name not in known:
                self.note(f"{path}.{str(name)[:LONGEST_CODE]}" if path else str(name), "unknown")
        return raw

    def items(self, raw: object, path: str, most: int) -> list[Any]:
        if raw is None:
            return []
        if not isinstance(raw, list | tuple):
            self.note(path, "not_a_list")
            return []
        if len(raw) > most:
            self.note(path, "too_many")
        return list(raw[:most])

    def string(self, raw: object, path: str, longest: int) -> str:
        if raw is None:
            return ""
        if not isinstance(raw, str):
            self.note(path, "not_a_text")
            return ""
        text = raw.replace("\r\n", "\n").replace("\r", "\n")
        if _UNWRITABLE.search(text):
            self.note(path, "characters")
            return ""
        if len(text) > longest:
            self.note(path, "too_long")
            return ""
        return text

    def text(self, raw: object, path: str) -> LocalisedText:
        if raw is None:
            return NOTHING
        found = self.mapping(raw, path, _TEXT_NAMES)
        if found is None:
            return NOTHING
        return LocalisedText(
            es=self.string(found.get("es"), f"{path}.es", LONGEST_TEXT),
            en=self.string(found.get("en"), f"{path}.en", LONGEST_TEXT),
        )

    def code(self, raw: object, path: str) -> str:
        text = self.string(raw, path, LONGEST_CODE)
        if text and not _CODE.fullmatch(text):
            self.note(path, "not_a_code")
            return ""
        return text

    def number(self, raw: object, path: str, most: int) -> int | None:
        if raw is None:
            return None
        if isinstance(raw, bool) or not isinstance(raw, int):
            self.note(path, "not_a_number")
            return None
        if not 0 <= raw <= most:
            self.note(path, "out_of_range")
            return None
        return raw

    def flag(self, raw: object, path: str) -> bool:
        if raw is None:
            return False
        if not isinstance(raw, bool):
            self.note(path, "not_yes_or_no")
            return False
        return raw

    def choice(self, raw: object, path: str, default: C) -> C:
        if raw is None:
            return default
        known = type(default)
        if not isinstance(raw, str) or raw not in known.values:
            self.note(path, "not_in_list")
            return default
        return known(raw)

    def content(self, raw: object) -> Content:
        found = self.mapping(raw, "", _CONTENT_NAMES)
        if found is None:
            return Content()
        texts = {name: self.text(found.get(name), name) for name in HEAD_TEXTS}
        steps = self.steps(found.get("steps"))
        branches = self.branches(found.get("branches"), frozenset(step.key for step in steps))
        return Content(
            **texts,
            children_heard=self.choice(
                found.get("children_heard"), "children_heard", ChildrenHeard.NOT_CONCERNED
            ),
            steps=steps,
            branches=branches,
            next_number=self.number(found.get("next_number"), "next_number", MOST_NUMBER + 1) or 1,
        )

    def steps(self, raw: object) -> tuple[Step, ...]:
        found: dict[str, Step] = {}
        for index, item in enumerate(self.items(raw, "steps", MOST_STEPS)):
            step = self.step(item, f"steps[{index}]")
            if step is None:
                continue
            if step.key in found:
                self.note(f"steps[{index}].key", "twice")
                continue
            found[step.key] = step
        return tuple(found.values())

    def step(self, raw: object, path: str) -> Step | None:
        found = self.mapping(raw, path, _STEP_NAMES)
        if found is None:
            return None
        key = self.key(found.get("key"), f"{path}.key")
        side = found.get("side")
        if side not in SIDES:
            self.note(f"{path}.side", "not_in_list")
        texts = {name: self.text(found.get(name), f"{path}.{name}") for name in STEP_TEXTS}
        step = Step(
            key=key or "s1",
            side=side if side in SIDES else SIDES[0],
            **texts,
            institution_key=self.code(found.get("institution_key"), f"{path}.institution_key"),
            service_key=self.code(found.get("service_key"), f"{path}.service_key"),
            need=self.code(found.get("need"), f"{path}.need"),
            within_minutes=self.number(
                found.get("within_minutes"), f"{path}.within_minutes", LONGEST_LIMIT
            ),
            consent=self.choice(found.get("consent"), f"{path}.consent", ConsentKind.NONE),
            fields=self.codes(found.get("fields"), f"{path}.fields"),
            feedback_minutes=self.number(
                found.get("feedback_minutes"), f"{path}.feedback_minutes", LONGEST_LIMIT
            ),
            line=self.string(found.get("line"), f"{path}.line", LONGEST_LINE),
            alternates=self.alternates(found.get("alternates"), f"{path}.alternates"),
            adult=self.choice(found.get("adult"), f"{path}.adult", AdultPresent.NOT_CONCERNED),
            is_exit=self.flag(found.get("is_exit"), f"{path}.is_exit"),
        )
        return step if key else None

    def key(self, raw: object, path: str) -> str:
        if not isinstance(raw, str) or not _KEY.fullmatch(raw):
            self.note(path, "not_a_key")
            return ""
        return raw

    def codes(self, raw: object, path: str) -> tuple[str, ...]:
        found = []
        for index, item in enumerate(self.items(raw, path, MOST_FIELDS)):
            code = self.code(item, f"{path}[{index}]")
            if item == "":
                self.note(f"{path}[{index}]", "empty")
            elif code in found:
                self.note(f"{path}[{index}]", "twice")
            else:
                found.append(code)
        return tuple(code for code in found if code)

    def alternates(self, raw: object, path: str) -> tuple[Alternate, ...]:
        found = []
        for index, item in enumerate(self.items(raw, path, MOST_ALTERNATES)):
            place = f"{path}[{index}]"
            one = self.mapping(item, place, _ALTERNATE_NAMES)
            if one is not None:
                found.append(
                    Alternate(
                        role=self.text(one.get("role"), f"{place}.role"),
                        institution_key=self.code(
                            one.get("institution_key"), f"{place}.institution_key"
                        ),
                    )
                )
        return tuple(found)

    def branches(self, raw: object, keys: frozenset[str]) -> tuple[Branch, ...]:
        found: dict[tuple[str, str], Branch] = {}
        for index, item in enumerate(self.items(raw, "branches", MOST_BRANCHES)):
            path = f"branches[{index}]"
            one = self.mapping(item, path, _BRANCH_NAMES)
            if one is None:
                continue
            pair = (
                self.end(one.get("from_key"), f"{path}.from_key", keys),
                self.end(one.get("to_key"), f"{path}.to_key", keys | {""}),
            )
            condition = self.text(one.get("condition"), f"{path}.condition")
            if pair[0] == pair[1]:
                self.note(f"{path}.to_key", "to_itself")
            elif pair in found:
                self.note(path, "twice")
            else:
                found[pair] = Branch(*pair, condition)
        return tuple(found.values())

    def end(self, raw: object, path: str, keys: frozenset[str]) -> str:
        """An end of a branch: the key of a step that is there."""
        if raw is None:
            raw = ""
        if not isinstance(raw, str) or raw not in keys:
            self.note(path, "no_such_step")
            return ""
        return raw


_TEXT_NAMES = frozenset({"es", "en"})
_CONTENT_NAMES = frozenset(field.name for field in fields(Content))
_STEP_NAMES = frozenset(field.name for field in fields(Step))
_ALTERNATE_NAMES = frozenset(field.name for field in fields(Alternate))
_BRANCH_NAMES = frozenset(field.name for field in fields(Branch))
