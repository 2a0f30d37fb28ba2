"""Risk and protective factors on the four levels of the IOM determinants model.

They are codes of a reviewed table (``factors.csv``), as a person tells them: prompts towards help.
Nothing here counts, weighs or adds: no score of a person is ever computed.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from relevo.cases.enums import FactorLevel, FactorSign
from relevo.kernel.text import LocalisedText

TABLE = Path(__file__).with_name("factors.csv")


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor, in plain words."""

    code: str
    level: FactorLevel
    sign: FactorSign
    words: LocalisedText


@lru_cache(maxsize=1)
def factors() -> dict[str, Factor]:
    """The table, in its order; a level or sign that is none stops the instance at once."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Factor(
                code=row["code"],
                level=FactorLevel(row["level"]),
                sign=FactorSign(row["sign"]),
                words=LocalisedText(es=row["es"], en=row["en"]),
            )
            for row in csv.DictReader(file)
        }


def factors_on(level: FactorLevel, sign: FactorSign) -> tuple[Factor, ...]:
    """The factors of one level and sign."""
    return tuple(one for one in factors().values() if (one.level, one.sign) == (level, sign))
