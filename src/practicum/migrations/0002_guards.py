"""Triggers that make the record and the responses append-only, and the account under which the program acts."""

from django.db import migrations

from practicum.ledger.guards import guards


class Migration(migrations.Migration):
    dependencies = [("practicum", "0001_initial")]
    operations = [migrations.RunSQL(guards(), migrations.RunSQL.noop)]
