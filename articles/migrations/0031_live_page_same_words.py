"""An index for whether a question is answered already, which is asked whenever an answer goes live.

Code of before and after works with it and without it; the table has a row for each live answer, so it is made at once.
"""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("articles", "0030_related_facts")]

    operations = [
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(Lower("question_text"), "language", name="live_page_same_words"),
        ),
    ]
