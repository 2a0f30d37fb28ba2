"""What an emergency was called is never changed."""

from django.db import migrations

from relevo.plumbing.added_only import AddedOnly, guard_rows

GUARDED = (AddedOnly('situation_emergencyname'),)


class Migration(migrations.Migration):

    dependencies = [
        ('situation', '0005_emergency_names'),
    ]

    operations = [guard_rows(GUARDED)]
