"""What a row of somebody's list says, field by field: what is right, what a person must settle.

Decisions on plain values. Whether a place or a need exists is asked by ``queries.uploads``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relevo.directory.errors import HoursUnreadable
from relevo.directory.rules import check_hours
from relevo.formats.tables import FIELDS, SECTION, field_of
from relevo.kernel.countries import REGION
from relevo.networks.enums import RowDecision
from relevo.plumbing.folding import fold

IGNORED = ""
LONGEST: Mapping[str, int] = {
    "institution": 200,
    "acronym": 40,
    "kind": 80,
    "service": 200,
    "needs": 300,
    "country": 40,
    "department": 120,
    "municipality": 120,
    "locality": 120,
    "address": 200,
    "phone": 80,
    "hours": 200,
    "email": 120,
    "web": 200,
    "requirements": 1_000,
    "notes": 1_000,
}
NOTES: frozenset[str] = frozenset(
    {
        "hours_as_words",
        "kind_unknown",
        "no_phone",
        "no_place",
        "needs_guessed",
        "no_needs",
        "same_as_row",
        "several_phones",
        "several_emails",
        "merged_down",
        "merged_across",
        "encoding",
        "mojibake",
        "lost_character",
        "control_characters",
        "formula_text",
        "two_digit_year",
        "fewer_cells",
        "more_cells",
        "cell_cut",
        "computed",
        "not_computed",
        "formula_error",
        "date_cell",
        "duplicate_id",
        "inactive",
        "names_dropped",
        "kept_protected",
    }
)
"""What is only said. Every other code of a row stops the writing until a person settles it."""

DROP_NAME, DROP_CONTACT, KEEP_PROTECTED = "_names", "_contact", "_protected"
SETTLING: frozenset[str] = frozenset({DROP_NAME, DROP_CONTACT, KEEP_PROTECTED})
"""Keys beside the fields under which a row keeps what a person decided about its dangers."""

PLACE_FIELDS = ("department", "municipality", "locality", "address")
COUNTRY_WORDS = {
    "gt": "GT", "guatemala": "GT", "gtm": "GT", "lado guatemalteco": "GT", "502": "GT",
    "hn": "HN", "honduras": "HN", "hnd": "HN", "lado hondureno": "HN", "504": "HN",
    "sv": "SV", "el salvador": "SV", "slv": "SV", "es": "SV", "salvador": "SV",
    "lado salvadoreno": "SV", "503": "SV",
}  # fmt: skip
DIAL = {"GT": "502", "HN": "504", "SV": "503"}
LOCAL_DIGITS = 8
SHORT_DIGITS = (3, 4)
_KINDS: tuple[tuple[str, str], ...] = (
    ("policia|pnc|dpi|police|transito|fusina", "police"),
    ("ejercito|fuerzas armadas|fuerza armada|brigada|batallon|army|militar|naval", "army"),
    ("migracion|inm|dgme|igm|dgm|migration", "gov_migration"),
    ("aduana|aduanas|customs", "customs"),
    ("cruz roja|red cross", "red_cross"),
    ("consulado|consular|cancilleria|relaciones exteriores|sreci|minex|consulate", "gov_foreign"),
    ("fiscalia|ministerio publico|prosecutor|fgr", "prosecutor"),
    ("juzgado|tribunal|corte|court", "court"),
    ("conadeh|pdh|pddh|procuraduria para la defensa|ombudsman|comisionado", "ombudsman"),
    ("dinaf|senaf|isna|conapina|conna|pgn|ninez|infancia|child protection|junta de proteccion",
     "child_protection"),
    ("hospital|salud|clinica|health|ihss|isss|igss|centro de salud|unidad de salud", "health"),
    ("trata|cicesct|svet|trafficking", "anti_trafficking"),
    ("mujer|isdemu|inam|women", "women"),
    ("registro nacional|rnp|rnpn|renap|registry|registro civil", "registry"),
    ("copeco|conred|proteccion civil|bomberos|civil protection", "civil_protection"),
    ("acnur|unicef|pnud|unfpa|onu|unhcr|naciones unidas|united nations", "un"),
    ("oim|iom|intergubernamental|intergovernmental", "igo"),
    ("diocesis|caritas|parroquia|iglesia|pastoral|church|scalabrini|religiosa", "church"),
    ("universidad|academia|university", "academia"),
    ("alcaldia|municipalidad|municipal|municipio|ayuntamiento|municipality", "municipality"),
    ("adesco|comunal|patronato|community|asociacion comunal", "community"),
    ("gobernacion|gobernador|departmental", "gov_local"),
    ("secretaria|ministerio|instituto|gobierno|direccion general|estado|gubernamental|public",
     "gov_other"),
    ("ong|ngo|fundacion|asociacion|casa del migrante|sociedad civil|organizacion|civil society",
     "ngo"),
)  # fmt: skip
_SHELTER = (
    r"refugio|casa (?:de )?acogida|casa segura|casa refugio|albergue|hogar|shelter|safe house"
)
_SURVIVORS = (
    r"violencia (?:basada en|de|por|contra)|\bvbg\b|\bgbv\b|\btrata\b|trafficking|sobrevivientes|"
    r"mujeres (?:victimas|en riesgo|agredidas|maltratadas)|violencia sexual|gender based|"
    r"victimas de (?:trata|violencia|explotacion)|explotacion sexual|survivors"
)
_PROTECTED = re.compile(rf"(?=.*(?:{_SHELTER}))(?=.*(?:{_SURVIVORS}))", re.DOTALL)
_INFORMAL = re.compile(
    r"\b(?:puntos? ciegos?|pasos? ciegos?|cruces? informal(?:es)?|pasos? informal(?:es)?|"
    r"pasos? no autorizados?|blind (?:spot|crossing)s?|informal crossings?)\b"
)
_TITLE = (
    r"(?:Lic(?:da|do)?|Licenciad[oa]|Ing|Dra?|Sra?|Abg|Abog|Profa?|Don|Doña|Sor|Pbro|Arq|Tec|"
    r"Mr|Mrs|Ms)"
)
_WORD = r"[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+"
_PERSON = re.compile(rf"\b{_TITLE}\.?\s+{_WORD}(?:\s+(?:(?:de|del|la|los|y)\s+)*{_WORD}){{0,3}}")
_TWO_NAMES = re.compile(rf"{_WORD}(?:\s+(?:(?:de|del|la)\s+)*{_WORD}){{1,3}}")
_NOT_A_PERSON = re.compile(
    r"\b(?:of[i]cina|central|recepcion|planta|ext|extension|linea|emergencia|gratuita|whatsapp|"
    r"municipal|guardia|direccion|coordinacion|secretaria|telefono|celular|fijo|movil|turno)\b"
)
_DIGITS = re.compile(r"\+?\(?\d[\d\s().\-]{1,18}\d")
_EMAIL = re.compile(r"[^\s@,;<>\"']+@[^\s@,;<>\"']+\.[A-Za-z]{2,}")
_URL = re.compile(r"https?://[^\s/@:]+\.[^\s/@:]+(?::\d{1,5})?(?:/\S*)?", re.IGNORECASE)
_BARE_URL = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", re.IGNORECASE)
_CELLULAR = {"GT": "345", "HN": "3789", "SV": "67"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is the matter with a field: a code, what was read, what would be taken instead."""

    code: str
    field: str
    read: str = ""
    accepted: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        return self.code not in NOTES

    def as_row(self) -> dict[str, object]:
        return {
            "code": self.code,
            "field": self.field,
            "read": self.read[:200],
            "accepted": list(self.accepted),
        }


def guess_mapping(columns: Sequence[str], samples: Sequence[Sequence[str]] = ()) -> dict[str, str]:
    """Index of a column to a field; a field is guessed for one column only, the first."""
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for index, name in enumerate(columns):
        values = [row[index] for row in samples if index < len(row) and row[index]]
        field = _section_field(values) if name == SECTION else field_of(name)
        if field and field not in taken:
            mapping[str(index)] = field
            taken.add(field)
    return mapping


def _section_field(values: Sequence[str]) -> str:
    folded = [fold(value) for value in values]
    return "country" if folded and all(value in COUNTRY_WORDS for value in folded) else IGNORED


def check_mapping(mapping: Mapping[str, str], *, columns: int) -> str:
    """The code of what is wrong with a mapping; "" if it can be used."""
    fields = [field for field in mapping.values() if field]
    if any(field not in FIELDS for field in fields):
        return "unknown_field"
    if any(not key.isdigit() or int(key) >= columns for key in mapping if len(key) < LOCAL_DIGITS):
        return "unknown_column"
    if "institution" not in fields:
        return "no_institution"
    merged = [field for field in fields if field not in {"notes", "phone", "needs"}]
    return "field_twice" if len(set(merged)) < len(merged) else ""


def values_of(
    cells: Sequence[str], *, mapping: Mapping[str, str], corrected: Mapping[str, str], country: str
) -> dict[str, str]:
    """What a row says by field, with what a person corrected; notes may come from several columns.

    What a person decided about names and protected houses is applied here, so that neither a page
    nor a table shows what was dropped.
    """
    values = dict.fromkeys(FIELDS, "")
    for key, field in sorted(mapping.items(), key=lambda pair: int(pair[0])):
        text = cells[int(key)] if field and int(key) < len(cells) else ""
        if text:
            joined = f"{values[field]}\n{text}" if values[field] else text
            values[field] = joined
    values |= {field: text for field, text in corrected.items() if field in LONGEST}
    values["country"] = country_of(values["country"]) or values["country"] or country
    if corrected.get(DROP_CONTACT):
        values["phone"] = values["email"] = ""
    if corrected.get(DROP_NAME) or corrected.get(DROP_CONTACT):
        values["notes"] = without_names(values["notes"])
        values["requirements"] = without_names(values["requirements"])
        values["phone"] = ", ".join(numbers_in(values["phone"]))
        values["hours"] = without_names(values["hours"])
    if corrected.get(KEEP_PROTECTED):
        values |= dict.fromkeys((*PLACE_FIELDS, "hours", "web", "notes", "requirements"), "")
    return values


def country_of(text: str) -> str:
    """The code of a country as people write it; "" if it is none of the three."""
    return COUNTRY_WORDS.get(fold(text), "")


def kind_of(values: Mapping[str, str]) -> str:
    """The kind of an institution by what the list says of it, then by its name; "" if unknown.

    Police, army and migration control are told from others first by their names: what follows
    from being one of them must never be missed.
    """
    for text in (values["kind"], f"{values['institution']} {values['acronym']}"):
        folded = f" {fold(text)} "
        for words, code in _KINDS:
            if fold(text) == code.replace("_", " ") or any(
                f" {word} " in folded for word in words.split("|")
            ):
                return code
    return ""


def numbers_in(text: str) -> list[str]:
    """Telephone numbers as they stand in a text, with nothing else."""
    shorts = re.findall(r"(?<![\d+\-])\d{3,4}(?![\d\-])", _DIGITS.sub(" ", text))
    return [" ".join(found.split()) for found in _DIGITS.findall(text)] + shorts


def without_names(text: str) -> str:
    """The text without persons' names that stand with a title, and without what then is empty."""
    kept = _PERSON.sub("", text)
    return " ".join(kept.split()).strip(" ,;:-/")


def phones_of(text: str, *, country: str) -> tuple[list[str], list[str]]:
    """Numbers that can be dialled, with the code of their country, and those that cannot."""
    good: list[str] = []
    bad: list[str] = []
    for found in numbers_in(text):
        digits = re.sub(r"\D", "", found)
        code = next((code for code, dial in DIAL.items() if digits.startswith(dial)), "")
        if len(digits) == LOCAL_DIGITS:
            good.append(_dialled(digits, country) if country in DIAL else f"{digits}")
        elif code and len(digits) == LOCAL_DIGITS + 3:
            good.append(_dialled(digits[3:], code))
        elif len(digits) in SHORT_DIGITS:
            good.append(digits)
        elif found.startswith("+") and 9 <= len(digits) <= 15:  # noqa: PLR2004 -- E.164
            good.append(f"+{digits}")
        else:
            bad.append(found)
    return list(dict.fromkeys(good)), bad


def _dialled(digits: str, country: str) -> str:
    return f"+{DIAL[country]} {digits[:4]}-{digits[4:]}"


def is_osm(text: str) -> bool:
    """Whether hours are written so that a machine reads them."""
    try:
        check_hours(text)
    except HoursUnreadable:
        return False
    return True


def web_of(text: str) -> str:
    """An address of the web that may be followed; "" if the text is none."""
    found = text.strip()
    if _BARE_URL.fullmatch(found) and "://" not in found:
        found = f"https://{found}"
    return found if _URL.fullmatch(found) else ""


def email_of(text: str) -> str:
    """The first address in a text; "" if there is none."""
    found = _EMAIL.search(text)
    return found[0] if found else ""


def check_values(values: Mapping[str, str], *, corrected: Mapping[str, str]) -> list[Problem]:
    """What is wrong with a row as far as its own words say."""
    problems: list[Problem] = []
    if not values["institution"]:
        problems.append(Problem("institution_missing", "institution"))
    if values["country"] not in REGION:
        code = "country_unknown" if values["country"] else "country_missing"
        problems.append(Problem(code, "country", values["country"], REGION))
    problems += [
        Problem("too_long", field, str(len(values[field])), (str(most),))
        for field, most in LONGEST.items()
        if len(values[field]) > most and field not in {"phone", "needs"}
    ]
    problems += _check_contact(values)
    problems += _check_dangers(values, corrected)
    if values["hours"] and not is_osm(values["hours"]):
        problems.append(Problem("hours_as_words", "hours", values["hours"]))
    if not kind_of(values):
        problems.append(Problem("kind_unknown", "kind", values["kind"]))
    return problems


def _check_contact(values: Mapping[str, str]) -> list[Problem]:
    problems: list[Problem] = []
    country = values["country"]
    good, bad = phones_of(values["phone"], country=country)
    if values["phone"] and (bad or not good):
        problems.append(Problem("phone_unreadable", "phone", values["phone"], tuple(good[:1])))
    elif not values["phone"]:
        problems.append(Problem("no_phone", "phone"))
    elif len(good) > 1:
        problems.append(Problem("several_phones", "phone", values["phone"], tuple(good)))
    found = _EMAIL.findall(values["email"])
    if values["email"] and not found:
        problems.append(Problem("email_unreadable", "email", values["email"]))
    elif len(found) > 1:
        problems.append(Problem("several_emails", "email", values["email"], tuple(found[:1])))
    if values["web"] and not web_of(values["web"]):
        problems.append(Problem("web_unreadable", "web", values["web"]))
    return problems


def _check_dangers(values: Mapping[str, str], corrected: Mapping[str, str]) -> list[Problem]:
    """What could harm somebody if it were written as it stands."""
    problems: list[Problem] = []
    everything = fold(" ".join(values.values()))
    if _INFORMAL.search(everything):
        problems.append(Problem("informal_crossing", ""))
    settled = corrected.get(DROP_NAME) or corrected.get(DROP_CONTACT)
    if settled:
        problems.append(Problem("names_dropped", "phone"))
    field = personal_field(values)
    if field:
        problems.append(Problem("personal_contact", field, values[field]))
    if is_protected(values):
        code = "kept_protected" if corrected.get(KEEP_PROTECTED) else "protected_place"
        problems.append(Problem(code, "service", values["service"]))
    return problems


def is_protected(values: Mapping[str, str]) -> bool:
    """Whether it looks like a house for survivors, whose place must not be known."""
    texts = ("institution", "service", "needs", "kind", "notes", "requirements")
    return _PROTECTED.search(fold(" ".join(values[field] for field in texts))) is not None


def personal_field(values: Mapping[str, str]) -> str:
    """The field in which a private person seems to stand; "" if none does."""
    if _PERSON.search(values["phone"]) or (
        numbers_in(values["phone"]) and _names_beside(values["phone"])
    ):
        return "phone"
    for field in ("notes", "requirements", "hours", "service"):
        if _PERSON.search(values[field]):
            return field
    has_cellular = any(
        is_cellular(number, country=values["country"]) for number in numbers_in(values["phone"])
    )
    lone = values["notes"].strip()
    is_name = _TWO_NAMES.fullmatch(lone) is not None and not _NOT_A_PERSON.search(fold(lone))
    return "notes" if has_cellular and is_name else ""


def _names_beside(text: str) -> bool:
    names = [found[0] for found in _TWO_NAMES.finditer(text)]
    return any(not _NOT_A_PERSON.search(fold(name)) for name in names)


def is_cellular(number: str, *, country: str) -> bool:
    """Whether a number is one that people carry, by its first digit in its country."""
    digits = re.sub(r"\D", "", number)[-LOCAL_DIGITS:]
    return len(digits) == LOCAL_DIGITS and digits[0] in _CELLULAR.get(country, "")


def settled_decision(
    current: str, *, stops: bool, has_likeness: bool, is_same_match: bool
) -> RowDecision:
    """What stands decided of a row after it was looked at again.

    A row that nobody must look at is new; what a person decided stays as long as what it was
    decided on does.
    """
    if current == RowDecision.SKIP:
        return RowDecision.SKIP
    if stops:
        return RowDecision.UNDECIDED
    if not has_likeness:
        return RowDecision.NEW
    if is_same_match and current in {RowDecision.NEW, RowDecision.MERGE}:
        return RowDecision(current)
    return RowDecision.UNDECIDED
