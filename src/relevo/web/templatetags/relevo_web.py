"""Tags and filters that every page and component shares."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context, TemplateSyntaxError
from django.urls import translate_url
from django.utils import dateformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.kernel.ids import group_code as grouped
from relevo.web import (
    alert_phrases,
    border_phrases,
    care_phrases,
    casework_phrases,
    count_phrases,
    emergency_phrases,
    exchange_phrases,
    feed_phrases,
    loop_phrases,
    map_phrases,
    movement_phrases,
    network_phrases,
    pathway_phrases,
    phrases,
    replay_phrases,
    restriction_phrases,
    rights_phrases,
    sheet_phrases,
    stewardship_phrases,
    voice_phrases,
    wall_phrases,
)
from relevo.wording.words import is_whole_day, last_day, through

register = template.Library()
PHRASES = (
    phrases,
    alert_phrases,
    border_phrases,
    network_phrases,
    care_phrases,
    casework_phrases,
    count_phrases,
    emergency_phrases,
    exchange_phrases,
    feed_phrases,
    loop_phrases,
    map_phrases,
    movement_phrases,
    pathway_phrases,
    replay_phrases,
    restriction_phrases,
    rights_phrases,
    sheet_phrases,
    stewardship_phrases,
    voice_phrases,
    wall_phrases,
)

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
HOUR, DAY = 60, 24 * 60
SOON = timedelta(hours=6)
REGIONAL = "RG"
WRITTEN = ("es", "en")
"""The languages in which a form takes a text twice."""
"""Institutions that belong to no one country."""

MAX_SHORT_NUMBER, LOCAL_NUMBER = 5, 8
PASSED_ON = re.compile(r"(hx|data|aria)-[a-z-]+|id|form|formnovalidate|formaction|disabled")
ICONS = {
    "info": "information",
    "success": "open",
    "warn": "restricted",
    "danger": "danger",
    "confirmed": "check",
    "confirm_first": "not_confirmed",
    "estimated": "clock",
    "calm": "clock",
    "soon": "restricted",
    "over": "no",
    "emergency": "danger",
    "urgent": "restricted",
    "normal": "clock",
}
CONFIDENCE_STEPS = {"high": 3, "medium": 2, "low": 1}


class ComponentInputMissing(TemplateSyntaxError):
    """A component was used without an input that it cannot do without."""

    def __init__(self, component: str, name: str) -> None:
        super().__init__(f"<c-{component}> needs the input {name!r}")
        self.name = name


class ComponentInputUnknown(TemplateSyntaxError):
    """A component was given an input that it does not declare: most often a misspelled one."""

    def __init__(self, component: str, name: str) -> None:
        super().__init__(f"<c-{component}> does not know the input {name!r}")
        self.name = name


class WordUnknown(TemplateSyntaxError):
    """A code has no words for people; pages never show a bare code."""

    def __init__(self, kind: str, code: object) -> None:
        super().__init__(f"no words for the {kind} {code!r}")
        self.code = code


@register.simple_tag(takes_context=True)
def inputs(context: Context, *required: str, rest: bool = False) -> str:
    """Refuse a component that lacks a required input or was given one it does not declare.

    With ``rest`` the attributes that ``{% rest %}`` writes out (htmx, data, aria, id) pass.
    """
    given = context["attrs"]
    component = context["cotton_data"]["stack"][-1]["key"]
    for name in required:
        value = context.get(name) if name == "slot" else given.get(name, context.get(name))
        if value is None or value is True or (isinstance(value, str) and not value.strip()):
            raise ComponentInputMissing(component, name)
    for name in given.attrs_dict():
        if not (rest and PASSED_ON.fullmatch(name)):
            raise ComponentInputUnknown(component, name)
    return ""


@register.simple_tag(takes_context=True)
def rest(context: Context) -> SafeString:
    """The passed-on attributes of a component, escaped."""
    given: Mapping[str, Any] = context["attrs"].attrs_dict()
    return format_html_join(
        "", ' {}="{}"', ((name, "" if value is True else value) for name, value in given.items())
    )


def _word(words: phrases.Words, kind: str, code: object) -> str:
    try:
        return str(words[str(code)])
    except KeyError:
        raise WordUnknown(kind, code) from None


@register.filter
def word(code: object, kind: str) -> str:
    """The words of a code: ``{{ state|word:"crossing_states" }}``, a table of phrases."""
    found = (getattr(module, kind.upper(), None) for module in PHRASES)
    words = next((table for table in found if table is not None), None)
    if not isinstance(words, dict):
        raise WordUnknown("table", kind)
    return _word(words, kind, code)


@register.filter
def in_its_language(field: BoundField) -> SafeString:
    """The box of a field; one for a text in one language says which: it is read and spelled so."""
    language = next((code for code in WRITTEN if field.name.endswith(f"_{code}")), "")
    return field.as_widget(attrs={"lang": language} if language else None)


@register.filter
def country_name(code: object) -> str:
    """The country of an ISO code; a code without a name here is shown as it is."""
    if code == REGIONAL:
        return pgettext("country", "several countries")
    return str(phrases.COUNTRIES.get(str(code), code))


@register.filter
def side(code: object) -> str:
    return _word(phrases.SIDES, "side", code)


def _localtime(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"a time without zone cannot be shown: {value!r}")
    return value.astimezone(LOCAL)


def _day(value: date) -> str:
    return dateformat.format(value, "j b Y" if _spanish() else "j M Y")


def _spanish() -> bool:
    return not (get_language() or "es").startswith("en")


def _weekday(value: date) -> str:
    name = dateformat.format(value, "D")
    return name.lower() if _spanish() else name


@register.filter
def day(value: date | None) -> str:
    """``20 nov 2020``; of an instant, its day in the three countries."""
    if value is None:
        return ""
    return _day(_localtime(value) if isinstance(value, datetime) else value)


@register.filter
def moment(value: datetime | None) -> str:
    """``vie 20 nov 2020, 15:40`` in the time of the three countries (UTC-6)."""
    if value is None:
        return ""
    local = _localtime(value)
    return f"{_weekday(local)} {_day(local)}, {local:%H:%M}"


@register.filter
def whole_day(value: date | None) -> date | None:
    """The day alone where no hour is known: for ``as_time`` and ``since``."""
    if not isinstance(value, datetime) or not is_whole_day(value):
        return value
    return _localtime(value).date()


@register.filter
def since(value: datetime | None) -> str:
    """``vie 20 nov 2020, 15:40``, or the day where no hour is known."""
    if value is None or not is_whole_day(value):
        return moment(value)
    return _named_day(_localtime(value))


@register.filter
def until(value: datetime | None) -> str:
    """``vie 20 nov 2020, 15:40``, or ``jue 19 nov 2020 inclusive``: through that day."""
    if value is None or not is_whole_day(value):
        return moment(value)
    return through(_named_day(last_day(value)))


def _named_day(on: date) -> str:
    return f"{_weekday(on)} {_day(on)}"


@register.filter
def long_moment(value: datetime | None) -> str:
    """``viernes 20 nov 2020 15:40``: for the demo banner, where the day matters."""
    if value is None:
        return ""
    local = _localtime(value)
    name = dateformat.format(local, "l")
    return f"{name.lower() if _spanish() else name} {_day(local)} {local:%H:%M}"


@register.filter
def hour(value: datetime | None) -> str:
    """``15:40``."""
    return "" if value is None else f"{_localtime(value):%H:%M}"


@register.filter
def machine_time(value: date | None) -> str:
    """For the ``datetime`` attribute of ``<time>``."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _localtime(value).isoformat(timespec="minutes")
    return value.isoformat()


def span(minutes: int) -> str:
    """A length of time in words: ``40 min``, ``3 h``, ``3 h 20 min``."""
    hours, left = divmod(minutes, HOUR)
    if not hours:
        return _("%(minutes)d min") % {"minutes": left}
    if not left:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": left}


@register.simple_tag
def band(low: int | None, high: int | None) -> str:
    """A band of minutes in words: ``45 a 70 min``, ``1 h 30 min a 2 h``; never one exact minute."""
    if low is None or high is None:
        return _("time not estimated")
    if low == high:
        return span(low)
    if high < HOUR * 2:
        return _("%(low)d to %(high)d min") % {"low": low, "high": high}
    return pgettext("span of time", "%(low)s to %(high)s") % {
        "low": span(low),
        "high": span(high),
    }


@register.filter
def group_code(code: object) -> str:
    """A code in the groups that a voice can carry."""
    return grouped(str(code).replace("-", ""))


@register.simple_tag
def loc(row: object, name: str) -> str:
    """``row.name`` in the language of the page: ``name_es`` or ``name_en``; the other if empty."""
    first, second = ("es", "en") if _spanish() else ("en", "es")
    found = _read(row, f"{name}_{first}") or _read(row, f"{name}_{second}")
    return str(found or "")


def _read(row: object, name: str) -> object:
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


@register.filter
def lookup(table: Mapping[Any, Any] | None, key: object) -> object:
    """``table[key]``, or nothing."""
    return "" if not table else table.get(key, "")


@register.filter
def tel(number: str, country: str = "") -> str:
    """What a telephone dials: short lines as they are, local numbers with the country's code."""
    digits = re.sub(r"\D", "", number)
    if number.strip().startswith("+"):
        return f"+{digits}"
    if len(digits) == LOCAL_NUMBER and country in phrases.DIAL_CODES:
        return f"{phrases.DIAL_CODES[country]}{digits}"
    return digits


@register.filter
def is_short_line(number: str) -> bool:
    """A line such as 132, which another country's network would give to somebody else."""
    return len(re.sub(r"\D", "", number)) <= MAX_SHORT_NUMBER


@register.filter
def confidence_steps(level: object) -> int:
    """How many of three marks a confidence fills."""
    try:
        return CONFIDENCE_STEPS[str(level)]
    except KeyError:
        raise WordUnknown("confidence", level) from None


@dataclass(frozen=True, slots=True)
class Remaining:
    """Time to a deadline: ``tone`` is calm, soon or over."""

    tone: str
    text: str


@register.simple_tag
def remaining(due: datetime, at: datetime) -> Remaining:
    """What is left until ``due``, in one sentence that needs no color."""
    minutes = int((due - at).total_seconds() // 60)
    if minutes < 0:
        return Remaining("over", _("Time is up since %(moment)s") % {"moment": moment(due)})
    tone = "soon" if due - at <= SOON else "calm"
    if minutes < HOUR:
        text = ngettext("%(count)d minute left", "%(count)d minutes left", minutes)
        return Remaining(tone, text % {"count": minutes})
    if minutes < 2 * DAY:
        hours = minutes // HOUR
        text = ngettext("%(count)d hour left", "%(count)d hours left", hours)
        return Remaining(tone, text % {"count": hours})
    days = minutes // DAY
    text = ngettext("%(count)d day left", "%(count)d days left", days)
    return Remaining(tone, text % {"count": days})


@register.simple_tag(takes_context=True)
def other_language_url(context: Context) -> str:
    """The same page in the other language: the view's ``alternate_url``, else this address."""
    given = context.get("alternate_url")
    if given:
        return str(given)
    other = "en" if _spanish() else "es"
    request = context.get("request")
    if request is None:
        return f"/{other}/"
    here = request.get_full_path()
    found = translate_url(here, other)
    return found if found != here else f"/{other}/"


@register.simple_tag
def as_time(value: date | None, *, age: bool = False) -> SafeString:
    """``<time>`` with the words of the page; with ``age`` the page's own age is told from it."""
    shown = moment(value) if isinstance(value, datetime) else day(value)
    if age:
        mark = format_html('<time datetime="{}" data-asof>{}</time>', machine_time(value), shown)
    else:
        mark = format_html('<time datetime="{}">{}</time>', machine_time(value), shown)
    return mark


@register.filter
def error_links(form: BaseForm) -> list[tuple[str, str, str]]:
    """Every problem of a form: id of the control, label of the field, sentence; in field order."""
    found = [("", "", str(error)) for error in form.non_field_errors()]
    for field in form:
        target = field.id_for_label or f"{field.auto_id}_0"
        found += [(target, str(field.label), str(error)) for error in field.errors]
    return found


@register.filter
def lookup_icon(code: object) -> str:
    """The sign that goes with a notice, a step, a clock or an urgency."""
    try:
        return ICONS[str(code)]
    except KeyError:
        raise WordUnknown("sign", code) from None


@register.filter
def picture_of(pictograms: object, value: object) -> str:
    """The pictogram of a choice: from a table, or with ``"value"`` the choice's own code."""
    if pictograms == "value":
        return str(value)
    return str(lookup(pictograms, str(value))) if isinstance(pictograms, Mapping) else ""


@register.filter
def beside(headers: Iterable[str], cells: Iterable[object]) -> list[tuple[str, object]]:
    """Each cell of a row with its heading, which the narrow layout shows beside it."""
    return list(zip(headers, cells, strict=True))


@register.simple_tag(takes_context=True)
def page_query(context: Context, number: int, param: str = "page") -> str:
    """The query of this page with another page number, and nothing else changed."""
    query = context["request"].GET.copy()
    query[param] = str(number)
    return f"?{query.urlencode()}"
