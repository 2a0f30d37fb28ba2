"""What free text may not carry: a way to reach or to name a private person, or words that wound.

Only what a machine can tell is told here. A name that looks like an ordinary word passes; that is
why pages ask for roles and places, and why a second person reads.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from relevo.plumbing.folding import fold


class Trace(StrEnum):
    """What a text carries that is not kept."""

    LINK = "link"
    EMAIL = "email"
    HANDLE = "handle"
    PHONE = "phone"
    GROUP = "group"
    NAME = "name"


_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_TOLD_BY: tuple[tuple[Trace, re.Pattern[str]], ...] = (
    (Trace.EMAIL, re.compile(r"\w[\w.+-]*\s?@\s?\w[\w-]*\s?\.\s?\w", re.IGNORECASE)),
    (
        Trace.LINK,
        re.compile(
            r"https?:|www\.|\w(?:\.|\[\.\]|\(\.\))(?:com|org|net|me|ly|gg|gt|hn|sv|mx|us|io|info|app|link)\b",
            re.IGNORECASE,
        ),
    ),
    (Trace.HANDLE, re.compile(r"@\s?\w")),
    (Trace.PHONE, re.compile(r"\d(?:[\s().–-]*\d){7}")),
    (
        Trace.GROUP,
        re.compile(
            r"\b(?:grupo|group|canal|channel|perfil|profile|página|page|cuenta|account)s?\s+"
            r"(?:(?:de|del|en|on|of|the|el|la)\s+)*"
            r"(?:whats\s?app|telegram|signal|facebook|messenger|tik\s?tok|instagram|discord)\b"
            r"|\bchat\.whatsapp\b",
            re.IGNORECASE,
        ),
    ),
)
_TELL = dict(_TOLD_BY)
_PAGE = re.compile(
    r"https?://(?!(?:chat\.whatsapp|api\.whatsapp|wa|t|telegram)\.(?:com|me)\b)\S+",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]")
_BETWEEN = frozenset({"de", "del", "la", "las", "los", "y"})
_ENDS_A_SENTENCE = frozenset('.!?:;«»“”"()¿¡')
_LONGEST_ACRONYM = 6
_A_NAME = 2
_GIVEN = """
maria jose juan carlos luis jorge pedro miguel francisco antonio manuel mario oscar walter edwin
nelson wilmer kevin brayan bryan jonathan josue daniel david fernando ricardo roberto rafael ramon
raul ruben santos selvin marvin melvin denis dennis elmer henry hector hugo javier jesus joel
julio marcos pablo samuel sergio victor ana ada blanca carmen claudia daniela diana dina elena
elsa evelyn gloria gabriela glenda iris isabel jessica josefa juana karen karla katherine keyla
laura leticia lourdes lucia luz margarita marta martha mirna nancy norma olga patricia paola reina
rosa ruth sandra sara silvia sofia sonia suyapa teresa vilma wendy xiomara yesenia yolanda bartolo
"""
GIVEN = frozenset(_GIVEN.split())
_SURNAMES = """
acosta aguilar alvarado alvarez amador andino avila ayala banegas barahona benitez bonilla caceres
calix canales carcamo castellanos castillo castro chavez contreras cruz diaz dubon escobar
espinoza fernandez figueroa flores fuentes funes galeas galindo garcia gomez gonzalez guerra
gutierrez guzman henriquez hernandez herrera jimenez lara lopez maldonado martinez matute mejia
melgar membreno mendez mendoza meza molina moncada montoya morales moreno munoz navarro nunez
orellana ortega ortiz osorio padilla paz pena perez pineda pinto ponce portillo quintanilla
ramirez ramos recinos reyes rivas rivera rodas rodriguez romero rosales ruiz salazar salinas
sanchez sandoval santos serrano solis sorto sosa soto torres umana urbina valladares vargas
vasquez velasquez villeda zelaya zuniga
"""
SURNAMES = frozenset(_SURNAMES.split())
USUAL = GIVEN | SURNAMES
COMMON: tuple[str, ...] = (
    "Estados Unidos", "El Salvador", "Centro América", "América Central", "Triángulo Norte",
    "Naciones Unidas", "Cruz Roja", "Gran Central Metropolitana", "Casa del Migrante",
    "Semana Santa", "Central America", "United States", "United Nations", "Red Cross",
    "Large Movement", "Northern Triangle", "Ciudad Hidalgo", "Valle de Sula", "Sula Valley",
    "Tormenta", "Storm", "Tropical", "Huracán", "Hurricane", "Huracanes", "Eta", "Iota", "Volcán",
    "Warning", "Watch",
    "Río Suchiate", "Río Ulúa", "Río Chamelecón", "Río Lempa", "Río Motagua", "Río Goascorán",
    "Río Choluteca", "Río Aguán", "Río Patuca", "Río Polochic", "Río Usumacinta",
    "Diario El Mundo", "Diario Oficial", "La Gaceta",
    "Estado de Prevención", "Estado de Alarma", "Estado de Calamidad", "Calamidad Pública",
    "Estado de Emergencia", "Estado de Excepción", "Régimen de Excepción", "Estado de Sitio",
    "Toque de Queda", "State of Prevention", "State of Emergency", "State of Calamity",
    "State of Exception", "Ley de Orden Público", "Public Order Act", "Decreto Gubernativo",
    "Decreto Ejecutivo", "Decreto Legislativo", "Acuerdo Gubernativo", "Acuerdo Ministerial",
    "Consejo de Ministros", "Council of Ministers", "Presidente de la República",
    "Congreso Nacional", "Congreso de la República", "Asamblea Legislativa",
)  # fmt: skip
"""Names that stand in no list of places or institutions, and are no person's."""

_NAMED_AFTER = re.compile(
    r"\b(?i:escuela|instituto|colegio|liceo|jardín|kinder|universidad|centro|clínica|hospital|"
    r"estadio|cancha|campo|gimnasio|polideportivo|parque|plaza|mercado|terminal|puente|salón|"
    r"iglesia|parroquia|templo|casa\s+(?:de\s+la\s+cultura|comunal)|colonia|barrio|aldea|caserío|"
    r"cantón|residencial|calle|avenida|bulevar|carretera)\b"
    r"(?:\s+(?:básica|central|comunal|mixta|municipal|normal|oficial|primaria|pública|público|"
    r"rural|técnico|urbana))*(?:\s+(?:(?:de|del|la|las|los|y)\s+)*[A-ZÁÉÍÓÚÑ][^\W\d_]*){1,4}"
)
"""A public place with its name, of up to four words with a capital."""

_QUOTED = re.compile(r"«[^»]*»|“[^”]*”")
# A letter in brackets is that letter: no file of ours spells these words out.
_WOUNDS = re.compile(
    r"\b(?:fals[oa]s?|falsamente|falsedad(?:es)?|mentiras?|fake|false|hoax|olea[d]as?|"
    r"ile[g]al(?:es)?|ille[g]als?|avalan[c]has?|avalan[c]hes?|inva[s]i(?:ó|o)n(?:es)?|"
    r"cara[v]anas?|cara[v]ans?)\b",
    re.IGNORECASE,
)


def trace_in(text: str, *, known: Collection[str] = (), is_title: bool = False) -> Trace | None:
    """The first thing in the text that leads to a private person, or None.

    ``known``: names of places and institutions, which may be written. ``is_title``: capitals say
    nothing by themselves (see ``trace_in_title``).
    """
    without_days = _DAY.sub(" ", text)
    for trace, pattern in _TOLD_BY:
        if pattern.search(without_days):
            return trace
    return Trace.NAME if _names_somebody(text, known, is_title=is_title) else None


def trace_in_source(text: str, *, known: Collection[str] = ()) -> Trace | None:
    """The same of words that say where something stands: a page, or whoever said it."""
    return trace_in_title(_PAGE.sub(" ; ", text), known=known)


def trace_in_title(text: str, *, known: Collection[str] = ()) -> Trace | None:
    """The same of the name of an event, an institution or a thing.

    All its words may begin with a capital: together they are a person's only with a usual given
    name or surname among them.
    """
    return trace_in(text, known=known, is_title=True)


def trace_in_contact(text: str, *, known: Collection[str] = ()) -> Trace | None:
    """The same of words that say where an institution is reached: by its number or its address."""
    for reach in (Trace.EMAIL, Trace.PHONE):
        text = _TELL[reach].sub(" ; ", text)
    return trace_in_title(text, known=known)


def trace_in_place(text: str, *, known: Collection[str] = ()) -> Trace | None:
    """The same of words that say where: schools, parks and streets are named after people."""
    found = trace_in_title(text, known=known)
    if found != Trace.NAME:
        return found
    return trace_in_title(_NAMED_AFTER.sub(" ; ", text), known=known)


def wounding_word(text: str) -> str:
    """A word that is not said of people or of anybody's message, outside of quotations, or ""."""
    found = _WOUNDS.search(_QUOTED.sub(" ", text))
    return found.group() if found else ""


def _names_somebody(text: str, known: Collection[str], *, is_title: bool) -> bool:
    pieces = _PIECE.findall(text)
    spoken = [fold(piece) for piece in pieces]
    free = _not_known(spoken, _spellings(known))
    if _is_pair_left(spoken, free):
        return True
    shouted = text.isupper()
    return not shouted and any(
        _is_a_name(words, is_title=is_title) for words in _unexplained(pieces, spoken, free)
    )


def _spellings(known: Collection[str]) -> set[tuple[str, ...]]:
    """Known names word by word, with their signs and without."""
    written = [_spelling(name) for name in (*COMMON, *known)]
    return {*written, *(tuple(filter(None, words)) for words in written)} - {()}


@lru_cache(maxsize=20_000)
def _spelling(name: str) -> tuple[str, ...]:
    return tuple(fold(piece) for piece in _PIECE.findall(name))


def _is_pair_left(spoken: Sequence[str], free: Sequence[bool]) -> bool:
    """A common given name before a common surname, in any case, that no known name explains."""
    return any(
        spoken[at] in GIVEN
        and spoken[at + 1] in SURNAMES
        and spoken[at] != spoken[at + 1]
        and (free[at] or free[at + 1])
        for at in range(len(spoken) - 1)
    )


def _unexplained(
    pieces: Sequence[str], spoken: Sequence[str], free: Sequence[bool]
) -> Iterator[list[str]]:
    """Words with a capital that stand together and belong to no known name; folded.

    Small words may stand between them. The first word of a sentence has its capital from there,
    unless it is a given name.
    """
    together: list[str] = []
    starts = True
    for piece, word, is_free in zip(pieces, spoken, free, strict=True):
        is_acronym = piece.isupper() and len(piece) <= _LONGEST_ACRONYM
        is_capital = piece[0].isupper() and not is_acronym
        if not is_free or not (is_capital or word in _BETWEEN):
            yield together
            together = []
        elif word not in _BETWEEN and (not starts or word in GIVEN):
            together.append(word)
        starts = piece in _ENDS_A_SENTENCE
    yield together


def _is_a_name(words: Collection[str], *, is_title: bool) -> bool:
    """Whether words with a capital are a name: in a title only with a usual name among them."""
    return len(words) >= _A_NAME and (not is_title or not USUAL.isdisjoint(words))


def _not_known(words: Sequence[str], known: Collection[tuple[str, ...]]) -> list[bool]:
    """For each word whether it belongs to no known name, the longest taken first."""
    free = [True] * len(words)
    longest = max(map(len, known))
    at = 0
    while at < len(words):
        size = next(
            (
                length
                for length in range(min(longest, len(words) - at), 0, -1)
                if tuple(words[at : at + length]) in known
            ),
            0,
        )
        for taken in range(at, at + size):
            free[taken] = False
        at += size or 1
    return free
