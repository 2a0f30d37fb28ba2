"""A kept plan stays as it was computed, with what it relied on and what was told of it.

SQLite drops these guards when a later migration remakes one of the tables: that migration then
puts them up again (``relevo.plumbing.added_only``), and a test says which are missing.
"""

from django.db import migrations

from relevo.plumbing.added_only import AddedOnly, guard_rows

GUARDED = (
    AddedOnly('journeys_storedplan'),
    AddedOnly('journeys_reliance'),
    AddedOnly('journeys_replan', but=('read_at', 'read_by')),
)


class Migration(migrations.Migration):

    dependencies = [
        ('journeys', '0002_replans'),
    ]

    operations = [guard_rows(GUARDED)]
