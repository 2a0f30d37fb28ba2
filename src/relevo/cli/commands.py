"""The list of commands: one line each."""

from relevo.cli import admin, instance

REGISTRIES = (
    instance.register,
    admin.register,
)
