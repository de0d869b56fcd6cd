"""An open period of publication says no reason and names no replacement: both come with its end.

Code of before writes them with the end too. Where an open period says one, plain SQL wrote what the public JSON shows:
the database refuses this migration until somebody has looked at it and emptied it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_mail_to_deputies")]

    operations = [
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                name="publication_open_says_nothing",
                condition=models.Q(live_until__isnull=False) | models.Q(reason="", replacement__isnull=True),
                violation_error_message="The reason and the replacement of a publication come with its end.",
            ),
        ),
    ]
