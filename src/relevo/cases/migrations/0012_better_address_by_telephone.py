import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_nothing_more_is_done'),
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='phoneanswer',
            name='better_service',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.service'),
        ),
    ]
