"""Which questions a case is asked, and what their answers make urgent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.facts import CaseFacts, is_child_alone
from relevo.cases.rules.prompts import Prompt, prompts
from relevo.journeys.rules.profiles import CENTRAL_AMERICA, SAID_BY_NEED, SHELTERS
from relevo.kernel.ages import CHILD_BANDS
from relevo.kernel.working_days import add_working_days

EVERYBODY = "lgbtiq"
"""Chosen name, address and room: offered to everybody, so that nobody is labeled by being asked."""

PEP_WITHIN = timedelta(hours=72)
EMERGENCY_CONTRACEPTION_WITHIN = timedelta(hours=120)
CLAIM_WORKING_DAYS = 5
CLAIM_COUNTRY = "SV"
EVENING = time(20)
"""Until then shelters are thought to take people in."""
SOON = timedelta(hours=1)
NIGHT_UNTIL_HOUR = 5
_MEDICAL = frozenset({"pregnant", "disability"})
_LINKS = frozenset({"family_links", "missing_migrants"})


def ticked_profiles(facts: CaseFacts) -> frozenset[str]:
    """What somebody said of the person, by profile, by need, or by a child alone."""
    found = {*facts.profiles} | {SAID_BY_NEED[need] for need in facts.needs if need in SAID_BY_NEED}
    if is_child_alone(facts):
        found.add("nna")
    if found & {"gbv_survivor_women"}:
        found.add("gbv_survivor")
    if found & {"returnee_adult", "land_returnee", "air_returnee"}:
        found.add("returnee")
    return frozenset(found)


def profiles_to_ask(facts: CaseFacts) -> frozenset[str]:
    """The profiles whose questions fit the case, seen or said."""
    found = set(ticked_profiles(facts))
    bands = {person.age_band for person in facts.people}
    if bands & CHILD_BANDS and bands - CHILD_BANDS:
        found.add("family")
    if "medical" in facts.needs or _MEDICAL & facts.profiles:
        found.add("medical")
    if _LINKS & set(facts.needs):
        found.add("family_of_missing")
    if facts.nationality and facts.nationality not in CENTRAL_AMERICA:
        found.add("extra_regional")
    if facts.nationality and facts.nationality == facts.heads_for:
        found.add("returnee")
    return frozenset(found)


def prompts_for(facts: CaseFacts) -> tuple[Prompt, ...]:
    """The questions of the profiles of a case, in the order of the table."""
    asked = profiles_to_ask(facts) | {EVERYBODY}
    return tuple(one for one in prompts().values() if one.profile in asked)


def has_questions_of_its_own(facts: CaseFacts) -> bool:
    """Whether something that was ticked asks for more than the first page did."""
    known = {one.profile for one in prompts().values()}
    return bool(known & ticked_profiles(facts))


@dataclass(frozen=True, slots=True)
class NeededBy:
    """Until when something helps, as an answer says; proposed to who makes an offer."""

    code: str
    at: datetime


def needed_by(facts: CaseFacts, *, holidays: Collection[date]) -> tuple[NeededBy, ...]:
    """What the answers make urgent, the earliest first. ``holidays``: of El Salvador."""
    found = []
    happened = _answered(facts, "gbv_when")
    if isinstance(happened, datetime):
        found += [
            NeededBy("hiv_prevention", happened + PEP_WITHIN),
            NeededBy("emergency_contraception", happened + EMERGENCY_CONTRACEPTION_WITHIN),
        ]
    entered = _answered(facts, "ppi_entered_sv")
    if entered is not None and facts.answers.get("ppi_claimed") != "yes":
        last = add_working_days(_end_of(entered), days=CLAIM_WORKING_DAYS, holidays=holidays)
        found.append(NeededBy("asylum_claim_sv", last))
    for key, code in (("ppi_renewal_gt", "stay_gt"), ("extra_permit_until", "permit_hn")):
        until = _answered(facts, key)
        if until is not None:
            found.append(NeededBy(code, _end_of(until)))
    return tuple(sorted(found, key=lambda one: (one.at, one.code)))


def needed_tonight(facts: CaseFacts, *, at: datetime) -> tuple[NeededBy, ...]:
    """A child alone needs a shelter before the evening ends; late in it or by night, in an hour."""
    if not (is_child_alone(facts) and SHELTERS & set(facts.needs)):
        return ()
    local = at.astimezone(LOCAL)
    evening = datetime.combine(local.date(), EVENING, tzinfo=LOCAL)
    soon = local.replace(second=0, microsecond=0) + SOON
    is_night = local.hour < NIGHT_UNTIL_HOUR
    return (NeededBy("shelter_tonight", soon if is_night else max(evening, soon)),)


def entered_on(facts: CaseFacts) -> date | None:
    """The day of entry in El Salvador, from which working days and their holidays count."""
    return _answered(facts, "ppi_entered_sv")


NEEDS_OF_A_LIMIT: dict[str, frozenset[str]] = {
    "hiv_prevention": frozenset({"medical", "gbv_care"}),
    "emergency_contraception": frozenset({"medical", "gbv_care"}),
    "asylum_claim_sv": frozenset({"international_protection", "asylum_intake"}),
    "stay_gt": frozenset({"international_protection", "asylum_procedure", "legal"}),
    "permit_hn": frozenset({"migration_procedure", "transport"}),
    "shelter_tonight": SHELTERS,
}
"""For whom a limit of time matters: who serves one of these needs."""


def proposed_for(limits: Collection[NeededBy], *, served: Collection[str]) -> datetime | None:
    """The earliest limit that matters to a service, as a proposal for *needed by*."""
    return min((one.at for one in limits if NEEDS_OF_A_LIMIT[one.code] & set(served)), default=None)


def _answered(facts: CaseFacts, key: str) -> datetime | date | None:
    return prompts()[key].moment_of(facts.answers.get(key, ""))


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59), tzinfo=LOCAL)
