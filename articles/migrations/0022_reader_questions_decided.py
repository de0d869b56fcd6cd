"""What was decided on before the day was kept counts as decided on when it was asked."""

from typing import Any

from django.db import migrations, models


def note_decisions(apps: Any, schema_editor: Any) -> None:
    asked = apps.get_model("articles", "ReaderQuestion").objects.using(schema_editor.connection.alias)
    asked.exclude(state="open").filter(decided_on=None).update(decided_on=models.F("asked_on"))
    asked.filter(state="declined", declined_because="").update(declined_because="unclear")


class Migration(migrations.Migration):
    dependencies = [("articles", "0021_reader_question_outcome")]

    operations = [migrations.RunPython(note_decisions, migrations.RunPython.noop)]
