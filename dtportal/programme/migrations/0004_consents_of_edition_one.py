"""The declarations and consents of edition 1, word by word."""

from django.db import migrations

from dtportal.programme import reference


def load(apps, schema_editor):
    reference.load_consents(apps)


class Migration(migrations.Migration):
    dependencies = [("programme", "0003_edition_consents")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
