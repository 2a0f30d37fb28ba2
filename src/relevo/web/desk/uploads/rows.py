"""A row as its page shows it: what it says, what is flagged, what one touch would settle."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.formats.tables import SECTION
from relevo.networks.models import DirectoryUpload, UploadRow
from relevo.networks.queries import uploads as queries
from relevo.networks.queries.directory import Difference, differences, texts_of_entry, texts_of_row
from relevo.networks.rules import uploads as rules
from relevo.web.desk.uploads.words import place_words, told
from relevo.web.network_phrases import UPLOAD_FIELDS
from relevo.web.phrases import COUNTRIES

SETTLE_KEYS = {
    "names": rules.DROP_NAME,
    "contact": rules.DROP_CONTACT,
    "protected": rules.KEEP_PROTECTED,
}
FIELD_CHOICES = [("", pgettext_lazy("column of a list", "Leave it out")), *UPLOAD_FIELDS.items()]


class MapForm(forms.Form):
    """What each column is."""

    def __init__(
        self, data: object = None, *, columns: list[str], mapping: Mapping[str, str]
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        for index, name in enumerate(columns):
            self.fields[f"column-{index}"] = forms.ChoiceField(
                label=_("Heading above the rows") if name == SECTION else name,
                choices=FIELD_CHOICES,
                initial=mapping.get(str(index), ""),
                required=False,
            )


class RowForm(forms.Form):
    """What a row shall say; only what the browser sends is changed."""

    institution = forms.CharField(max_length=200, required=False)
    acronym = forms.CharField(max_length=40, required=False)
    kind = forms.CharField(max_length=80, required=False)
    service = forms.CharField(max_length=200, required=False)
    needs = forms.CharField(max_length=300, required=False)
    country = forms.CharField(max_length=40, required=False)
    department = forms.CharField(max_length=120, required=False)
    municipality = forms.CharField(max_length=120, required=False)
    locality = forms.CharField(max_length=120, required=False)
    address = forms.CharField(max_length=200, required=False)
    phone = forms.CharField(max_length=80, required=False)
    hours = forms.CharField(max_length=200, required=False)
    email = forms.CharField(max_length=120, required=False)
    web = forms.CharField(max_length=200, required=False)
    requirements = forms.CharField(max_length=1_000, required=False, widget=forms.Textarea)
    notes = forms.CharField(max_length=1_000, required=False, widget=forms.Textarea)
    settle = forms.ChoiceField(choices=[(key, key) for key in SETTLE_KEYS], required=False)
    everywhere = forms.BooleanField(required=False)

    def __init__(self, data: object = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]  # as Django has it
        for name, words in UPLOAD_FIELDS.items():
            self.fields[name].label = words  # type: ignore[assignment]  # a lazy text is one


class DecideForm(forms.Form):
    """What becomes of a row."""

    decision = forms.ChoiceField(
        choices=[(code, code) for code in ("new", "merge", "merge_other", "skip", "undecided")]
    )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value that would settle a problem with one touch."""

    field: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence about a row, and what would settle it."""

    code: str
    field: str
    text: str
    stops: bool
    suggestions: list[Suggestion]


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the page shows it."""

    row: UploadRow
    place: str
    values: dict[str, str]
    lines: list[Line]
    form: RowForm
    asked: list[forms.BoundField]
    others: list[forms.BoundField]
    same_elsewhere: int
    differences: list[Difference]
    repeats: bool

    @property
    def stops(self) -> bool:
        return any(line.stops for line in self.lines)

    @property
    def codes(self) -> set[str]:
        return {line.code for line in self.lines}


def shown_row(
    row: UploadRow,
    found: DirectoryUpload,
    *,
    names: Mapping[str, str],
    same: Counter[tuple[str, str]],
    checker: queries.Checker,
    bound: tuple[int, RowForm] | None,
) -> Shown:
    """One row; ``bound``: what somebody sent for it that was refused."""
    values = queries.values_of(row, upload=found)
    lines = [_line(problem, values, names=names) for problem in row.problems]
    lines.sort(key=lambda line: not line.stops)
    form = bound[1] if bound else RowForm(initial=values, auto_id=f"r{row.number}-%s")
    wanted = list(dict.fromkeys(line.field for line in lines if line.stops and line.field))
    if "personal_contact" in {line.code for line in lines} and "phone" not in wanted:
        wanted.append("phone")
    elsewhere = [
        same[p["field"], p["read"]] - 1
        for p in row.problems
        if p["field"] in wanted and p["code"] not in rules.NOTES
    ]
    changes: list[Difference] = []
    if row.same_service is not None:
        checked = checker.check(values, corrected=row.corrected)
        there = texts_of_row(values, terms=checked.terms, area=checked.place.area)
        changes = _with_names(differences(texts_of_entry(row.same_service), there), names)
    return Shown(
        row=row,
        place=place_words(row.place),
        values=values,
        lines=lines,
        form=form,
        asked=[form[name] for name in wanted],
        others=[form[name] for name in UPLOAD_FIELDS if name not in wanted],
        same_elsewhere=max(elsewhere, default=0),
        differences=changes,
        repeats=any(line.code == "same_as_row" for line in lines),
    )


def _with_names(found: list[Difference], names: Mapping[str, str]) -> list[Difference]:
    """Needs by their names instead of their codes."""

    def words(text: str) -> str:
        return ", ".join(names.get(code, code) for code in text.split())

    return [
        Difference(one.field, words(one.here), words(one.there)) if one.field == "needs" else one
        for one in found
    ]


def _line(
    problem: Mapping[str, object], values: Mapping[str, str], *, names: Mapping[str, str]
) -> Line:
    code, field = str(problem["code"]), str(problem["field"])
    accepted = problem["accepted"]
    near = [str(one) for one in accepted if one] if isinstance(accepted, list) else []
    suggestions: list[Suggestion] = []
    if code in {"place_unknown", "place_ambiguous", "phone_unreadable"}:
        suggestions = [Suggestion(field, one, one) for one in near]
    elif code in {"country_missing", "country_unknown"}:
        suggestions = [Suggestion(field, one, str(COUNTRIES[one])) for one in near]
    elif code == "need_unknown":
        read = str(problem["read"])
        suggestions = [
            Suggestion(field, values["needs"].replace(read, names[one]), names[one]) for one in near
        ]
    return Line(code, field, told(problem, names=names), code not in rules.NOTES, suggestions)
