from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practicum', '0003_bill_keepings'),
    ]

    operations = [
        migrations.AddField(
            model_name='candidacy',
            name='awarded_at',
            field=models.DateTimeField(null=True),
        ),
    ]
