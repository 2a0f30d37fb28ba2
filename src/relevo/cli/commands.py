"""The list of commands: one line each."""

from relevo.cli import admin, bench, facts, instance, listing, planning, prove

REGISTRIES = (
    planning.register,
    listing.register,
    prove.register,
    bench.register,
    facts.register,
    admin.register,
    instance.register,
)
