"""Stable ids of imported rows, and codes a person can read out over a bad telephone line."""

import secrets
from uuid import UUID, uuid5

NAMESPACE = UUID("6f1a1c0e-5a43-5f0b-9d57-3b5a8f5f8a11")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_ALPHABET = ALPHABET + "*~$=U"
CODE_LENGTH = 12
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})


class CodeUnreadable(ValueError):
    """What was typed is not a code: wrong length, a letter that no code has, or a wrong check."""

    def __init__(self, read: str, problem: str) -> None:
        super().__init__(f"{problem}: {read!r}")
        self.read = read
        self.problem = problem


def imported_id(kind: str, key: str) -> UUID:
    """The id of a row that came from a committed or imported table: the same on every instance."""
    return uuid5(NAMESPACE, f"{kind}:{key}")


def check_character(body: str) -> str:
    """Crockford's base-32 check symbol: the value modulo 37."""
    value = 0
    for character in body:
        value = value * 32 + ALPHABET.index(character)
    return CHECK_ALPHABET[value % 37]


def new_code() -> str:
    """Twelve random Crockford characters (60 bits) and a check character, without separators.

    A person tells it by telephone or keeps it in mind: what would end in a sign that nobody can
    say, or in U, is drawn again. Such codes of earlier are still read.
    """
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        check = check_character(body)
        if check in ALPHABET:
            return body + check


def short_code(pk: UUID) -> str:
    """Six characters by which who knows the ids tells one person's pages from another's."""
    value = pk.int
    return "".join(ALPHABET[(value >> (5 * place)) % 32] for place in range(6))


def group_code(code: str) -> str:
    """``ABCDEFGHJKMNP`` as ``ABCD-EFGH-JKMN-P``: groups a voice can carry."""
    return "-".join([code[0:4], code[4:8], code[8:12], code[12:]])


def parse_code(text: str) -> str:
    """The code that was typed or read out, in one piece; raises CodeUnreadable."""
    cleaned = text.strip().upper().replace("-", "").replace(" ", "")
    read = cleaned.translate(_CONFUSED)
    body, check = read[:CODE_LENGTH], read[CODE_LENGTH:]
    if len(cleaned) != CODE_LENGTH + 1:
        raise CodeUnreadable(text, "a code has 13 characters")
    if any(character not in ALPHABET for character in body):
        raise CodeUnreadable(text, "a code has digits and letters without I, L, O, U")
    if check_character(body) != check:
        raise CodeUnreadable(text, "the check character does not fit")
    return body + check
