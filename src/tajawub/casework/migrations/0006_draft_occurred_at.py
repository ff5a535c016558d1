from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0005_cases'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='occurred_at',
            field=models.DateTimeField(null=True),
        ),
    ]
