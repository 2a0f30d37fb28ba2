"""Names, lists and times in the active language: the pieces sentences are made of."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from relevo.borders.queries.requirements import list_demands
from relevo.directory.models import Term
from relevo.kernel.text import LocalisedText

Words = Mapping[str, Promise]

SOUND_OF_I = re.compile(r"(?:i|í|hi(?![aeé])|hí)", re.IGNORECASE)
SOUND_OF_O = re.compile(r"h?[oó]", re.IGNORECASE)

LOCAL = ZoneInfo("America/Tegucigalpa")
"""All three countries keep the same time all year."""

COUNTRIES: Words = {
    "GT": pgettext_lazy("country", "Guatemala"),
    "HN": pgettext_lazy("country", "Honduras"),
    "SV": pgettext_lazy("country", "El Salvador"),
    "NI": pgettext_lazy("country", "Nicaragua"),
    "BZ": pgettext_lazy("country", "Belize"),
    "MX": pgettext_lazy("country", "Mexico"),
    "CR": pgettext_lazy("country", "Costa Rica"),
    "PA": pgettext_lazy("country", "Panama"),
}

SIDES: Words = {
    "GT": pgettext_lazy("side", "Guatemalan side"),
    "HN": pgettext_lazy("side", "Honduran side"),
    "SV": pgettext_lazy("side", "Salvadoran side"),
}

DOCUMENTS: Words = {
    "accompanied_by_both_parents": pgettext_lazy("document", "the company of both parents"),
    "accompanied_by_parent": pgettext_lazy("document", "the company of a parent or guardian"),
    "birth_certificate": pgettext_lazy("document", "birth certificate"),
    "half_capacity": pgettext_lazy("document", "a bus with half of its seats taken"),
    "mask": pgettext_lazy("document", "mask"),
    "national_id": pgettext_lazy("document", "national identity document"),
    "negative_pcr": pgettext_lazy("document", "negative PCR test"),
    "negative_rapid_test": pgettext_lazy("document", "negative rapid or antigen test"),
    "online_precheck": pgettext_lazy("document", "form filled in online beforehand"),
    "parental_authorization": pgettext_lazy("document", "authorization of the parents"),
    "passport": pgettext_lazy("document", "passport"),
    "quarantine": pgettext_lazy("document", "quarantine"),
    "quarantine_14d": pgettext_lazy("document", "quarantine of 14 days"),
    "residence_permit": pgettext_lazy("document", "residence permit"),
    "vaccination": pgettext_lazy("document", "vaccination against covid-19"),
}

PROFILES_OF_A_COUNTRY: Words = {
    "air_returnee": pgettext_lazy("profile", "people returned to %(country)s by air"),
    "foreigner": pgettext_lazy("profile", "foreigners in %(country)s"),
    "land_returnee": pgettext_lazy("profile", "people returned to %(country)s by land"),
    "national_abroad": pgettext_lazy("profile", "nationals of %(country)s abroad"),
    "returnee": pgettext_lazy("profile", "people who return to %(country)s"),
    "returnee_adult": pgettext_lazy("profile", "adults who return to %(country)s"),
    "transit": pgettext_lazy("profile", "people on their way through %(country)s"),
}

PROFILES: Words = {
    "unaccompanied": pgettext_lazy("profile", "children without an adult"),
    "with_adult": pgettext_lazy("profile", "children with an adult in the group"),
}

SEXES: Words = {
    "f": pgettext_lazy("whom a service takes", "women and girls"),
    "m": pgettext_lazy("whom a service takes", "men and boys"),
    "x": pgettext_lazy("whom a service takes", "people of another gender"),
}


def local(text: LocalisedText) -> str:
    """Stored text in the active language."""
    return text.in_language(get_language() or "es")


def both(row: object, name: str) -> str:
    """``name_es`` or ``name_en`` of a row, in the active language."""
    return local(LocalisedText(getattr(row, f"{name}_es"), getattr(row, f"{name}_en")))


def country(code: str) -> str:
    return str(COUNTRIES.get(code, code))


def side(code: str) -> str:
    return str(SIDES.get(code, code))


def documents(codes: Iterable[str]) -> list[str]:
    """What papers, tests and vaccinations are called; of those added as rows, their own name.

    Rows are read at once, and only where there is one that is not usual.
    """
    listed = list(codes)
    rows = {} if set(listed) <= set(DOCUMENTS) else list_demands()
    return [
        both(rows[code], "name") if code in rows and code not in DOCUMENTS else _usual(code)
        for code in listed
    ]


def _usual(code: str) -> str:
    return str(DOCUMENTS.get(code, code))


def document(code: str) -> str:
    """One of them."""
    return documents([code])[0]


def sex(code: str) -> str:
    return str(SEXES.get(code, code))


def any_of(names: Sequence[str]) -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    if len(names) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(names)
    if _sounds(names[-1], SOUND_OF_O):
        joined = pgettext("list, its last word begins with the sound of o", "%(first)s or %(last)s")
    else:
        joined = pgettext("list", "%(first)s or %(last)s")
    return joined % {"first": ", ".join(names[:-1]), "last": names[-1]}


def all_of(names: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(names) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(names)
    if _sounds(names[-1], SOUND_OF_I):
        joined = pgettext(
            "list, its last word begins with the sound of i", "%(first)s and %(last)s"
        )
    else:
        joined = pgettext("list", "%(first)s and %(last)s")
    return joined % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _sounds(word: str, sound: re.Pattern[str]) -> bool:
    """Spanish joins by the sound that follows: ``e Información``, ``u Honduras``."""
    return sound.match(word) is not None


@dataclass(frozen=True, slots=True)
class Terms:
    """Names of needs, service types and profiles."""

    rows: Mapping[str, Term]

    def name(self, code: str) -> str:
        row = self.rows.get(code)
        return code if row is None else both(row, "name")

    def profile(self, code: str) -> str:
        """A profile in words, with its country where it has one."""
        bare, _at, of = code.partition("@")
        if of and bare in PROFILES_OF_A_COUNTRY:
            return str(PROFILES_OF_A_COUNTRY[bare]) % {"country": country(of)}
        if bare in PROFILES:
            return str(PROFILES[bare])
        name = self.name(bare)
        return name[:1].lower() + name[1:] if " " in name else name


def load_terms() -> Terms:
    return Terms(rows={row.code: row for row in Term.objects.all()})


def clock(at: datetime, *, seen_from: datetime) -> str:
    """``16:25`` on the day one looks from; else with the day."""
    here, there = at.astimezone(LOCAL), seen_from.astimezone(LOCAL)
    return dateformat.format(here, "H:i") if here.date() == there.date() else _with_day(here)


def _with_day(here: datetime) -> str:
    return dateformat.format(here, pgettext("time with its day, in a sentence", "l j F, H:i"))


def day(on: date) -> str:
    """``20 November 2020``; of an instant, its day in the three countries."""
    here = on.astimezone(LOCAL) if isinstance(on, datetime) else on
    return dateformat.format(here, pgettext("date format", "j F Y"))


def moment(at: datetime) -> str:
    """``20 November 2020, 15:40``."""
    return dateformat.format(at.astimezone(LOCAL), pgettext("date format", "j F Y, H:i"))


def is_whole_day(at: datetime) -> bool:
    """Whether it is the first moment of a day in the three countries: a source told the day alone.

    Committed facts of a day begin at that moment, and end at the first moment after their last.
    """
    return at.astimezone(LOCAL).time() == time()


def last_day(at: datetime) -> date:
    """The last day of what ends with the first moment of the next."""
    return at.astimezone(LOCAL).date() - timedelta(days=1)


def through(words: str) -> str:
    """A last day that counts, after *until*."""
    return pgettext("after until", "%(day)s inclusive") % {"day": words}


def since(at: datetime) -> str:
    """``20 November 2020, 15:40``, or the day where no hour is known."""
    return day(at) if is_whole_day(at) else moment(at)


def until(at: datetime) -> str:
    """``20 November 2020, 15:40``, or ``19 November 2020 inclusive``."""
    return through(day(last_day(at))) if is_whole_day(at) else moment(at)


def at_time(at: datetime, *, seen_from: datetime) -> str:
    """``at 16:25`` on the day one looks from, else ``on Saturday 21 November, 16:25``."""
    is_today = at.astimezone(LOCAL).date() == seen_from.astimezone(LOCAL).date()
    words = _("at %(time)s") if is_today else _("on %(time)s")
    return words % {"time": clock(at, seen_from=seen_from)}


def between(early: datetime, late: datetime, *, seen_from: datetime) -> str:
    """``16:25``, or ``between 16:25 and 17:10``; a day that both share is said once."""
    if early == late:
        return at_time(early, seen_from=seen_from)
    return _("between %(early)s and %(late)s") % {
        "early": clock(early, seen_from=seen_from),
        "late": clock(late, seen_from=early),
    }


def window(early: datetime, late: datetime) -> str:
    """``between Friday 20 November, 12:00 and 18:00``: with its day, for what is passed on.

    Whoever reads it does not know from which day it was told.
    """
    if early == late:
        return _("on %(time)s") % {"time": _with_day(early.astimezone(LOCAL))}
    return _("between %(early)s and %(late)s") % {
        "early": _with_day(early.astimezone(LOCAL)),
        "late": clock(late, seen_from=early),
    }
