from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_answer_to_an_erasure"),
    ]

    operations = [
        migrations.AlterField(
            model_name="answerlink",
            name="stage",
            field=models.CharField(
                choices=[("answer", "Answer"), ("arrival", "Arrival"), ("deletion", "Deletion")],
                max_length=8,
            ),
        ),
    ]
