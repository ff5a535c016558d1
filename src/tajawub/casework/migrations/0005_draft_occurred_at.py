from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0004_judgements_and_alarms'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='occurred_at',
            field=models.DateTimeField(null=True),
        ),
    ]
