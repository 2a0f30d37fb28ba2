import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0003_told_closed'),
        ('situation', '0004_withdrawals_added_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='EmergencyName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_es', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('reason', models.CharField(max_length=300)),
                ('known_from', models.DateTimeField()),
                ('told_by', models.UUIDField()),
                ('emergency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='situation.emergency')),
                ('institution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.institution')),
            ],
            options={
                'ordering': ['emergency_id', 'known_from', 'id'],
            },
        ),
    ]
