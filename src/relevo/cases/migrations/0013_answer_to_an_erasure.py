from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_better_address_by_telephone'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='erased_mark',
            field=models.CharField(blank=True, max_length=64, null=True, unique=True),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('erased_mark__isnull', False)), fields=['shredded_at'], name='cases_with_an_answer_left'),
        ),
    ]
