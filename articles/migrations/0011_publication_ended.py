"""An index for the public corrections: periods that ended, the newest end first. It holds no period that is open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_live_page_card")]

    operations = [
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                fields=["-live_until", "-id"],
                name="publication_ended",
                condition=models.Q(live_until__isnull=False),
            ),
        ),
    ]
