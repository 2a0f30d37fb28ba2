"""HSDS 3.1 packages in JSON: organizations, services, locations, phones, schedules.

``parse`` names everything that is wrong with its path, ``parse(render(x)) == x``.
"""

from relevo.formats.hsds.v3.parsing import is_package, parse
from relevo.formats.hsds.v3.rendering import render
from relevo.formats.hsds.v3.rows import read_package
from relevo.formats.hsds.v3.values import (
    Location,
    Organization,
    Package,
    PackageRefused,
    Phone,
    Problem,
    Schedule,
    Service,
)

__all__ = [
    "Location",
    "Organization",
    "Package",
    "PackageRefused",
    "Phone",
    "Problem",
    "Schedule",
    "Service",
    "is_package",
    "parse",
    "read_package",
    "render",
]
