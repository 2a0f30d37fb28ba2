"""The recorded decision on the best interests of a child: who decided, what, and for whom it opens.

It lies sealed among the facts of the profile. Until there is one that rules protection needs out,
no authority of the country of a child alone is proposed or sent to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from relevo.cases.enums import BestInterestsOutcome as Outcome
from relevo.cases.errors import BestInterestsRefused
from relevo.kernel.countries import REGION
from relevo.kernel.refusals import raise_first

DECIDES: tuple[str, ...] = ("child_protection", "court", "prosecutor", "asylum")
"""Kinds of institution whose decision counts."""

NAMED: tuple[str, ...] = ("child_protection", "court", "gov_foreign", "gov_migration", "registry")
"""Kinds of authority that a decision may name in the child's country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BestInterests:
    """``names_kind``, ``names_country``: the one authority to which the ordinary route opens."""

    decided_kind: str
    decided_country: str
    decided_on: date
    outcome: str
    is_protection_ruled_out: bool
    names_kind: str = ""
    names_country: str = ""

    def opens(self, *, institution_kind: str, country: str) -> bool:
        """Whether the ordinary route opens to this authority: ruled out, and named in it."""
        return (
            self.is_protection_ruled_out
            and bool(self.names_kind)
            and (institution_kind, country) == (self.names_kind, self.names_country)
        )


def check_best_interests(decision: BestInterests, *, nationality: str, today: date) -> None:
    """BestInterestsRefused with the first part that makes it no decision."""
    returns = decision.outcome == Outcome.REUNITED_AT_ORIGIN
    named = bool(decision.names_kind or decision.names_country)
    refusals = (
        (decision.decided_kind not in DECIDES, "decided_kind", "unknown"),
        (decision.decided_country not in REGION, "decided_country", "unknown"),
        # Who has the child's return to gain does not decide whether it must be protected from it.
        (
            decision.decided_country == nationality and not decision.is_protection_ruled_out,
            "decided_country",
            "of_origin",
        ),
        (decision.decided_on > today, "decided_on", "ahead"),
        (decision.outcome not in Outcome.values, "outcome", "unknown"),
        (returns and not decision.is_protection_ruled_out, "is_protection_ruled_out", "missing"),
        (returns and not named, "names_kind", "missing"),
        (named and decision.names_kind not in NAMED, "names_kind", "unknown"),
        (named and decision.names_country not in REGION, "names_country", "unknown"),
    )
    raise_first(refusals, BestInterestsRefused)


def to_json(decision: BestInterests | None) -> dict[str, Any] | None:
    """As it is sealed among the facts."""
    if decision is None:
        return None
    return {
        "decided_kind": decision.decided_kind,
        "decided_country": decision.decided_country,
        "decided_on": decision.decided_on.isoformat(),
        "outcome": decision.outcome,
        "is_protection_ruled_out": decision.is_protection_ruled_out,
        "names_kind": decision.names_kind,
        "names_country": decision.names_country,
    }


def of_json(content: Mapping[str, Any] | None) -> BestInterests | None:
    """Back from the opened facts; None where nobody has decided."""
    if content is None:
        return None
    return BestInterests(**{**content, "decided_on": date.fromisoformat(content["decided_on"])})
