"""Differences between two versions in words: what was said before, and what is said now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from relevo.kernel.text import LocalisedText
from relevo.pathways.rules.content import Alternate, Branch, Content, Step
from relevo.pathways.rules.diff import (
    BranchAdded,
    BranchChanged,
    BranchRemoved,
    Change,
    HeadChanged,
    StepAdded,
    StepChanged,
    StepMoved,
    StepRemoved,
    Value,
    diff,
)
from relevo.web.flowchart import Names, limit_words, told
from relevo.web.pathway_phrases import (
    ADULTS_PRESENT,
    CHILDREN_HEARD,
    CONSENT_KINDS,
    HEAD_FIELDS,
    STEP_FIELDS,
)
from relevo.web.phrases import PACKET_FIELDS, SIDES

COUNTER = "next_number"
"""Nobody writes it, so nobody reads that it changed."""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change. ``language``: of which text (``es``, ``en``), or empty."""

    what: str
    language: str = ""
    before: str = ""
    after: str = ""


def told_changes(old: Content, new: Content, *, names: Names) -> list[ToldChange]:
    """Every change from one content to the other, in order."""
    return told_of(diff(old, new), old=old, new=new, names=names)


def told_of(
    changes: Sequence[Change], *, old: Content, new: Content, names: Names
) -> list[ToldChange]:
    """Changes in words; steps are called by where they stand, and by what they say."""
    teller = _Teller(old, new, names)
    return [teller.tell(change) for change in changes if not _is_counter(change)]


def _is_counter(change: Change) -> bool:
    return isinstance(change, HeadChanged) and change.field == COUNTER


class _Teller:
    def __init__(self, old: Content, new: Content, names: Names) -> None:
        self.old, self.new, self.names = old, new, names

    def tell(self, change: Change) -> ToldChange:
        match change:
            case HeadChanged(field, language, before, after):
                label = str(HEAD_FIELDS[field])
                return self._changed(label, field, language, (before, after))
            case StepChanged(key, field, language, before, after):
                values = {"step": self._step(key), "field": str(STEP_FIELDS[field])}
                label = _("Step %(step)s, %(field)s") % values
                return self._changed(label, field, language, (before, after))
            case BranchAdded() | BranchRemoved() | BranchChanged():
                return self._tell_branch(change)
            case _:
                return ToldChange(self._placed(change))

    def _placed(self, change: StepAdded | StepRemoved | StepMoved) -> str:
        """A step that came, went, or stands elsewhere."""
        if isinstance(change, StepRemoved):
            return _("Without step %(step)s") % {"step": self._of(change.step, self.old)}
        place = self._behind(change.after_key)
        if isinstance(change, StepAdded):
            values = {"step": self._of(change.step, self.new), "place": place}
            return _("New step %(step)s, %(place)s") % values
        values = {"step": self._step(change.step_key), "place": place}
        return _("Step %(step)s now stands %(place)s") % values

    def _tell_branch(self, change: BranchAdded | BranchRemoved | BranchChanged) -> ToldChange:
        match change:
            case BranchAdded(branch):
                what = _("New branch %(branch)s") % {"branch": self._branch(branch, self.new)}
                return ToldChange(what, after=told(branch.condition))
            case BranchRemoved(branch):
                what = _("Without branch %(branch)s") % {"branch": self._branch(branch, self.old)}
                return ToldChange(what, before=told(branch.condition))
            case BranchChanged(from_key, to_key, language, before, after):
                ends = self._branch(Branch(from_key, to_key), self.new)
                what = _("Condition of branch %(branch)s") % {"branch": ends}
                return ToldChange(what, language, before, after)

    def _changed(
        self, label: str, field: str, language: str, values: tuple[Value, Value]
    ) -> ToldChange:
        before, after = values
        return ToldChange(label, language, self._value(field, before), self._value(field, after))

    def _step(self, key: str) -> str:
        """By the number it has now; a step that is gone by the one it had."""
        step = self.new.step(key)
        if step is not None:
            return self._of(step, self.new)
        gone = self.old.step(key)
        return self._of(gone, self.old) if gone is not None else key

    @staticmethod
    def _of(step: Step, content: Content) -> str:
        number = content.keys.index(step.key) + 1 if step.key in content.keys else 0
        action = told(step.action)
        return f"{number} «{action}»" if action else str(number)

    def _behind(self, key: str) -> str:
        if not key:
            return _("first of all")
        return _("behind step %(step)s") % {"step": self._step(key)}

    @staticmethod
    def _branch(branch: Branch, content: Content) -> str:
        numbers = {key: number for number, key in enumerate(content.keys, start=1)}
        values = {"start": numbers.get(branch.from_key, 0), "end": numbers.get(branch.to_key, 0)}
        if not branch.to_key:
            return _("from step %(start)d out of the route") % values
        return _("from step %(start)d to step %(end)d") % values

    def _value(self, field: str, value: Value) -> str:
        """A value of a field as pages write it."""
        if value in (None, "", ()):
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, int):
            return limit_words(value)
        if isinstance(value, tuple):
            return "; ".join(self._item(item) for item in value)
        return str(self._tables().get(field, {}).get(value, value))

    def _tables(self) -> dict[str, Mapping[str, object]]:
        """Codes of fields in words."""
        return {
            "consent": CONSENT_KINDS,
            "adult": ADULTS_PRESENT,
            "children_heard": CHILDREN_HEARD,
            "side": SIDES,
            "institution_key": _told_names(self.names.institutions),
            "service_key": _told_names(self.names.services),
            "need": _told_names(self.names.needs),
        }

    def _item(self, item: str | Alternate) -> str:
        if not isinstance(item, Alternate):
            return str(PACKET_FIELDS.get(item, item))
        names = _told_names(self.names.institutions)
        institution = names.get(item.institution_key, item.institution_key)
        return " · ".join(part for part in (told(item.role), institution) if part)


def _told_names(names: Mapping[str, LocalisedText]) -> dict[str, str]:
    return {key: told(text) for key, text in names.items()}
