"""Whom a closing does not bar. SQLite remakes the table and PostgreSQL does not: the guard of its
rows is taken down before, and put up again after.
"""

from django.db import migrations, models

from relevo.plumbing.added_only import AddedOnly, guard_rows, put_up, take_down

REPORTS = (AddedOnly('borders_statusreport', once='OLD.reporter_id IS NOT NULL'),)


def unguard(_apps, editor):
    take_down(editor.connection, REPORTS)


def guard(_apps, editor):
    put_up(editor.connection, REPORTS)


class Migration(migrations.Migration):

    dependencies = [
        ('borders', '0004_reports_with_hours'),
    ]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.AddField(
            model_name='statusreport',
            name='spares_return',
            field=models.BooleanField(default=False),
        ),
        guard_rows(REPORTS),
    ]
