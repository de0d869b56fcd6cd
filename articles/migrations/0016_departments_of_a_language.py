"""An index for the departments that answer in a language, which home and the A–Z of each language ask for.

Code of before and after works with it and without it; the table has a row for each live answer, so it is made at once.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_mail_when_the_way_changes")]

    operations = [
        migrations.AddIndex(
            model_name="livepage",
            index=models.Index(fields=["language", "department", "article"], name="live_page_speaks"),
        ),
    ]
