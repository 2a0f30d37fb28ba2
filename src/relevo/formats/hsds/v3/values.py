"""The objects of a package, as far as a directory of a network has them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a path such as ``services[3].organization_id``."""

    path: str
    code: str
    read: str = ""


class PackageRefused(ValueError):
    """A package with problems; ``problems`` are all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems, first at {problems[0].path}")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Organization:
    id: str
    name: str
    description: str
    alternate_name: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    id: str
    organization_id: str
    name: str
    status: str = "active"
    description: str = ""
    email: str = ""
    url: str = ""
    eligibility_description: str = ""
    location_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Location:
    """``country``: ISO 3166-1; ``state_province`` a department, ``city`` a municipality."""

    id: str
    name: str = ""
    address_1: str = ""
    city: str = ""
    state_province: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    id: str
    number: str
    organization_id: str = ""
    service_id: str = ""
    location_id: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    id: str
    service_id: str
    description: str = ""
    byday: str = ""
    opens_at: str = ""
    closes_at: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    organizations: tuple[Organization, ...] = ()
    services: tuple[Service, ...] = ()
    locations: tuple[Location, ...] = ()
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
