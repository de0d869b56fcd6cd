"""When what public pages show was changed; the triggers that write it come with the end of `migrate`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0028_first_synonyms")]

    operations = [
        migrations.CreateModel(
            name="PageChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={"ordering": ["pk"]},
        ),
    ]
