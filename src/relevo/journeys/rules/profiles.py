"""Who asks, as a planner's request.

*Profiles of a request* come from the group, its nationality and what it states. A profile that
means something only with a country carries it: ``returnee@SV`` is somebody going back to El
Salvador, ``transit@HN`` somebody on the way through Honduras. A service of Honduras that takes
returnees asks for ``returnee@HN``; so a Salvadoran on the way home is never sent to a reception
centre for Hondurans.
"""

from dataclasses import dataclass
from datetime import datetime

from relevo import planner
from relevo.journeys.errors import NobodyTravels, NothingNeeded
from relevo.journeys.rules.origins import is_origin_closed
from relevo.journeys.rules.times import minute_of, night_ends
from relevo.kernel.countries import REGION

CHILD_UNTIL = 18
OLDER_FROM = 60

CENTRAL_AMERICA: frozenset[str] = frozenset({"BZ", "CR", "GT", "HN", "NI", "PA", "SV"})

OF_A_COUNTRY: frozenset[str] = frozenset(
    {
        *("air_returnee", "foreigner", "land_returnee", "national_abroad", "returnee"),
        *("returnee_adult", "transit"),
    }
)
"""Profiles that only mean something with a country."""

WITH_AN_ADULT = "with_adult"
"""A child alone goes to a shelter that names children; any other takes a child with an adult."""

CHILD_PROTECTION = "child_protection"
SHELTERS: frozenset[str] = frozenset({"shelter", "child_shelter"})

NEVER_WAITS: frozenset[str] = frozenset(
    {
        *("medical", "hospital", "prehospital", "maternity", "sexual_health"),
        *("gbv_care", "trafficking_response", CHILD_PROTECTION),
    }
)
"""What a child alone gets before the authority, if it is sooner: health, and help against
trafficking. All else comes from its hands or after it."""

SAID_BY_NEED: dict[str, str] = {
    "gbv_care": "gbv_survivor",
    "gbv_complaint": "gbv_survivor",
    "trafficking_response": "trafficking_victim",
    "international_protection": "refugee_claimant",
    "asylum_intake": "refugee_claimant",
    "asylum_procedure": "refugee_claimant",
    "displacement": "idp",
    "missing_migrants": "family_of_missing",
}
"""Who asks for this is, for the services' rules, of this profile; nobody must say it twice."""

PROTECTION_NEEDS: frozenset[str] = frozenset(SAID_BY_NEED) - {"missing_migrants"}
"""Needs that make a case protection-sensitive by themselves."""

PROTECTION_PROFILES: frozenset[str] = frozenset(
    {"gbv_survivor", "gbv_survivor_women", "trafficking_victim", "refugee_claimant", "idp"}
)

NATIONAL_PROFILES: dict[str, str] = {f"{country.lower()}_national": country for country in REGION}


@dataclass(frozen=True, slots=True)
class PlanProfile:
    """Who asks for a plan, from where, for what. No name, no contact, no case.

    ``profiles``: what is stated and cannot be seen from ages and nationality (``pregnant``,
    ``gbv_survivor``…). ``is_danger_to_life``: the page says whom to call now; a plan is only what
    comes after.
    """

    start_node: str
    nationality: str
    members: tuple[planner.Member, ...]
    needs: tuple[str, ...]
    urgent: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    accompanied: bool = True
    protection_sensitive: bool = False
    chosen: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    heads_for: str = ""
    is_danger_to_life: bool = False

    @property
    def has_adult(self) -> bool:
        return any(member.age >= CHILD_UNTIL for member in self.members)

    @property
    def has_child(self) -> bool:
        return any(member.age < CHILD_UNTIL for member in self.members)

    @property
    def is_child_alone(self) -> bool:
        """A child is there, and neither parent nor guardian."""
        return self.has_child and not (self.accompanied and self.has_adult)


def is_protection_sensitive(profile: PlanProfile) -> bool:
    """Stated, or said by a need or a profile: then no authority of origin, no enforcement."""
    return (
        profile.protection_sensitive
        or bool(PROTECTION_NEEDS & set(profile.needs))
        or bool(PROTECTION_PROFILES & profile.profiles)
    )


def profiles_of(profile: PlanProfile, *, start_country: str) -> frozenset[str]:
    """All profiles the group fits, with the country where one is needed."""
    home = profile.nationality
    stated = profile.profiles | {
        SAID_BY_NEED[need] for need in profile.needs if need in SAID_BY_NEED
    }
    goes_back = (
        bool(stated & {"returnee", "returnee_adult", "air_returnee", "land_returnee"})
        or home == profile.heads_for
        or (home in REGION and home != start_country)
    )
    found = {code for code in stated if code not in OF_A_COUNTRY}
    found |= {f"{code}@{home}" for code in ("air_returnee", "land_returnee") if code in stated}
    found |= _profiles_of_ages(profile)
    found |= {code for code, country in NATIONAL_PROFILES.items() if country == home}
    found |= {f"foreigner@{country}" for country in REGION if country != home}
    found |= {f"transit@{country}" for country in REGION if country != home or not goes_back}
    if goes_back:
        found.add(f"returnee@{home}")
        if not profile.has_child:
            found.add(f"returnee_adult@{home}")
    if start_country != home:
        found.add(f"national_abroad@{home}")
    if home not in CENTRAL_AMERICA:
        found.add("extra_regional")
    if "gbv_survivor" in stated and any(member.sex == "f" for member in profile.members):
        found.add("gbv_survivor_women")
    return frozenset(found)


def _profiles_of_ages(profile: PlanProfile) -> set[str]:
    adults = [member for member in profile.members if member.age >= CHILD_UNTIL]
    found: set[str] = set()
    if profile.has_child:
        found.add("nna")
    if adults:
        found.add(WITH_AN_ADULT)
    if adults and profile.has_child:
        found.add("family")
        if [member.sex for member in adults] == ["f"]:
            found.add("single_mother_family")
    if any(member.age >= OLDER_FROM for member in profile.members):
        found.add("elderly")
    return found


def request_of(
    profile: PlanProfile, *, start_country: str, at: datetime, tonight: bool = True
) -> planner.Request:
    """The request a planner answers.

    Children without an adult are never accompanied, and a child alone is always handed to the
    child-protection authority, asked for or not, and before all that is not health. ``tonight``:
    a shelter counts if one is inside before the night is over.
    """
    if not profile.members:
        raise NobodyTravels
    if not profile.needs:
        raise NothingNeeded
    accompanied = profile.accompanied and profile.has_adult
    is_child_alone = profile.is_child_alone
    codes = list(dict.fromkeys(profile.needs))
    if is_child_alone and CHILD_PROTECTION not in codes:
        codes.append(CHILD_PROTECTION)
    first = frozenset({CHILD_PROTECTION}) if is_child_alone else frozenset[str]()
    dawn = minute_of(night_ends(at))
    return planner.Request(
        start=profile.start_node,
        depart=minute_of(at),
        nationality=profile.nationality,
        members=profile.members,
        needs=tuple(
            planner.Need(
                code,
                urgent=code in profile.urgent,
                by=dawn if tonight and code in SHELTERS else None,
                after=frozenset() if code in NEVER_WAITS else first,
            )
            for code in codes
        ),
        documents=profile.documents,
        profiles=profiles_of(profile, start_country=start_country),
        accompanied=accompanied,
        protection_sensitive=is_protection_sensitive(profile),
        origin_closed=is_origin_closed(
            is_child_alone=is_child_alone,
            nationality=profile.nationality,
            is_in=start_country,
        ),
        chosen=profile.chosen,
        excluded=profile.excluded,
        heads_for=profile.heads_for,
    )


def in_country(code: str, *, country: str) -> str:
    """A profile a service names, with the country it means there."""
    return f"{code}@{country}" if code in OF_A_COUNTRY else code
