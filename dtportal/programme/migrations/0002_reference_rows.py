"""Provinces, holidays, sectors, bodies and edition 1: what every installation starts with."""

from django.db import migrations

from dtportal.programme import reference


def load(apps, schema_editor):
    reference.load_provinces(apps)
    reference.load_holidays(apps)
    reference.load_edition_one(apps)
    reference.load_rules(apps)
    reference.load_undertaking(apps)
    reference.load_visit_questions(apps)


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
