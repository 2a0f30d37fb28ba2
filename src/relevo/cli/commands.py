"""The list of commands: one line each."""

from relevo.cli import admin, instance, listing, planning

REGISTRIES = (
    planning.register,
    listing.register,
    admin.register,
    instance.register,
)
