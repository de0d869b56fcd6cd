"""How many words a live answer has, and an index for the queue of due reviews. Empty until the page is written next:
`manage.py rebuild_pages` counts them all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_note_medicines")]

    operations = [
        migrations.AddField(
            model_name="livepage",
            name="words",
            field=models.PositiveIntegerField(
                help_text="Words of the signed text, a Chinese character being one; empty: not counted yet.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(fields=["due_on", "article", "doctor", "department", "words"], name="live_page_due"),
        ),
    ]
