"""What people told of a border is never changed; a correction of the committed files is.

SQLite drops these guards when a later migration remakes one of the tables: that migration then
puts them up again (``relevo.plumbing.added_only``), and a test says which are missing.
"""

from django.db import migrations

from relevo.plumbing.added_only import AddedOnly, guard_rows

OF_A_PERSON = 'OLD.%s IS NOT NULL'

GUARDED = (
    AddedOnly('borders_statusreport', once=OF_A_PERSON % 'reporter_id'),
    AddedOnly('borders_correction'),
    AddedOnly('borders_restriction', once=OF_A_PERSON % 'reporter_id'),
    AddedOnly('borders_restrictionend'),
    AddedOnly('borders_requirement', once=OF_A_PERSON % 'told_by'),
    AddedOnly('borders_requirementend'),
)


class Migration(migrations.Migration):

    dependencies = [
        ('borders', '0002_restrictions'),
    ]

    operations = [guard_rows(GUARDED)]
