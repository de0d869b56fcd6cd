"""The status of every medicine there is counts as told: doctors hear of what changes from now on."""

from typing import Any

from django.db import migrations


def note(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    MedicineNoted = apps.get_model("articles", "MedicineNoted")
    medicines = apps.get_model("articles", "Medicine").objects.using(alias).values_list("pk", "status")
    rows = [MedicineNoted(medicine_id=pk, status=status) for pk, status in medicines]
    MedicineNoted.objects.using(alias).bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_byline_guard")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop, elidable=True)]
