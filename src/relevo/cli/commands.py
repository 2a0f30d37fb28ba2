"""The list of commands: one line each."""

from relevo.cli import admin, instance, listing, planning, prove

REGISTRIES = (
    planning.register,
    listing.register,
    prove.register,
    admin.register,
    instance.register,
)
