"""The list of commands: one line each."""

from relevo.cli import admin, bench, instance, listing, planning, prove

REGISTRIES = (
    planning.register,
    listing.register,
    prove.register,
    bench.register,
    admin.register,
    instance.register,
)
