"""The list of commands: one line each."""

from relevo.cli import (
    admin,
    audit,
    bench,
    facts,
    feeds,
    instance,
    keyholder,
    keys,
    listing,
    planning,
    prove,
    receipt,
    replay,
)

REGISTRIES = (
    planning.register,
    listing.register,
    prove.register,
    receipt.register,
    replay.register,
    bench.register,
    facts.register,
    feeds.register,
    admin.register,
    instance.register,
    keys.register,
    keyholder.register,
    audit.register,
)
