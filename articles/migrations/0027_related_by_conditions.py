"""Why two answers are related: the conditions they share, where they do.

Empty in what the code of before wrote and goes on writing; `rebuild_related` fills it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0026_error_reports")]

    operations = [
        migrations.AddField(
            model_name="relatedlink",
            name="shared_conditions",
            field=models.JSONField(
                help_text="How the two share conditions: names of these; empty: they do not, or not known yet.",
                null=True,
            ),
        ),
    ]
