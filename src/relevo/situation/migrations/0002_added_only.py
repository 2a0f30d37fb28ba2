"""What people told of a situation is never changed; a correction of the committed files is.

SQLite drops these guards when a later migration remakes one of the tables: that migration then
puts them up again (``relevo.plumbing.added_only``), and a test says which are missing.
"""

from django.db import migrations

from relevo.plumbing.added_only import AddedOnly, guard_rows

COMMITTED = '3de6e21021f75f2196e8692f71903f91'  # who "tells" what stands in the committed files

GUARDED = (
    AddedOnly('situation_emergency', once=f"OLD.opened_by <> '{COMMITTED}'"),
    AddedOnly('situation_emergencyphase'),
    AddedOnly('situation_emergencyarea'),
    AddedOnly('situation_figure', once=f"OLD.told_by <> '{COMMITTED}'"),
    AddedOnly('situation_temporarypoint'),
    AddedOnly('situation_pointstep'),
    AddedOnly('situation_pledge'),
    AddedOnly('situation_pledgestep'),
    AddedOnly('situation_checklistmark'),
    AddedOnly('situation_roadreport'),
    AddedOnly('situation_count'),
    AddedOnly('situation_reconciliation'),
    AddedOnly('situation_reconciliationstep'),
    AddedOnly('situation_release'),
    AddedOnly('situation_movement'),
    AddedOnly('situation_sighting'),
    AddedOnly('situation_needswarning'),
    AddedOnly('situation_warningreceipt'),
    AddedOnly('situation_signal'),
    AddedOnly('situation_signalfinding'),
    AddedOnly('situation_advisory', but=('ended_at', 'ended_by')),
    AddedOnly('situation_alert', once="OLD.state = 'published'"),
    AddedOnly('situation_alertinfo'),
    AddedOnly('situation_alertarea'),
    AddedOnly('situation_alertreceipt'),
)


class Migration(migrations.Migration):

    dependencies = [
        ('situation', '0001_initial'),
    ]

    operations = [guard_rows(GUARDED)]
