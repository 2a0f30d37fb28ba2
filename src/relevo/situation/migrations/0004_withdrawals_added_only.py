"""What was taken back and why is never changed either."""

from django.db import migrations

from relevo.plumbing.added_only import AddedOnly, guard_rows

GUARDED = (AddedOnly('situation_warningwithdrawal'),)


class Migration(migrations.Migration):

    dependencies = [
        ('situation', '0003_take_back_and_correct'),
    ]

    operations = [guard_rows(GUARDED)]
